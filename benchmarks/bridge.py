"""The bridge: what a request costs beside engine and fit, next to a bare ZeroMQ round trip."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from statistics import median
from time import perf_counter

import zmq

from tonekiln.client.blocking import Client
from tonekiln.home import Home
from tonekiln.protocol import ClipReady, encode, limits
from tonekiln.protocol.session import Ping

from .table import Row, percentile, row

BARS, BPM = 4, "120"


def measure(*, quick: bool) -> list[Row]:
    requests = 200 if quick else 1_000
    bare = _bare_round_trips(requests)
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        start_ms = median(_start_and_stop(home) for _ in range(3))
        daemon = _start(home)
        try:
            with Client(home) as client:
                client.load("sketch")
                pings = _times(client.ping, requests)
                overheads, totals = _requests(client, requests)
        finally:
            daemon.terminate()
            daemon.wait()
    import_ms = median(_import_ms() for _ in range(5))
    return [
        row("ping through the daemon, p50", "ms", median(pings), stock=median(bare)),
        row(
            "ping through the daemon, p99", "ms", percentile(pings, 99), stock=percentile(bare, 99)
        ),
        row("request to clip less engine and fit, p50", "ms", median(overheads), limit=5),
        row("request to clip less engine and fit, p99", "ms", percentile(overheads, 99), limit=20),
        row("sketch, 4 bars at 120 bpm, request to clip, p50", "ms", median(totals), limit=400),
        row("daemon, start to ready", "ms", start_ms, limit=1_500),
        row("import tonekiln", "ms", import_ms, limit=150),
    ]


def _times(work, count: int) -> list[float]:
    taken = []
    for _ in range(count):
        began = perf_counter()
        work()
        taken.append((perf_counter() - began) * 1e3)
    return taken


def _requests(client: Client, count: int) -> tuple[list[float], list[float]]:
    """Overhead and total of each request, from sending it to hearing of its clip."""
    overheads, totals = [], []
    for number in range(count + 5):
        began = perf_counter()
        job = client.generate("drums", bpm=BPM, bars=BARS, engine="sketch", seed=number % 16)
        for event in job:
            if isinstance(event, ClipReady):
                total = (perf_counter() - began) * 1e3
        timing = job.result().timing
        if number >= 5:
            overheads.append(total - timing.engine_ms - timing.load_ms - timing.fit_ms)
            totals.append(total)
        client.remove(job.result().clips[0].clip_id)
    return overheads, totals


def _start(home: Home) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tonekilnd", "serve", f"--home={home.root}", "--warm=sketch"]
    daemon = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert daemon.stdout is not None
    assert daemon.stdout.readline().startswith("ready")
    return daemon


def _start_and_stop(home: Home) -> float:
    began = perf_counter()
    daemon = _start(home)
    taken = (perf_counter() - began) * 1e3
    daemon.terminate()
    daemon.wait()
    return taken


def _import_ms() -> float:
    program = "from time import perf_counter as t; a = t(); import tonekiln; print((t() - a) * 1e3)"
    out = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ
    )
    return float(out.stdout)


def _bare_round_trips(count: int) -> list[float]:
    """The stock way: a ROUTER that echoes the same frame over loopback, without CURVE or work."""
    context = zmq.Context()
    router, dealer = context.socket(zmq.ROUTER), context.socket(zmq.DEALER)
    router.setsockopt(zmq.MAXMSGSIZE, limits.MAX_MESSAGE_BYTES)
    port = router.bind_to_random_port("tcp://127.0.0.1")
    dealer.connect(f"tcp://127.0.0.1:{port}")
    frames = encode(Ping(), id="x")

    def echo() -> None:
        for _ in range(count + 1):
            router.send_multipart(router.recv_multipart())

    thread = threading.Thread(target=echo)
    thread.start()

    def round_trip() -> None:
        dealer.send_multipart(frames)
        dealer.recv_multipart()

    round_trip()
    taken = _times(round_trip, count)
    thread.join()
    context.destroy(linger=0)
    return taken

"""The plugin: what a block costs, what a host pays for it, and what it hears of the daemon."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from tests.conftest import ENGINES_FOR_TESTS
from tests.plugin.daemon_troubles import TROUBLES
from tests.plugin.native_tests import PROGRAM
from tests.plugin.paced_host import PacedHost, Said, paced_host
from tests.running_daemon import RunningDaemon

from tonekiln.client.blocking import Client
from tonekiln.client.blocking_jobs import Job
from tonekiln.home import Home
from tonekiln.protocol import Progress
from tonekilnd.config import Settings

from .table import Row, row

NEURAL = "musicgen-small"
START_SECONDS = 240
LONG = True
"""Has a command of its own: `make plugin-bench`."""


def measure(*, quick: bool) -> list[Row]:
    assert PROGRAM.exists(), "the plugin's tests are not built: make plugin-tests"
    return [
        *_blocks(),
        *_hosted(),
        *_deadlines(turns=1 if quick else 4, seconds=5 if quick else 20),
        *_troubles(),
    ]


def _lines(test: str, **environment: str) -> list[dict[str, Any]]:
    """What a hidden test of the plugin's C++ tests writes."""
    done = subprocess.run(
        [PROGRAM, test], env=os.environ | environment, check=True, capture_output=True, text=True
    )
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def _blocks() -> Iterator[Row]:
    for found in _lines("[bench]"):
        work = f"{found['work']}, a block of {found['frames']} at {found['rate']} Hz"
        yield row(work, "ns", found["ns"])
        yield row(f"{work}, of its time", "%", found["percent_of_block"], limit=1)


def _hosted() -> Iterator[Row]:
    with _home() as home:
        daemon = RunningDaemon(home).start()
        try:
            with daemon.client() as client:
                found = _twenty(home, client)
                clips = len(client.search_all().clips)
            daemons = _daemons_of(home)
        finally:
            daemon.stop()
    instances = found["instances"]
    yield row("VST3, scanned the first time", "ms", found["first_scan_ms"], limit=100)
    yield row("VST3, scanned, p50", "ms", found["scan_ms"], limit=100)
    yield row("VST3, instance made, p50", "ms", found["load_ms"])
    yield row("first instance", "MB", found["first_instance_mb"], limit=60)
    yield row("each further instance, linked, with a clip", "MB", found["instance_mb"], limit=60)
    yield row(f"{instances} instances, linked, their clips loaded", "MB", found["all_instances_mb"])
    yield row(f"daemons that {instances} instances use", "", daemons, limit=1)
    yield row(f"clips that {instances} instances got of {instances} asked for", "", clips)


def _twenty(home: Home, client: Client) -> dict[str, Any]:
    """Have the instances made and asked, wait for their clips, and read what it cost."""
    with subprocess.Popen(
        [PROGRAM, "[cost]"],
        env={**os.environ, "TONEKILN_HOME": str(home.root)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        lines = (json.loads(line) for line in process.stdout if line.startswith("{"))
        asked = next(lines)["asked"]
        deadline = time.monotonic() + START_SECONDS
        while len(client.search_all().clips) < asked:
            assert time.monotonic() < deadline, "not every instance got its clip"
            time.sleep(0.1)
        process.stdin.write("made\n")
        process.stdin.flush()
        return dict(next(lines))


def _daemons_of(home: Home) -> int:
    """How many run on a home."""
    wanted = ["serve", f"--home={home.root}"]
    commands = [process.info["cmdline"] or [] for process in psutil.process_iter(["cmdline"])]
    return sum(all(word in command for word in wanted) for command in commands)


def _deadlines(turns: int, seconds: float) -> Iterator[Row]:
    """The same host with the daemon idle, while a model generates, and beside a plain loop.

    In turns. The loop has a worker's priority and knows nothing of us: what is missed beside it
    is the machine's doing.
    """
    idle, busy, beside = [], [], []
    with _home() as home:
        daemon = RunningDaemon(home)
        with _environment(HF_HUB_CACHE=str(full_size_checkpoint(home.root / "hub"))):
            daemon.start()
        try:
            with daemon.client(timeout=START_SECONDS) as client, paced_host(home.root) as host:
                client.load(NEURAL)
                host.wait_until_shown(lambda now: now["ready"], START_SECONDS)
                for _ in range(turns):
                    idle.append(_watched(host, seconds))
                    job = client.generate("dusty drums", bpm="120", seconds=30, engine=NEURAL)
                    _wait_until_generating(job)
                    busy.append(_watched(host, seconds))
                    assert job.cancel(), "the job ended before the measurement did"
                    with _plain_loop():
                        beside.append(_watched(host, seconds))
        finally:
            daemon.stop()
    yield from _audio("daemon idle", idle)
    yield from _audio(f"{NEURAL} generating", busy)
    yield from _audio("daemon idle, a plain loop running", beside)


@contextmanager
def _plain_loop() -> Iterator[None]:
    loop = f"import os; os.nice({Settings().worker_nice})\nwhile True: pass"
    process = subprocess.Popen([sys.executable, "-c", loop])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _audio(when: str, turns: list[Said]) -> Iterator[Row]:
    """What became of the audio in all turns."""
    priority = "real-time" if turns[0]["real_time_priority"] else "usual"
    work = f"64 frames at 48 kHz, paced, {priority} priority, {when}"
    blocks = sum(turn["blocks"] for turn in turns)
    missed = sum(turn["missed"] for turn in turns)
    mean = sum(turn["mean_ns"] * turn["blocks"] for turn in turns) / blocks
    print(f"{when}: missed in each turn {[turn['missed'] for turn in turns]}, of {blocks} blocks")
    yield row(f"{work}: deadlines missed", "of 1000", 1e3 * missed / blocks)
    yield row(f"{work}: processBlock, mean", "us", mean / 1e3)
    yield row(f"{work}: processBlock, worst", "us", max(turn["worst_us"] for turn in turns))
    wrong = sum(turn["drop_outs"] for turn in turns)
    yield row(f"{work}: blocks not as they should sound", "", wrong, limit=0)


def full_size_checkpoint(cache: Path) -> Path:
    """A hub cache with MusicGen small: random weights of the published sizes."""
    from tests.tiny_checkpoints import hub, upstream_talks
    from tests.tiny_checkpoints.audiocraft_pair import MUSICGEN_SMALL, write_pair
    from tests.tiny_checkpoints.text_encoder import T5_BASE, write_text_encoder

    from tonekilnd.engines.model_cards.rows import row_of

    from .models.checkpoints import VOCABULARY

    with upstream_talks():
        pair = write_pair(cache / "pair", sizes=MUSICGEN_SMALL)
        words = write_text_encoder(cache / "t5", vocab_size=VOCABULARY, **T5_BASE)
    hub.put(cache, row_of(NEURAL).repo, pair.iterdir())
    for repo in hub.T5_REPOS:
        hub.put(cache, repo, words.iterdir())
    return cache


def _wait_until_generating(job: Job) -> None:
    for event in job:
        if isinstance(event, Progress) and event.fraction > 0:
            return


def _watched(host: PacedHost, seconds: float) -> Said:
    """What becomes of the audio within a time."""
    host.count()
    time.sleep(seconds)
    return host.count()


def _troubles() -> Iterator[Row]:
    with _environment(PYTHONPATH=str(ENGINES_FOR_TESTS)):
        for name, trouble in TROUBLES.items():
            with _home() as home, paced_host(home.root) as host:
                course = trouble(host, home.root)
            yield row(f"daemon {name}: said after", "s", course.said, limit=3)
            yield row(f"daemon {name}: well after its return", "s", course.well, limit=5)


@contextmanager
def _home() -> Iterator[Home]:
    with tempfile.TemporaryDirectory() as folder:
        yield Home(Path(folder))


@contextmanager
def _environment(**variables: str) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)

"""Full-size models through a whole daemon: from a request to its clip, and to the first preview.

Random weights in the published layout. The engines are warm and have made a clip before, of
other words.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

import torch
from tests.tiny_checkpoints.audiocraft_pair import MUSICGEN_SMALL, write_pair

from tonekiln.client.blocking import Client
from tonekiln.client.jobs import PreviewAudio
from tonekiln.home import Home
from tonekiln.protocol import ClipReady

from ..table import Row, row
from . import checkpoints

LONG = True
MUSICGEN, STABLE_AUDIO = "musicgen-small", "stable-audio-open-small"
BPM = 120
REQUESTS = (
    # engine, precision, what of, seconds promised
    (MUSICGEN, "int8", {"bars": 4}, 12.0),
    (STABLE_AUDIO, "bf16", {"seconds": 11.0}, 9.0),
    (STABLE_AUDIO, "bf16", {"seconds": 4.0}, 4.0),
    (STABLE_AUDIO, "int8", {"seconds": 11.0}, 9.0),
    (STABLE_AUDIO, "int8", {"seconds": 4.0}, 4.0),
)
PREVIEW_SHARE = 25.0
"""Per cent of the whole clip's time, at most."""


def measure(*, quick: bool) -> list[Row]:
    """Every request in turn, and a long one that is heard while it is made."""
    if not checkpoints.available():
        return []
    times = 1 if quick else 3
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        musicgen, stable_audio = _weights(folder)
        places = {MUSICGEN: musicgen, STABLE_AUDIO: stable_audio}
        with _daemon(folder / "home", places.values()) as client:
            rows = [_row(client, times, name, places[name], *asked) for name, *asked in REQUESTS]
            first, whole = _heard(client, musicgen, "int8")
    share = 100 * first / whole
    name = "MusicGen-small, 8 bars at 120 BPM, int8: first preview, of the clip's time"
    return [*rows, row(name, "%", share, limit=PREVIEW_SHARE)]


def _row(
    client: Client,
    times: int,
    name: str,
    engine: str,
    precision: str,
    length: Mapping[str, float],
    limit: float,
) -> Row:
    taken = [_seconds(client, engine, precision, length, seed) for seed in range(times + 1)]
    asked = " ".join(f"{value:g} {unit}" for unit, value in length.items())
    work = f"{name}, {asked}, {precision}, request to clip"
    print(f"{work}: {taken}", flush=True)
    return row(work, "s", median(taken[1:]), limit=limit)


def _seconds(
    client: Client, engine: str, precision: str, length: Mapping[str, float], seed: int
) -> float:
    began = perf_counter()
    job = client.generate(
        f"warm pad {seed}", bpm=BPM, engine=engine, precision=precision, seed=seed, **length
    )
    for event in job:
        if isinstance(event, ClipReady):
            took = perf_counter() - began
    job.result()
    return took


def _heard(client: Client, engine: str, precision: str) -> tuple[float, float]:
    """Seconds to the first preview and to the clip."""
    began = perf_counter()
    job = client.generate(
        "warm pad", bpm=BPM, engine=engine, precision=precision, bars=8, seed=1, previews=True
    )
    first = whole = 0.0
    for event in job:
        if isinstance(event, PreviewAudio):
            first = first or perf_counter() - began
        elif isinstance(event, ClipReady):
            whole = perf_counter() - began
    job.result()
    return first or whole, whole


@contextmanager
def _daemon(root: Path, engines: Iterable[str]) -> Iterator[Client]:
    """One that computes with as many threads as this process, with the engines warm."""
    environment = os.environ | {
        "TONEKILN_WORKER_THREADS": str(torch.get_num_threads()),
        "TONEKILN_DEVICE": "cpu",
        "TONEKILN_MEMORY_BUDGET_BYTES": str(64 << 30),
    }
    home = Home(root)
    command = [sys.executable, "-m", "tonekilnd", "serve", f"--home={root}"]
    daemon = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert daemon.stdout is not None
        assert daemon.stdout.readline().startswith("ready")
        with Client(home, timeout=600) as client:
            for engine in engines:
                client.load(engine)
            yield client
    finally:
        daemon.terminate()
        daemon.wait()


def _weights(folder: Path) -> tuple[str, str]:
    """Both models at full size on disk, as engines of one's own."""
    pair = write_pair(folder / "pair", sizes=MUSICGEN_SMALL)
    checkpoints.t5_beside(pair)
    audio = checkpoints.stable_audio_small(folder)
    return f"{MUSICGEN}:{pair}", f"{STABLE_AUDIO}:{audio}"

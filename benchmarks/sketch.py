"""Sketch: time on one core and memory of a fresh worker, for every style."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import process_time

from benchmarks.table import Row, row
from tonekiln.protocol import Meter, bar_frames
from tonekilnd.domain import TakeSpec

RATE = 48_000
FOUR_BARS_MS, SIXTY_FOUR_BARS_MS, WORKER_MB = 250.0, 3000.0, 150.0

_ONE_CORE = {"OMP_NUM_THREADS": "1", "TONEKILN_SOUNDFONT": "none"}


def measure(quick: bool) -> list[Row]:
    from tonekilnd.engines.sketch.styles import STYLES

    styles = list(STYLES)[:3] if quick else list(STYLES)
    rows: list[Row] = []
    for style in styles:
        again, new, long, megabytes = _in_fresh_worker(style, 3 if quick else 8)
        rows += [
            row(f"{style}: 4 bars, same request again", "ms", again, limit=FOUR_BARS_MS),
            row(f"{style}: 4 bars, another seed each time", "ms", new, limit=FOUR_BARS_MS),
            row(f"{style}: 64 bars", "ms", long, limit=SIXTY_FOUR_BARS_MS),
            row(f"{style}: most memory after 4 bars", "MB", megabytes, limit=WORKER_MB),
        ]
    return rows


def _in_fresh_worker(style: str, times: int) -> list[float]:
    command = [sys.executable, "-m", "benchmarks.sketch", style, str(times)]
    environment = {**os.environ, **_ONE_CORE}
    ran = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return [float(figure) for figure in ran.stdout.split()]


def _worker(style: str, times: int) -> None:
    """Print: warm ms, new seed ms, 64 bars ms, MB after the four-bar takes."""
    from tonekilnd.engines.sketch.studio import Studio

    studio = Studio()
    _timed(studio, style, 4, 0)
    new = median(_timed(studio, style, 4, seed) for seed in range(1, times + 1))
    again = median(_timed(studio, style, 4, times) for _ in range(times))
    megabytes = _peak_megabytes()
    print(again, new, _timed(studio, style, 64, times), megabytes)


def _peak_megabytes() -> float:
    """Of this process alone; on Linux `ru_maxrss` begins at what whoever started it had."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024)


def _timed(studio, style: str, bars: int, seed: int) -> float:
    """Milliseconds of processor time."""
    spec = TakeSpec(
        prompt=f"{style} track",
        negative="",
        seed=seed,
        sample_rate=RATE,
        frames=bar_frames(bars, Meter(4, 4), Decimal(120), RATE),
        pre_roll_frames=0,
        bpm=Decimal(120),
        meter="4/4",
        bars=bars,
        key=None,
    )
    began = process_time()
    studio.record(spec, lambda done, of: None)
    return (process_time() - began) * 1e3


if __name__ == "__main__":
    _worker(sys.argv[1], int(sys.argv[2]))

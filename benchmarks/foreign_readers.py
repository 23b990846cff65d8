"""Ten thousand odd files, caches, packets and prompts for each reader of foreign things."""

from __future__ import annotations

import importlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

from .table import Row, row

LONG = True
READERS = {
    "hub caches": "hub_cache_trees",
    "MIDI files": "midi_files",
    "WAV headers": "wav_headers",
    "OSC packets": "osc_packets",
    "prompts": "prompts",
}
"""Modules of tests/fuzz: each has `cases(seed, count)` and `try_one(case, folder)`, which raises
where a case is answered by anything but what was read or a typed refusal. One that has `close`
stays open between the cases."""

SEED = 20_000
CASES = 10_000
QUICK_CASES = 300


def measure(*, quick: bool) -> list[Row]:
    count = QUICK_CASES if quick else CASES
    rows: list[Row] = []
    for what, name in READERS.items():
        faults, seconds = _tried(importlib.import_module(f"tests.fuzz.{name}"), count)
        for case, error in faults[:5]:
            print(f"{what}: {error!r} of {case!r:.300}")
        rows.append(row(f"{what}: faults in {count}", "cases", float(len(faults)), limit=0))
        rows.append(row(f"{what}: a case", "ms", seconds / count * 1e3))
    return rows


def _tried(reader: Any, count: int) -> tuple[Sequence[tuple[object, Exception]], float]:
    """Each case in a folder of its own, or all in one where the reader stays open between them."""
    faults: list[tuple[object, Exception]] = []
    stays_open = hasattr(reader, "close")
    began = perf_counter()
    with tempfile.TemporaryDirectory(prefix="tonekiln-fuzz-", ignore_cleanup_errors=True) as root:
        for number, case in enumerate(reader.cases(SEED, count)):
            folder = Path(root) / ("open" if stays_open else str(number))
            folder.mkdir(exist_ok=True)
            try:
                reader.try_one(case, folder)
            except Exception as error:
                faults.append((case, error))
            if not stays_open:
                shutil.rmtree(folder, ignore_errors=True)
        if stays_open:
            reader.close(Path(root) / "open")
    return faults, perf_counter() - began

"""Tunes as they are read from a test's MIDI file, and laid."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tests.foreign_files import SCALE, notes

from tonekiln.protocol import Meter
from tonekilnd.inputs.tune import Tune, read_tune
from tonekilnd.inputs.tune_in_bars import LaidTune, laid

FOUR, BPM = Meter(4, 4), Decimal(84)
MELODY = notes(SCALE)


def read(tmp_path: Path, content: bytes) -> Tune:
    (tmp_path / "x.mid").write_bytes(content)
    return read_tune(tmp_path / "x.mid", "x.mid", "melody")


def pitches(tune: Tune) -> list[int]:
    return [note.pitch for note in tune.notes]


def on_the_grid(tune: Tune, bpm: Decimal = BPM, meter: Meter = FOUR) -> LaidTune:
    return laid(tune, bpm, meter)


def starts(laid_tune: LaidTune) -> list[float]:
    return [float(note.start) for note in laid_tune.notes]

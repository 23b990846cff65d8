"""Every factory preset as a producer gets it, each made once a session."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tests.unit.engines.sketch.takes import spec, take_of

from tonekilnd.domain import FitSettings
from tonekilnd.engines.sketch.reading import read
from tonekilnd.engines.sketch.styles import STYLES
from tonekilnd.fit import fit_take
from tonekilnd.presets import PresetShelf

RATE = 32_000
ROWS = PresetShelf(Path("/nonexistent")).rows()
LOOPS = [row for row in ROWS if not row.preset.one_shot]
TONAL = [row for row in LOOPS if row.preset.follows_key]


def called(row):
    return f"{row.category}/{row.preset.name}".replace(" ", "-")


def asked(row, **changes):
    preset = row.preset
    styles = read(preset.words).styles
    low, high = STYLES[styles[0]].tempo if styles else (100, 100)
    fields = {
        "bpm": str(round((low + high) / 2)),
        "bars": None if preset.seconds else preset.bars or 4,
        "seconds": preset.seconds,
        "negative": preset.negative,
        "one_shot": preset.one_shot,
        "rate": RATE,
    }
    return spec(preset.words, **(fields | changes))


@cache
def clip(row_index):
    row = ROWS[row_index]
    wanted = asked(row)
    fitted = fit_take(
        take_of(wanted), wanted, frames=wanted.frames, sample_rate=RATE, settings=FitSettings(),
        exact=True,
    )  # fmt: skip
    return wanted, fitted

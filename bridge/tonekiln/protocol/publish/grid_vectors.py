"""Bars, meter, tempo and rate to frames: the cases both languages must agree on."""

from __future__ import annotations

import itertools
import random
from decimal import Decimal
from typing import Any

from .. import limits
from ..grid import Meter, bar_frames

_RATES = (22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000)
_METERS = ("4/4", "3/4", "5/4", "2/2", "6/8", "7/8", "9/8", "12/8", "15/16", "32/16")
_TEMPI = ("20", "60", "84", "119.999999", "120", "128", "133.333333", "174.5", "400")
_BARS = (1, 2, 3, 4, 8, 16, 64)
_DRAWN = 120
_BAD_TEMPI = ("19.999999", "400.000001", "120.0000001", "0", "-120", "NaN", "Infinity", "1e400")
_BAD_METERS = ("0/4", "33/4", "4/3", "4/0", "4/32", "4", "4/4/4", " 4/4", "4/4\n", "-4/4", "")


def grid_vectors() -> dict[str, Any]:
    """The document of `grid.json`."""
    return {
        "about": "floor(bars * numerator * 240 * rate / (denominator * bpm) + 1/2), exactly",
        "cases": [_case(*case) for case in _cases()],
        "refused_bpm": list(_BAD_TEMPI),
        "refused_meter": list(_BAD_METERS),
    }


def _cases() -> list[tuple[int, str, str, int]]:
    pairwise = [
        (_BARS[i % len(_BARS)], meter, tempo, _RATES[(i * 5 + i // 9) % len(_RATES)])
        for i, (meter, tempo) in enumerate(itertools.product(_METERS, _TEMPI))
    ]
    every_bar = [(bars, "4/4", "128", 44_100) for bars in range(1, limits.MAX_BARS + 1)]
    every_numerator = [
        (3, f"{numerator}/8", "97.31", 44_100) for numerator in range(1, limits.MAX_NUMERATOR + 1)
    ]
    extremes = list(
        itertools.product(
            (0, 1, limits.MAX_BARS),
            ("1/16", f"{limits.MAX_NUMERATOR}/2"),
            (str(limits.MIN_BPM), str(limits.MAX_BPM), "20.000001", "399.999999"),
            (limits.MIN_SAMPLE_RATE, limits.MAX_SAMPLE_RATE),
        )
    )
    halves = [(1, "1/16", "375", 22_050), (1, "1/4", "32", 44_104)]
    return [*every_bar, *every_numerator, *pairwise, *extremes, *halves, *_drawn()]


def _drawn() -> list[tuple[int, str, str, int]]:
    draw = random.Random(2)  # noqa: S311 - test cases, the same ones at every run
    return [
        (
            draw.randint(1, limits.MAX_BARS),
            f"{draw.randint(1, limits.MAX_NUMERATOR)}/{draw.choice(limits.DENOMINATORS)}",
            str(Decimal(draw.randint(20_000_000, 400_000_000)).scaleb(-limits.BPM_DECIMALS)),
            draw.choice(_RATES),
        )
        for _ in range(_DRAWN)
    ]


def _case(bars: int, meter: str, bpm: str, rate: int) -> dict[str, Any]:
    frames = bar_frames(bars, Meter.parse(meter), Decimal(bpm), rate)
    return {"bars": bars, "meter": meter, "bpm": bpm, "rate": rate, "frames": frames}

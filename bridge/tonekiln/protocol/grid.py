"""Musical time in exact integers: how many frames N bars are.

The plugin repeats this arithmetic in C++; `tests/vectors/grid.json` holds both to it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from . import limits

_MICRO = 10**limits.BPM_DECIMALS
_METER = re.compile(r"([0-9]{1,2})/([0-9]{1,2})")


@dataclass(frozen=True, slots=True)
class Meter:
    """A time signature: `numerator` notes of 1/`denominator` make a bar.

    Raises:
        ValueError: numerator outside 1..32 or denominator not 2, 4, 8 or 16.
    """

    numerator: int
    denominator: int

    def __post_init__(self) -> None:
        if not 1 <= self.numerator <= limits.MAX_NUMERATOR:
            raise ValueError(f"meter numerator must be 1 to {limits.MAX_NUMERATOR}")
        if self.denominator not in limits.DENOMINATORS:
            raise ValueError("meter denominator must be 2, 4, 8 or 16")

    @classmethod
    def parse(cls, text: str) -> Meter:
        """Read `"6/8"`. Raises ValueError when the text is not a meter in range."""
        match = _METER.fullmatch(text)
        if match is None:
            raise ValueError("meter must be written like 4/4 or 7/8")
        return cls(int(match[1]), int(match[2]))

    @property
    def compound(self) -> bool:
        """Whether the felt beat is dotted: 6/8, 9/8, 12/8 and the like."""
        return self.denominator >= 8 and self.numerator >= 6 and self.numerator % 3 == 0

    @property
    def quarters_per_bar(self) -> float:
        """Length of a bar in quarter notes (exact in binary for these denominators)."""
        return self.numerator * 4 / self.denominator

    @property
    def quarters_per_beat(self) -> float:
        """Length of the felt beat in quarter notes: 1.5 for 6/8, else 4/denominator."""
        return (3 if self.compound else 1) * 4 / self.denominator

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"


def bpm_in_micro(bpm: Decimal) -> int:
    """A tempo in quarter notes per minute as an exact integer of millionths.

    Raises:
        ValueError: not finite, outside 20..400, or with more than six decimal places.
    """
    if not (bpm.is_finite() and limits.MIN_BPM <= bpm <= limits.MAX_BPM):
        raise ValueError(f"bpm must be {limits.MIN_BPM} to {limits.MAX_BPM}")
    micro = Fraction(bpm) * _MICRO  # Decimal's own product would round past 28 digits
    if micro.denominator != 1:
        raise ValueError(f"bpm must have at most {limits.BPM_DECIMALS} decimal places")
    return micro.numerator


def bar_frames(bars: int, meter: Meter, bpm: Decimal, sample_rate: int) -> int:
    """Frames in `bars` bars: `floor(bars*num*240*rate / (den*bpm) + 1/2)`, exactly, half up.

    Args:
        bars: how many bars, 0 upwards (0 is the position of the first bar line).
        meter: the time signature.
        bpm: quarter notes per minute, at most six decimal places.
        sample_rate: frames per second.
    """
    denominator = meter.denominator * bpm_in_micro(bpm)
    numerator = bars * meter.numerator * 240 * sample_rate * _MICRO
    return (2 * numerator + denominator) // (2 * denominator)


def seconds_frames(seconds: float, sample_rate: int) -> int:
    """Frames in `seconds` at `sample_rate`, half up, at least one."""
    return max(1, int(seconds * sample_rate + 0.5))

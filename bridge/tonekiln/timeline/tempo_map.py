"""A session's tempo and meter over time, in exact arithmetic.

Tempo and meter are piecewise constant, as most DAWs, standard MIDI files and DAWproject's
`hold` points have them. Musical time is counted in quarter notes from the start of bar 1.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from tonekiln.protocol.grid import Meter, bpm_in_micro

_MICRO = 10**6


@dataclass(frozen=True, slots=True)
class TempoChange:
    """From `quarters` on, `bpm` quarter notes a minute."""

    quarters: Fraction
    bpm: Decimal


@dataclass(frozen=True, slots=True)
class MeterChange:
    """From bar `bar` on (the first bar is 1), this meter."""

    bar: int
    meter: Meter


@dataclass(frozen=True, slots=True)
class TempoMap:
    """Where every bar, quarter note and sample of a session lies.

    Args:
        tempos: in order; the first at quarter 0.
        meters: in order; the first at bar 1.

    Raises:
        ValueError: out of order, not beginning at the start, or a tempo out of its bounds.
    """

    tempos: tuple[TempoChange, ...]
    meters: tuple[MeterChange, ...]

    def __post_init__(self) -> None:
        if not self.tempos or self.tempos[0].quarters != 0:
            raise ValueError("the first tempo must be at the start")
        if not self.meters or self.meters[0].bar != 1:
            raise ValueError("the first meter must be at bar 1")
        if any(one.quarters >= next_.quarters for one, next_ in pairwise(self.tempos)):
            raise ValueError("tempo changes must be in order")
        if any(one.bar >= next_.bar for one, next_ in pairwise(self.meters)):
            raise ValueError("meter changes must be in order")
        for change in self.tempos:
            bpm_in_micro(change.bpm)

    @classmethod
    def steady(cls, bpm: Decimal, meter: Meter) -> TempoMap:
        """One tempo and one meter throughout."""
        return cls((TempoChange(Fraction(0), bpm),), (MeterChange(1, meter),))

    def quarters_at_bar(self, bar: int) -> Fraction:
        """Quarter notes from the start to the first beat of `bar`.

        Raises:
            ValueError: there is no bar before bar 1.
        """
        if bar < 1:
            raise ValueError("the first bar is 1")
        starts = self._meter_starts()
        index = bisect_right([change.bar for change in self.meters], bar) - 1
        change = self.meters[index]
        return starts[index] + (bar - change.bar) * _quarters_per_bar(change.meter)

    def bar_at(self, quarters: Fraction) -> int:
        """The bar that contains a point in musical time, 0 or later."""
        starts = self._meter_starts()
        index = max(0, bisect_right(starts, quarters) - 1)
        change = self.meters[index]
        return change.bar + (quarters - starts[index]) // _quarters_per_bar(change.meter)

    def meter_at_bar(self, bar: int) -> Meter:
        """The meter of one bar."""
        return self.meters[bisect_right([change.bar for change in self.meters], bar) - 1].meter

    def seconds_at(self, quarters: Fraction) -> Fraction:
        """Seconds from the start to a point in musical time, exactly."""
        starts = self._tempo_starts()
        index = max(0, bisect_right([change.quarters for change in self.tempos], quarters) - 1)
        change = self.tempos[index]
        return starts[index] + (quarters - change.quarters) * _seconds_per_quarter(change.bpm)

    def quarters_at(self, seconds: Fraction) -> Fraction:
        """Quarter notes from the start to a point in time, exactly."""
        starts = self._tempo_starts()
        index = max(0, bisect_right(starts, seconds) - 1)
        change = self.tempos[index]
        return change.quarters + (seconds - starts[index]) / _seconds_per_quarter(change.bpm)

    def sample_at(self, quarters: Fraction, sample_rate: int) -> int:
        """The sample nearest to a point in musical time, half up, as clips' lengths are counted."""
        return (self.seconds_at(quarters) * sample_rate + Fraction(1, 2)) // 1

    def sample_of_bar(self, bar: int, sample_rate: int) -> int:
        """The sample of a bar's first beat."""
        return self.sample_at(self.quarters_at_bar(bar), sample_rate)

    def _tempo_starts(self) -> Sequence[Fraction]:
        """Seconds at which each tempo begins."""
        starts = [Fraction(0)]
        for one, next_ in pairwise(self.tempos):
            length = next_.quarters - one.quarters
            starts.append(starts[-1] + length * _seconds_per_quarter(one.bpm))
        return starts

    def _meter_starts(self) -> Sequence[Fraction]:
        """Quarter notes at which each meter begins."""
        starts = [Fraction(0)]
        for one, next_ in pairwise(self.meters):
            starts.append(starts[-1] + (next_.bar - one.bar) * _quarters_per_bar(one.meter))
        return starts


def _quarters_per_bar(meter: Meter) -> Fraction:
    return Fraction(4 * meter.numerator, meter.denominator)


def _seconds_per_quarter(bpm: Decimal) -> Fraction:
    return Fraction(60 * _MICRO, bpm_in_micro(bpm))

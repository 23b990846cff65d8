"""Inputs that have a time, laid on a take so that their frame 0 is the clip's first downbeat.

Before the downbeat lies the end of the input as it loops, after its end it goes round, so that a
model hears of the clip's bars what the clip will be: initial audio and melodies are laid alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor

import numpy as np

from tonekiln.protocol import Meter
from tonekilnd.domain import Audio, TakeSpec

UNHEARD_SECONDS = 0.01
"""An input's length may be off whole bars by this much and still count as them: players and
exporters round to blocks and milliseconds, and nobody hears it."""

LEAST_OVERHANG = Fraction(1, 8)
"""Part of a bar by which an input may run over whole bars and still be meant as them: a tail."""


@dataclass(frozen=True, slots=True)
class Laid:
    """An input on a take.

    Attributes:
        audio: (channels, frames) at the take's rate, no longer than it is heard in one round.
        downbeat: the take's frame at which its frame 0 lies.
        period: frames after which it comes again, fractions kept; None where it does not.
        notes: what a person should know of how it was laid.
    """

    audio: Audio
    downbeat: int
    period: Fraction | None
    notes: tuple[str, ...] = ()

    def heard(self, first: int, frames: int) -> Audio:
        """Frames `first` to `first + frames` of the take; both may lie outside it.

        Each round begins at its exact place, rounded to a frame: rounding never adds up.
        """
        out = np.zeros((len(self.audio), frames), dtype=np.float32)
        start = first - self.downbeat
        if self.period is None:
            _put(out, self.audio, -start)
            return out
        number = floor(start / self.period)
        while (begins := round(number * self.period)) < start + frames:
            ends = round((number + 1) * self.period)
            _put(out, self.audio[:, : ends - begins], begins - start)
            number += 1
        return out


def laid(audio: Audio, spec: TakeSpec, name: str) -> Laid:
    """Lay an input on a take.

    A loop's input goes round in whole bars of the take's tempo and meter, or in whole beats that
    divide a bar. One that does not fill its last bar waits for the next bar line in silence; one
    that runs over by less than an eighth of a bar is cut there. Of more bars than the clip has the
    first ones are heard, and go round. A one-shot's input sounds once.

    Args:
        audio: (channels, frames) at `spec.sample_rate`; frame 0 is its downbeat.
        spec: the take.
        name: what a note calls it: "initial audio" or "melody".
    """
    if spec.one_shot:
        notes = _of_a_one_shot(audio.shape[1], spec)
        laid_once = Laid(audio, spec.pre_roll_frames, None)
    else:
        own, notes = _own_period(audio.shape[1], spec)
        room = _room(spec)
        period = min(own, room)
        if audio.shape[1] > room + UNHEARD_SECONDS * spec.sample_rate:
            notes = (f"is {_long(audio.shape[1], spec)} long: {_first(room / bar_of(spec))} heard",)
        elif spec.bars and period < room:
            round_after = _bars(period / bar_of(spec))
            notes = tuple(f"{note}; it goes round after {round_after}" for note in notes) or (
                f"is {round_after} and goes round to fill {spec.bars}",
            )
        laid_once = Laid(audio[:, : round(period)], spec.pre_roll_frames, period)
    return replace(laid_once, notes=tuple(f"the {name} {note}" for note in notes))


def end_of(audio: Audio, most: int, spec: TakeSpec, name: str) -> tuple[Audio, tuple[str, ...]]:
    """The last `most` frames of audio that a take goes on from, and what there is to say."""
    notes: tuple[str, ...] = ()
    if audio.shape[1] - most > bar_of(spec):
        notes = (f"only the last {most / spec.sample_rate:.2f} s of the {name} are heard",)
    return audio[:, -most:], notes


def bar_of(spec: TakeSpec) -> Fraction:
    """Frames of a bar of the take, exactly."""
    meter = spec.time_signature
    quarters = Fraction(4 * meter.numerator, meter.denominator)
    return quarters * 60 * spec.sample_rate / Fraction(spec.bpm)


def _room(spec: TakeSpec) -> Fraction:
    """Frames of the bars that a take hears of an input: the clip's, or those it begins."""
    bar = bar_of(spec)
    return (spec.bars or max(1, ceil((spec.frames - spec.pre_roll_frames) / bar))) * bar


def _own_period(frames: int, spec: TakeSpec) -> tuple[Fraction, tuple[str, ...]]:
    """After how many frames an input of this length comes again, and what there is to say."""
    bar = bar_of(spec)
    slack = UNHEARD_SECONDS * spec.sample_rate
    for length in (*_parts_of_a_bar(spec.time_signature, bar), max(1, round(frames / bar)) * bar):
        if abs(frames - length) <= slack:
            return length, ()
    bars = floor(frames / bar)
    over = frames - bars * bar
    if bars and over < LEAST_OVERHANG * bar:
        cut = float(over / spec.sample_rate)
        said = f"is {_long(frames, spec)} long: its last {cut:.2f} s are left out"
        return bars * bar, (said,)
    missing = float((bar - over) / spec.sample_rate)
    said = f"is {_long(frames, spec)} long: {missing:.2f} s of silence lead to its next bar line"
    return (bars + 1) * bar, (said,)


def _parts_of_a_bar(meter: Meter, bar: Fraction) -> Iterator[Fraction]:
    """Whole beats that divide a bar evenly, shorter than it."""
    beats = round(meter.quarters_per_bar / meter.quarters_per_beat)
    yield from (bar * count / beats for count in range(1, beats) if beats % count == 0)


def _of_a_one_shot(frames: int, spec: TakeSpec) -> tuple[str, ...]:
    left = (spec.frames - spec.pre_roll_frames - frames) / spec.sample_rate
    long = f"{frames / spec.sample_rate:.2f} s"
    if left > UNHEARD_SECONDS:
        return (f"is {long} long: silence follows it",)
    if left < -UNHEARD_SECONDS:
        return (f"is {long} long: its last {-left:.2f} s are not heard",)
    return ()


def _long(frames: int, spec: TakeSpec) -> str:
    """A length in bars, or in seconds where it is less than a tenth of one."""
    bars = frames / bar_of(spec)
    if bars < Fraction(1, 10):
        return f"{frames / spec.sample_rate:.2g} s"
    return _bars(bars)


def _bars(bars: Fraction) -> str:
    number = f"{float(bars):.2f}".rstrip("0").rstrip(".")
    return f"{number} bar" if number == "1" else f"{number} bars"


def _first(bars: Fraction) -> str:
    return "only its first bar is" if bars == 1 else f"only its first {_bars(bars)} are"


def _put(out: Audio, piece: Audio, at: int) -> None:
    """Add a piece to `out` from frame `at` on, as far as it lies inside."""
    first, last = max(0, at), min(out.shape[1], at + piece.shape[1])
    if first < last:
        out[:, first:last] = piece[:, first - at : last - at]

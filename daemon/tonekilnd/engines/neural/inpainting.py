"""Audio of which parts are made: what a model hears of it, and which of its steps are open."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

import numpy as np
from msgspec import UNSET
from numpy.typing import NDArray

from tonekilnd.domain import Audio, InputFile, TakeSpec
from tonekilnd.inputs.audio import read_audio

from .input_alignment import Laid, bar_of
from .takes import of_length


@dataclass(frozen=True, slots=True)
class Inpainted:
    """What a take is but for some parts.

    A take is made turned round by whole bars, so that its parts lie far from its ends and a model
    hears what comes before and after them; `turned_back` brings it to its place. The clip goes
    round before its start and after its end.

    Attributes:
        laid: the audio, at the take's rate, on the turned take.
        spans: the parts, (from, to) in frames of the turned take; below 0 where they go round.
    """

    laid: Laid
    spans: tuple[tuple[int, int], ...]

    def open_steps(self, first: int, count: int, hop: int) -> NDArray[np.bool_]:
        """Which steps of a model are made: those that any part reaches into, in each round.

        Args:
            first: the take's frame that they begin at.
            count: how many there are.
            hop: frames of each.
        """
        starts = first + hop * np.arange(count)
        opened = np.zeros(count, np.bool_)
        period = self.laid.period or Fraction(ceil(starts[-1] + hop))
        rounds = range(int(first // period) - 1, int((first + count * hop) // period) + 2)
        for number in rounds:
            moved = round(number * period)
            for start, stop in self.spans:
                opened |= (starts + hop > start + moved) & (starts < stop + moved)
        return opened

    def steps_note(self, hop: int, sample_rate: int) -> str:
        """That a model's steps are not the frames that were asked for."""
        return (
            f"the model made its parts in steps of {1000 * hop / sample_rate:.3g} ms, and a little "
            "beyond them; what was beyond is left out"
        )


def inpainted(spec: TakeSpec, channels: int) -> Inpainted | None:
    """What a take is but for some parts; None where it is made whole.

    Args:
        spec: the take.
        channels: of the model.

    Raises:
        InvalidRequest: it cannot be read.
    """
    if not isinstance(spec.inpaint, InputFile) or spec.inpaint_spans is UNSET:
        return None
    audio = read_audio(spec.inpaint, spec.sample_rate, channels, "inpaint")
    return laid_to_inpaint(audio, spec, spec.inpaint_spans)


def laid_to_inpaint(audio: Audio, spec: TakeSpec, spans: tuple[tuple[int, int], ...]) -> Inpainted:
    """As `inpainted`, of audio (channels, frames) at the take's rate."""
    period = (spec.bars or 1) * bar_of(spec)
    whole = of_length(audio, ceil(period))
    turn = turn_of(spec)
    turned = tuple((start - turn, stop - turn) for start, stop in spans)
    return Inpainted(Laid(whole, spec.pre_roll_frames - turn, period), turned)


def turn_of(spec: TakeSpec) -> int:
    """The frame of a take at which it is begun: the bar line that is farthest from its parts."""
    if spec.inpaint_spans is UNSET:
        return 0
    bars = spec.bars or 1
    period = bars * bar_of(spec)
    lines = [round(bar * bar_of(spec)) for bar in range(bars)]
    away = [min(_away(line, span, period) for span in spec.inpaint_spans) for line in lines]
    return lines[away.index(max(away))]


def _away(line: int, span: tuple[int, int], period: Fraction) -> Fraction:
    """How far a bar line is from a part, either way as the clip goes round; less than 0 within."""
    start, stop = span
    if start < line < stop:
        return Fraction(-1)
    return min((start - line) % period, (line - stop) % period)


def turned_back(audio: Audio, spec: TakeSpec) -> Audio:
    """A take of (channels, frames) as it was asked for, from one that began at `turn_of`."""
    turn = turn_of(spec)
    return np.roll(audio, turn, axis=1) if turn else audio

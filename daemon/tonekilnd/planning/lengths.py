"""How much raw audio an engine must make so that the fit can cut a clip from it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import ceil

from tonekiln.protocol import Meter
from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.domain import EngineFacts

STRETCH_MARGIN = 0.06
"""A model may play up to this much off the asked tempo and still be corrected."""

POST_ROLL_SECONDS = 0.2
"""So that a first downbeat that comes late does not cost the last beat."""


@dataclass(frozen=True, slots=True)
class TakeLength:
    """Lengths at the engine's rate, and what a person should know about them."""

    frames: int
    pre_roll_frames: int
    section_frames: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def take_length(
    clip_seconds: float, bpm: Decimal, meter: Meter, facts: EngineFacts, rate: int, *, loop: bool
) -> TakeLength:
    """Pre-roll, margin and sections for a clip of `clip_seconds`.

    Args:
        clip_seconds: the finished clip's length.
        bpm: quarter notes per minute.
        meter: gives the felt beat, which is the pre-roll.
        facts: the engine; an exact one needs neither pre-roll nor margin.
        rate: the engine's rate in frames per second.
        loop: whether the clip's end will be joined to its start.
    """
    if facts.exact:
        return TakeLength(frames=ceil(clip_seconds * rate), pre_roll_frames=0)
    beat = meter.quarters_per_beat * 60 / float(bpm)
    pre_roll = beat if loop else 0.0
    wanted = (
        (clip_seconds * (1 + STRETCH_MARGIN) + pre_roll + POST_ROLL_SECONDS)
        if loop
        else (clip_seconds)
    )
    if wanted <= facts.longest_seconds:
        return TakeLength(ceil(wanted * rate), int(pre_roll * rate))
    room = facts.longest_seconds - clip_seconds
    if room >= 0 and not facts.windows:
        # One pass with a shorter lead into the loop beats two passes that were never one music.
        pre_roll = min(pre_roll, room)
    if clip_seconds + pre_roll <= facts.longest_seconds:
        return TakeLength(
            int(facts.longest_seconds * rate),
            int(pre_roll * rate),
            notes=("the clip fills the model's window: less room to correct its tempo",),
        )
    return _long_take(wanted, pre_roll, bpm, meter, facts, rate)


def length_of_whole_bars(
    bars: int, bpm: Decimal, meter: Meter, facts: EngineFacts, rate: int
) -> TakeLength:
    """Of a model that makes loops of so many bars from its first frame on.

    There is nothing before the downbeat; what it makes after the last bar is the loop's own tail.

    Raises:
        InvalidRequest: they are longer than the model's window.
    """
    seconds = bars * meter.quarters_per_bar * 60 / float(bpm)
    if seconds > facts.longest_seconds:
        raise InvalidRequest(
            f"{bars} bars of {meter} at {bpm:f} bpm are {seconds:.1f} s",
            field="bars",
            bound=f"at most {facts.longest_seconds:g} s, the window of {facts.title}",
            hint="ask for fewer bars and repeat the clip",
        )
    wanted = seconds * (1 + STRETCH_MARGIN) + POST_ROLL_SECONDS
    return TakeLength(ceil(min(wanted, facts.longest_seconds) * rate), pre_roll_frames=0)


def length_of_a_whole_clip(clip_seconds: float, facts: EngineFacts, rate: int) -> TakeLength:
    """Of a clip that is there and of which parts are made: the clip's own, from its first frame on.

    Raises:
        InvalidRequest: it is longer than the model's window.
    """
    if clip_seconds > facts.longest_seconds:
        raise InvalidRequest(
            f"the clip lasts {clip_seconds:.1f} s",
            field="inpaint",
            bound=f"at most {facts.longest_seconds:g} s, the window of {facts.title}",
            hint="choose an engine that hears more at once (`tonekiln list`)",
        )
    frames = round(clip_seconds * rate) if facts.exact else ceil(clip_seconds * rate)
    return TakeLength(min(frames, int(facts.longest_seconds * rate)), pre_roll_frames=0)


def _long_take(
    wanted: float, pre_roll: float, bpm: Decimal, meter: Meter, facts: EngineFacts, rate: int
) -> TakeLength:
    if facts.windows:
        return TakeLength(
            ceil(wanted * rate),
            int(pre_roll * rate),
            notes=(f"longer than {facts.longest_seconds:g} s: made in overlapping windows",),
        )
    sections = section_lengths(wanted, bpm, meter, facts.longest_seconds, rate)
    return TakeLength(
        sum(sections),
        int(pre_roll * rate),
        section_frames=sections,
        notes=(
            f"longer than the model's {facts.longest_seconds:g} s: "
            f"made in {len(sections)} sections",
        ),
    )


def section_lengths(
    seconds: float, bpm: Decimal, meter: Meter, longest: float, rate: int
) -> tuple[int, ...]:
    """Split a length into equal sections of whole bars where a bar fits a section."""
    bar = meter.quarters_per_bar * 60 / float(bpm)
    room = longest - 2 * SECTION_JOIN_SECONDS
    bars_each = int(room / bar)
    each = bars_each * bar if bars_each else room
    count = ceil(seconds / each)
    total = ceil(seconds * rate)
    edges = [min(total, round(i * each * rate)) for i in range(count)] + [total]
    return tuple(b - a for a, b in pairwise(edges))


SECTION_JOIN_SECONDS = 0.5
"""Engines make this much more of a section at either end to fade it into its neighbours."""

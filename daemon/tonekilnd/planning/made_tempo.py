"""At which tempo, and over how many bars, a model is asked that knows only some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tonekiln.protocol import Generate
from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.domain import EngineFacts, InputFile

MOST_STRETCH = Decimal(2)
"""From the tempo that a take is made at to the clip's, either way; as far as a refit goes."""


@dataclass(frozen=True, slots=True)
class Made:
    """How a take is made.

    Attributes:
        bpm: None where it is the clip's.
        bars: None where the model makes any length.
        notes: what a person should know of it.
    """

    bpm: Decimal | None = None
    bars: int | None = None
    notes: tuple[str, ...] = ()


def made(request: Generate, facts: EngineFacts, inputs: Mapping[str, InputFile]) -> Made:
    """What to ask of the engine for a request.

    A one-shot has no tempo. Given audio lies at the clip's tempo, and so does what is made of it.

    Raises:
        InvalidRequest: the tempo is too far from every one that the model knows, or the clip is
            longer than it makes.
    """
    if request.one_shot or not (facts.tempi or facts.lengths):
        return Made()
    if inputs:
        return Made(notes=("made at the clip's own tempo and length, as the given audio is",))
    bpm = _nearest(request.bpm, facts)
    bars = _long_enough(request.bars, facts)
    notes: tuple[str, ...] = ()
    if bpm is not None:
        percent = 100 * float(request.bpm / bpm) - 100
        notes = (
            f"made at {bpm:f} bpm, the nearest of the tempi that {facts.title} knows, and brought "
            f"to {request.bpm:f} ({percent:+.1f} %)",
        )
    if bars is not None and bars != request.bars:
        notes += (f"made of {bars} bars, as {facts.title} knows them, and cut to {request.bars}",)
    return Made(bpm, bars, notes)


def _nearest(bpm: Decimal, facts: EngineFacts) -> Decimal | None:
    """The tempo to ask at, by the least stretch; None where it is the clip's own."""
    if not facts.tempi or bpm in facts.tempi:
        return None
    nearest = min(facts.tempi, key=lambda one: max(one / bpm, bpm / one))
    if max(nearest / bpm, bpm / nearest) > MOST_STRETCH:
        lowest, highest = facts.tempi[0] / MOST_STRETCH, facts.tempi[-1] * MOST_STRETCH
        raise InvalidRequest(
            f"{bpm:f} bpm is too far from every tempo that {facts.title} knows",
            field="bpm",
            bound=f"within a factor of {MOST_STRETCH} of one of {_listed(facts.tempi)}: "
            f"{lowest.normalize():f} to {highest.normalize():f}",
            hint="make it at half or double the tempo",
        )
    return nearest


def _long_enough(bars: int | None, facts: EngineFacts) -> int | None:
    """The shortest length it knows that the clip fits into; None where it makes any."""
    if bars is None or not facts.lengths:
        return None
    for length in facts.lengths:
        if length >= bars:
            return length
    raise InvalidRequest(
        f"{bars} bars are more than {facts.title} makes",
        field="bars",
        bound=f"at most {facts.lengths[-1]}; it makes {_listed(facts.lengths)}",
        hint="ask for fewer bars and repeat the clip",
    )


def _listed(choices: tuple[Decimal, ...] | tuple[int, ...]) -> str:
    return ", ".join(f"{one:f}" if isinstance(one, Decimal) else str(one) for one in choices)

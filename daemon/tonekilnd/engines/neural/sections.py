"""Takes of models that make so much at once: in passes of their own, which are joined."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from tonekilnd.domain import Audio, TakeSpec

from ..contract import Callbacks
from ..model_cards.rows import Row
from . import takes
from .batches import alike

GivenT = TypeVar("GivenT")


@dataclass(frozen=True, slots=True)
class Section(Generic[GivenT]):
    """One pass: a take, or a section of one with its own seed.

    Attributes:
        given: what the model is given for the take, by its family.
        variation: the take's place among the specs of the request.
        first: the take's frame that it begins with.
        frames: of audio to be made, with what fades into the next section.
    """

    spec: TakeSpec
    given: GivenT
    variation: int
    seed: int
    first: int
    frames: int


Waves = Callable[[Sequence[Section[GivenT]], Callable[[int, int], None]], list[Audio]]
"""Makes sections that are alike in one batch, and says how many of its own steps are done."""


def sections_of(
    specs: Sequence[TakeSpec], row: Row, given: Sequence[GivenT]
) -> list[Section[GivenT]]:
    """All passes of all takes, in order; `given` has one for each spec."""
    return [
        section
        for variation, (spec, its) in enumerate(zip(specs, given, strict=True))
        for section in _sections(spec, row, its, variation)
    ]


def _sections(spec: TakeSpec, row: Row, given: GivenT, variation: int) -> list[Section[GivenT]]:
    lengths = takes.passes_of(spec, row)
    last = len(lengths) - 1
    return [
        Section(
            spec=spec,
            given=given,
            variation=variation,
            seed=spec.seed if number == 0 else takes.derived_seed(spec.seed, f"section {number}"),
            first=sum(lengths[:number]),
            frames=length if number == last else takes.with_join(length, row),
        )
        for number, length in enumerate(lengths)
    ]


def takes_of(
    sections: Sequence[Section[GivenT]],
    specs: Sequence[TakeSpec],
    row: Row,
    *,
    likeness: Callable[[Section[GivenT]], Hashable],
    steps: Callable[[TakeSpec], int],
    waves: Waves[GivenT],
    callbacks: Callbacks,
) -> list[Audio]:
    """One take per spec, from its sections: those that are alike are made in one batch.

    Args:
        sections: of all takes, as `sections_of` has them.
        specs: what was asked for.
        row: of the model.
        likeness: equal of two sections that may be in a batch.
        steps: of the batch that a spec is in.
        waves: makes a batch.
        callbacks: are told of steps of all batches together.
    """
    groups = [[sections[i] for i in group] for group in alike(sections, likeness)]
    of_each = [steps(group[0].spec) for group in groups]
    before = 0
    audio: dict[int, Audio] = {}
    for group, its_steps in zip(groups, of_each, strict=True):
        step = partial(_step, callbacks, before, sum(of_each))
        for section, wave in zip(group, waves(group, step), strict=True):
            audio[id(section)] = takes.of_length(wave, section.frames)
        before += its_steps
    return takes.of_their_sections(specs, row, [(s.variation, audio[id(s)]) for s in sections])


def _step(callbacks: Callbacks, before: int, total: int, done: int, _of: int) -> None:
    callbacks.step(before + done, total)

"""Takes of MAGNeT: always the model's whole window, cut, and joined where a take is longer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from tonekilnd.domain import Audio, TakeSpec

from ...contract import Callbacks
from ...model_cards.rows import Row
from .. import takes
from ..batches import alike
from ..generators import generator_of
from ..takes import Made
from .conditions import conditions_of, prompt_tokens
from .masked import OpenMasked, Schedule, decoded, spread, window_tokens
from .model import Model


@dataclass(frozen=True, slots=True)
class Section:
    """One pass: a take's section, with its own seed where there are several."""

    variation: int
    spec: TakeSpec
    seed: int
    frames: int
    words: int


def made(
    model: Model,
    row: Row,
    open_masked: OpenMasked,
    specs: Sequence[TakeSpec],
    calls: Callbacks,
) -> list[Made]:
    """One take per spec."""
    sections = [
        section
        for variation, spec in enumerate(specs)
        for section in _sections(model, row, variation, spec)
    ]
    groups = [[sections[i] for i in group] for group in alike(sections, _likeness)]
    total = sum(schedule_of(row, group[0].spec).steps for group in groups)
    before = 0
    audio: dict[int, Audio] = {}
    for group in groups:
        schedule = schedule_of(row, group[0].spec)
        waves = _waves(model, open_masked, group, schedule, calls, before, total)
        for section, wave in zip(group, waves, strict=True):
            audio[id(section)] = takes.of_length(wave, section.frames)
        before += schedule.steps
    waves = takes.of_their_sections(specs, row, [(s.variation, audio[id(s)]) for s in sections])
    return [Made(wave) for wave in waves]


def schedule_of(row: Row, spec: TakeSpec) -> Schedule:
    """How a take is decoded: the published schedule, with what the spec asks for."""
    sampler = row.sampler
    return Schedule(
        stage_steps=spread(spec.steps, sampler.stage_steps) if spec.steps else sampler.stage_steps,
        guidance=sampler.guidance if spec.guidance is None else spec.guidance,
        guidance_end=sampler.guidance_end,
        temperature=sampler.temperature if spec.temperature is None else spec.temperature,
        top_k=sampler.top_k,
        top_p=sampler.top_p,
    )


def _sections(model: Model, row: Row, variation: int, spec: TakeSpec) -> list[Section]:
    lengths = takes.passes_of(spec, row)
    words = prompt_tokens(model, spec.prompt)
    return [
        Section(
            variation=variation,
            spec=spec,
            seed=spec.seed if number == 0 else takes.derived_seed(spec.seed, f"section {number}"),
            frames=length if number == len(lengths) - 1 else takes.with_join(length, row),
            words=words,
        )
        for number, length in enumerate(lengths)
    ]


def _likeness(section: Section) -> tuple[object, ...]:
    spec = section.spec
    return (section.words, spec.guidance, spec.temperature, spec.steps)


@torch.inference_mode()
def _waves(
    model: Model,
    open_masked: OpenMasked,
    group: Sequence[Section],
    schedule: Schedule,
    calls: Callbacks,
    before: int,
    total: int,
) -> list[Audio]:
    conditions = conditions_of(model, [s.spec.prompt for s in group], [None] * len(group))
    tokens = decoded(
        model,
        open_masked(model, conditions, window_tokens(model)),
        schedule,
        [generator_of(section.seed, model.device) for section in group],
        lambda done, _of: calls.step(before + done, total),
    )
    waves = model.codec.decode(tokens, None).float().cpu().numpy()
    return [np.asarray(wave, dtype=np.float32) for wave in waves]

"""Takes of MAGNeT: always the model's whole window, cut, and joined where a take is longer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch

from tonekilnd.domain import Audio, TakeSpec

from ...contract import Callbacks
from ...model_cards.rows import Row
from ..generators import generator_of
from ..sections import Section, sections_of, takes_of
from ..takes import Made
from .conditions import conditions_of, prompt_tokens
from .masked import OpenMasked, Schedule, decoded, spread, window_tokens
from .model import Model


def made(
    model: Model,
    row: Row,
    open_masked: OpenMasked,
    specs: Sequence[TakeSpec],
    calls: Callbacks,
) -> list[Made]:
    """One take per spec."""
    words = [prompt_tokens(model, spec.prompt) for spec in specs]
    waves = takes_of(
        sections_of(specs, row, words),
        specs,
        row,
        likeness=_likeness,
        steps=lambda spec: schedule_of(row, spec).steps,
        waves=lambda group, step: _waves(
            model, open_masked, group, schedule_of(row, group[0].spec), step
        ),
        callbacks=calls,
    )
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


def _likeness(section: Section[int]) -> tuple[object, ...]:
    spec = section.spec
    return (section.given, spec.guidance, spec.temperature, spec.steps)


@torch.inference_mode()
def _waves(
    model: Model,
    open_masked: OpenMasked,
    group: Sequence[Section[int]],
    schedule: Schedule,
    step: Callable[[int, int], None],
) -> list[Audio]:
    conditions = conditions_of(model, [s.spec.prompt for s in group], [None] * len(group))
    tokens = decoded(
        model,
        open_masked(model, conditions, window_tokens(model)),
        schedule,
        [generator_of(section.seed, model.device) for section in group],
        step,
    )
    waves = model.codec.decode(tokens, None).float().cpu().numpy()
    return [np.asarray(wave, dtype=np.float32) for wave in waves]

"""Takes of MAGNeT: always the model's whole window, cut, and joined where a take is longer."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch

from tonekilnd.domain import Audio, TakeSpec

from ...contract import Callbacks
from ...model_cards.rows import Row
from ..generators import generator_of
from ..inpainting import inpainted
from ..sections import Section, sections_of, takes_of
from ..takes import Made
from .conditions import conditions_of, prompt_tokens
from .masked import Kept, OpenMasked, Schedule, decoded, spread, window_tokens
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
    return [Made(wave, _notes(model, spec)) for wave, spec in zip(waves, specs, strict=True)]


def _notes(model: Model, spec: TakeSpec) -> tuple[str, ...]:
    given = inpainted(spec, model.channels)
    if given is None:
        return ()
    return (given.steps_note(_hop(model) * model.lm.span_len, model.sample_rate),)


def _hop(model: Model) -> int:
    """Frames of audio of a token."""
    return round(model.sample_rate / model.frame_rate)


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
    given = (spec.inpaint, spec.inpaint_spans, spec.bars, spec.bpm, spec.meter)
    return (section.given, spec.guidance, spec.temperature, spec.steps, *given)


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
        _kept(model, group[0].spec, len(group)),
    )
    waves = model.codec.decode(tokens, None).float().cpu().numpy()
    return [np.asarray(wave, dtype=np.float32) for wave in waves]


def _kept(model: Model, spec: TakeSpec, takes: int) -> Kept | None:
    """The tokens of what stays, of takes that are alike in it; after its end the clip goes round.

    The codec hears the whole of it, so that a token beside a part knows what was there before.
    """
    given = inpainted(spec, model.channels)
    if given is None:
        return None
    tokens, together = window_tokens(model), model.lm.span_len
    heard = given.laid.heard(0, tokens * _hop(model))
    codes, _ = model.codec.encode(torch.from_numpy(heard)[None].to(model.device))
    opened = given.open_steps(0, tokens // together, _hop(model) * together)
    return Kept(codes[..., :tokens].expand(takes, -1, -1), torch.from_numpy(opened))

"""Takes of Stable Audio: what a spec asks for, sampled and decoded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import numpy as np
import torch
from torch import Generator, Tensor

from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.domain import Audio, TakeSpec
from tonekilnd.inputs.audio import read_audio
from tonekilnd.musical_words import left_out, shortened

from ...contract import Callbacks
from ...model_cards.rows import Row
from ..generators import as_global, generator_of, normal
from ..inpainting import inpainted
from ..input_alignment import Laid, laid
from ..sections import sections_of, takes_of
from ..takes import Made
from .conditions import conditions_of
from .diffusion import Diffusion, Sampling, latents
from .given import Given, GivenSection, frames_of, pass_of
from .going_on import cut_out, going_on
from .model import Model
from .staying import known_of, stay_of

DEFAULT_STRENGTH = 0.7
"""Of initial audio: recognisable, yet clearly another take."""

_LEAST_STEPS = {"pingpong": 1, "euler": 1, "dpmpp-3m-sde": 2}
"""The multistep solver has nothing to step from with one."""


Decode = Callable[[Tensor, int], Tensor]
"""Latents (channels, n) of a whole window, and how many frames are needed, to audio."""


def made(
    model: Model, row: Row, specs: Sequence[TakeSpec], calls: Callbacks, decode: Decode
) -> list[Made]:
    """One take per spec."""
    given = _given(model, specs)
    waves = takes_of(
        sections_of(specs, row, given),
        specs,
        row,
        likeness=lambda section: (_likeness(section), pass_of(model, section)),
        steps=lambda spec: _sampling(row, spec).steps,
        waves=lambda group, step: _waves(model, group, _sampling(row, group[0].spec), step, decode),
        callbacks=calls,
    )
    return [_reported(model, wave, row, one) for wave, one in zip(waves, given, strict=True)]


def _given(model: Model, specs: Sequence[TakeSpec]) -> list[Given]:
    """What each spec gives; variations share it."""
    known: dict[TakeSpec, Given] = {}
    for spec in specs:
        alike_but_for_seed = msgspec.structs.replace(spec, seed=0)
        if alike_but_for_seed not in known:
            known[alike_but_for_seed] = Given(
                shortened(spec.prompt, model.reads_whole),
                shortened(spec.negative, model.reads_whole),
                _laid(model, spec),
                going_on(model, spec),
                inpainted(spec, model.channels),
            )
    return [known[msgspec.structs.replace(spec, seed=0)] for spec in specs]


def _laid(model: Model, spec: TakeSpec) -> Laid | None:
    if spec.init is None:
        return None
    audio = read_audio(spec.init, model.sample_rate, model.channels, "init")
    return laid(audio, spec, "initial audio")


def _reported(model: Model, wave: Audio, row: Row, given: Given) -> Made:
    """A take with what the model did not get to read, and how its initial audio was laid."""
    notes = given.initial.notes if given.initial else ()
    notes += given.before.notes if given.before else ()
    notes += (given.parts.steps_note(model.hop, row.sample_rate),) if given.parts else ()
    for what, words in (("prompt", given.prompt), ("negative prompt", given.negative)):
        if words.cut:
            notes += (left_out(what, words, row.name),)
    cut = dict.fromkeys((*given.prompt.cut, *given.negative.cut))
    return Made(wave, notes, words_ignored=tuple(cut))


def _likeness(section: GivenSection) -> tuple[object, ...]:
    spec = section.spec
    before = section.given.before.frames if section.given.before else None
    asked = (spec.steps, spec.guidance, spec.init is None, spec.strength, bool(spec.negative))
    return (*asked, before, section.given.parts is None)


def _sampling(row: Row, spec: TakeSpec) -> Sampling:
    sampler = row.sampler
    if spec.steps is not None and spec.steps < _LEAST_STEPS[sampler.sampler]:
        least = _LEAST_STEPS[sampler.sampler]
        raise InvalidRequest(
            f"{row.name} needs {least} steps at least", field="steps", bound=f"{least} to 500"
        )
    return Sampling(
        sampler=sampler.sampler,
        steps=spec.steps or sampler.steps,
        guidance=sampler.guidance if spec.guidance is None else spec.guidance,
        sigma_min=sampler.sigma_min,
        sigma_max=sampler.sigma_max,
        projected=sampler.projected,
        strength=DEFAULT_STRENGTH if spec.strength is None else spec.strength,
    )


@torch.inference_mode()
def _waves(
    model: Model, group: Sequence[GivenSection], sampling: Sampling, step: Any, decode: Decode
) -> list[Audio]:
    generators = [generator_of(section.seed, model.device) for section in group]
    wrapped = model.wrapped
    padding = pass_of(model, group[0])
    latents_made = padding.latents if padding else model.window // model.hop
    shape = (wrapped.io_channels, latents_made)
    noise = normal(shape, generators, model.device, torch.float32)
    stays = [stay_of(model, s, latents_made, g) for s, g in zip(group, generators, strict=True)]
    conditions = conditions_of(model, group, stays)
    initial = _initial(model, group, generators, latents_made * model.hop)
    sampled = latents(
        Diffusion(
            *(model, noise, initial, conditions, sampling, generators, step, padding),
            known=known_of(model, stays),
        )
    )
    # One take at a time: the decoder's activations are the most memory a request needs.
    return [
        _decoded(model, decode, one, section, generator)
        for one, section, generator in zip(sampled, group, generators, strict=True)
    ]


def _decoded(
    model: Model, decode: Decode, one: Tensor, section: GivenSection, generator: Generator
) -> Audio:
    """A section's audio; Stable Audio 3's codec draws noise, which is the take's own."""
    with as_global(generator):
        made = decode(one, frames_of(section))
    wave = np.asarray(made.float().cpu().numpy(), np.float32)
    before = section.given.before
    return wave if before is None else cut_out(wave, before, section.spec, model.sample_rate)


def _initial(
    model: Model, group: Sequence[GivenSection], generators: Sequence[Generator], frames: int
) -> Tensor | None:
    """Latents of each take's initial audio; the autoencoder's own noise is the take's."""
    if group[0].given.initial is None:
        return None
    encoded = []
    for section, generator in zip(group, generators, strict=True):
        assert section.given.initial is not None  # noqa: S101 - alike in this
        part = section.given.initial.heard(section.first, frames)
        wave = torch.from_numpy(part)[None].to(model.device)
        with as_global(generator):
            encoded.append(model.wrapped.pretransform.encode(wave))
    return torch.cat(encoded)

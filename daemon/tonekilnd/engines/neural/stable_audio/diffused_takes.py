"""Takes of Stable Audio: what a spec asks for, sampled and decoded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import torch
from torch import Generator, Tensor

from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.domain import Audio, TakeSpec
from tonekilnd.inputs.audio import read_audio
from tonekilnd.musical_words import Shortened, left_out, shortened

from ...contract import Callbacks
from ...model_cards.rows import Row
from ..generators import as_global, generator_of, normal
from ..input_alignment import Laid, laid
from ..sections import Section, sections_of, takes_of
from ..takes import Made
from .diffusion import Diffusion, Sampling, latents
from .model import Model

DEFAULT_STRENGTH = 0.7
"""Of initial audio: recognisable, yet clearly another take."""

_LEAST_STEPS = {"pingpong": 1, "dpmpp-3m-sde": 2}
"""The multistep solver has nothing to step from with one."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a spec gives the model to read and to hear.

    Attributes:
        prompt: as much of the words as the model reads.
        negative: the same of those it is to keep away from.
        initial: the audio to start from, where it lies on the take.
    """

    prompt: Shortened
    negative: Shortened
    initial: Laid | None


GivenSection = Section[Given]

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
        likeness=_likeness,
        steps=lambda spec: _sampling(row, spec).steps,
        waves=lambda group, step: _waves(model, group, _sampling(row, group[0].spec), step, decode),
        callbacks=calls,
    )
    return [_reported(wave, row, one) for wave, one in zip(waves, given, strict=True)]


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
            )
    return [known[msgspec.structs.replace(spec, seed=0)] for spec in specs]


def _laid(model: Model, spec: TakeSpec) -> Laid | None:
    if spec.init is None:
        return None
    audio = read_audio(spec.init, model.sample_rate, model.channels, "init")
    return laid(audio, spec, "initial audio")


def _reported(wave: Audio, row: Row, given: Given) -> Made:
    """A take with what the model did not get to read, and how its initial audio was laid."""
    notes = given.initial.notes if given.initial else ()
    for what, words in (("prompt", given.prompt), ("negative prompt", given.negative)):
        if words.cut:
            notes += (left_out(what, words, row.name),)
    cut = dict.fromkeys((*given.prompt.cut, *given.negative.cut))
    return Made(wave, notes, words_ignored=tuple(cut))


def _likeness(section: GivenSection) -> tuple[object, ...]:
    spec = section.spec
    return (spec.steps, spec.guidance, spec.init is None, spec.strength, bool(spec.negative))


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
    shape = (wrapped.io_channels, model.window // model.hop)
    noise = normal(shape, generators, model.device, torch.float32)
    conditions = _conditions(model, group)
    initial = _initial(model, group, generators)
    sampled = latents(Diffusion(model, noise, initial, conditions, sampling, generators, step))
    # One take at a time: the decoder's activations are the most memory a request needs.
    return [
        np.asarray(decode(one, section.frames).float().cpu().numpy(), np.float32)
        for one, section in zip(sampled, group, strict=True)
    ]


def _conditions(model: Model, group: Sequence[GivenSection]) -> dict[str, Any]:
    conditions = {
        name: value if value is None else value.to(model.dtype)
        for name, value in _inputs(model, group, negative=False).items()
    }
    if any(section.spec.negative for section in group):
        conditions |= _inputs(model, group, negative=True)
    return conditions


def _inputs(model: Model, group: Sequence[GivenSection], *, negative: bool) -> dict[str, Any]:
    """What the transformer is conditioned on; each take's prompt is encoded on its own.

    T5 runs in half precision, as upstream's does, and would round a prompt differently beside
    others.
    """
    wrapped = model.wrapped
    each = [
        wrapped.get_conditioning_inputs(
            wrapped.conditioner([asked], str(model.device)), negative=negative
        )
        for asked in _asked(model, group, negative=negative)
    ]
    return {
        name: None if value is None else torch.cat([one[name] for one in each])
        for name, value in each[0].items()
    }


def _asked(model: Model, group: Sequence[GivenSection], *, negative: bool) -> list[dict[str, Any]]:
    return [
        {
            "prompt": (section.given.negative if negative else section.given.prompt).text,
            "seconds_start": 0,
            "seconds_total": section.spec.told_seconds or section.frames / model.sample_rate,
        }
        for section in group
    ]


def _initial(
    model: Model, group: Sequence[GivenSection], generators: Sequence[Generator]
) -> Tensor | None:
    """Latents of each take's initial audio; the autoencoder's own noise is the take's."""
    if group[0].given.initial is None:
        return None
    encoded = []
    for section, generator in zip(group, generators, strict=True):
        assert section.given.initial is not None  # noqa: S101 - alike in this
        part = section.given.initial.heard(section.first, model.window)
        wave = torch.from_numpy(part)[None].to(model.device)
        with as_global(generator):
            encoded.append(model.wrapped.pretransform.encode(wave))
    return torch.cat(encoded)

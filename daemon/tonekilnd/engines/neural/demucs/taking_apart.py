"""A mix taken apart by HTDemucs, as upstream's own command does without its random shifts."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import soxr
import torch

from tonekilnd.domain import STEMS, Audio

from .arguments import SAMPLE_RATE
from .model import Model
from .upstream import demucs

OVERLAP = 0.25
"""Of a segment, as upstream's command has it."""

_LEAST_DEVIATION = 1e-8
"""Added to what the mix is divided by (demucs 4.1.0, api.py)."""

Step = Callable[[int, int], None]


def taken_apart(model: Model, mix: Audio, sample_rate: int, step: Step) -> dict[str, Audio]:
    """The stems of a mix, by name in the order of STEMS, which sum to it.

    The model estimates them all, and its estimates do not sum to what it heard. The last is made
    what the others leave over: what is not drums, bass or vocals is by that, at every rate, all
    that the model cannot hear as well (it hears up to 22 kHz).

    Args:
        model: ready.
        mix: (2, frames); equal channels stay equal in every stem.
        sample_rate: of the mix, and of the stems.
        step: told how many segments of how many are done.
    """
    heard = resampled(mix, sample_rate, SAMPLE_RATE, None)
    found = _with_silence(model, mix, heard, step)
    stems = {
        name: resampled(found[name], SAMPLE_RATE, sample_rate, mix.shape[1]) for name in STEMS[:-1]
    }
    if np.array_equal(mix[0], mix[1]):
        stems = {name: _centred(stem) for name, stem in stems.items()}
    rest = mix.copy()
    for stem in stems.values():
        rest -= stem
    return {**stems, STEMS[-1]: rest}


def estimates(model: Model, heard: Audio, step: Step) -> dict[str, Audio]:
    """What the model makes of sound at its rate, of shape (2, frames), by name.

    Equal to upstream's `apply_model` on the mix less its mean, over its deviation.
    """
    mix = torch.from_numpy(np.ascontiguousarray(heard)).to(model.device)
    mono = mix.mean(0)
    mean, deviation = mono.mean(), mono.std() + _LEAST_DEVIATION
    of = math.ceil(mix.shape[1] / int((1 - OVERLAP) * model.segment_frames))
    done = 0

    def tell(news: Mapping[str, Any]) -> None:
        nonlocal done
        done += news["state"] == "end"
        step(min(done, of), of)

    with torch.inference_mode():
        found = demucs().apply.apply_model(
            model.network,
            ((mix - mean) / deviation)[None],
            shifts=0,
            split=True,
            overlap=OVERLAP,
            device=model.device,
            callback=tell,
        )[0]
        found = found * deviation + mean
    return {
        name: np.asarray(stem.cpu().numpy(), dtype=np.float32)
        for name, stem in zip(model.stems, found, strict=True)
    }


def _with_silence(model: Model, mix: Audio, heard: Audio, step: Step) -> dict[str, Audio]:
    """The estimates; of silence, silence: the model would be asked what nothing is made of."""
    if mix.any():
        return estimates(model, heard, step)
    step(1, 1)
    return {name: np.zeros_like(heard) for name in STEMS}


def resampled(audio: Audio, from_rate: int, to_rate: int, frames: int | None) -> Audio:
    """Audio at another rate, frame 0 where it was, cut or filled with silence to `frames`."""
    if from_rate != to_rate:
        turned = np.ascontiguousarray(audio.T, dtype=np.float32)
        audio = np.ascontiguousarray(soxr.resample(turned, from_rate, to_rate, quality="VHQ").T)
    if frames is None:
        return audio
    missing = frames - audio.shape[1]
    return audio[:, :frames] if missing <= 0 else np.pad(audio, ((0, 0), (0, missing)))


def _centred(stem: Audio) -> Audio:
    return np.repeat(stem.mean(axis=0, dtype=np.float32, keepdims=True), 2, axis=0)

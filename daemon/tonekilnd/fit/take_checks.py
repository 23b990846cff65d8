"""A take as the fit wants it: stereo float32, finite, with stems that sum to the mix."""

from __future__ import annotations

import numpy as np

from tonekiln.protocol.errors import InternalError
from tonekilnd.domain import Audio, Take

STEM_TOLERANCE = 10 ** (-90 / 20)
"""Largest residual of the stems' sum, relative to the mix's peak, that counts as none."""

STEMS_DIFFER = "The stems did not sum to the engine's mix, so the mix was made their sum."


def stereo_parts(take: Take) -> tuple[dict[str, Audio], tuple[str, ...]]:
    """The parts to fit, by name: the stems if there are any, else the mix under "".

    A phase vocoder is not linear, so stems stretched on their own would no longer sum to a
    stretched mix. The fit therefore works on the stems and makes the mix their sum.

    Returns:
        Parts of shape (2, frames), and notes.

    Raises:
        InternalError: no audio, a shape that is none, or samples that are not finite. Not
            EngineCrashed, since the engine's process is alive and its other takes are good.
    """
    mix = stereo(take.audio)
    if not take.stems:
        return {"": mix}, ()
    stems = {name: stereo(audio) for name, audio in take.stems.items()}
    if any(audio.shape != mix.shape for audio in stems.values()):
        raise InternalError("the engine's stems differ in length from its mix")
    residual = float(np.max(np.abs(mix - summed(stems))))
    agree = residual <= STEM_TOLERANCE * max(1e-3, float(np.max(np.abs(mix))))
    return stems, (() if agree else (STEMS_DIFFER,))


def stereo(audio: Audio) -> Audio:
    """(2, frames) float32 of a mono, stereo or wider take: mono doubled, wider takes folded.

    Raises:
        InternalError: as in `stereo_parts`.
    """
    audio = np.atleast_2d(np.asarray(audio, dtype=np.float32))
    if audio.ndim != 2 or audio.size == 0:
        raise InternalError("the engine made no audio", hint="try again, or with another seed")
    if not np.isfinite(audio).all():
        raise InternalError(
            "the engine made samples that are not numbers", hint="try again with another seed"
        )
    if audio.shape[0] == 2:
        return audio
    if audio.shape[0] == 1:
        return np.repeat(audio, 2, axis=0)
    folded = audio.mean(axis=0, dtype=np.float32, keepdims=True)
    return np.repeat(folded, 2, axis=0)


def summed(parts: dict[str, Audio]) -> Audio:
    """The mix of some parts."""
    audios = list(parts.values())
    if len(audios) == 1:
        return audios[0]
    mix: Audio = np.sum(audios, axis=0, dtype=np.float32)
    return mix

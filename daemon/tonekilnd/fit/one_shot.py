"""One-shots: from the first sound to the end of the tail, no grid, no seam."""

from __future__ import annotations

import numpy as np

from tonekilnd.domain import Audio

from .span import padded
from .take_checks import summed

SILENT_DB = -60.0
"""Below the loudest sample by this much the sound has not begun."""

_ATTACK_SECONDS = 0.001
_FADE_SECONDS = 0.02


def trimmed(
    parts: dict[str, Audio], sample_rate: int, frames: int, *, as_laid: bool = False
) -> tuple[dict[str, Audio], tuple[str, ...]]:
    """Parts of exactly `frames` frames that begin with their sound, and notes.

    Leading silence is cut but for a millisecond before the attack; a tail that is still
    sounding where the clip ends is faded out over 20 ms; a short one is followed by silence.

    Args:
        parts: audio by name.
        sample_rate: their rate.
        frames: frames wanted.
        as_laid: whether a silence at the start was given, and stays.
    """
    mix = summed(parts)
    loudness = np.abs(mix).max(axis=0)
    loudest = float(loudness.max())
    sounding = np.flatnonzero(loudness > loudest * 10 ** (SILENT_DB / 20))
    if loudest == 0 or sounding.size == 0:
        return {name: padded(audio, 0, frames) for name, audio in parts.items()}, ()
    start = 0 if as_laid else max(0, int(sounding[0]) - round(_ATTACK_SECONDS * sample_rate))
    cut = {name: padded(audio, start, start + frames) for name, audio in parts.items()}
    left = mix.shape[1] - start
    if left < frames and int(sounding[-1]) > mix.shape[1] - 2 - _FADE_SECONDS * sample_rate:
        note = f"The sound was cut off {left / sample_rate:.2f} s in, and silence follows."
        return {name: _faded(audio, left, sample_rate) for name, audio in cut.items()}, (note,)
    if left > frames and int(sounding[-1]) >= start + frames:
        return {name: _faded(audio, frames, sample_rate) for name, audio in cut.items()}, ()
    return cut, ()


def _faded(audio: Audio, end: int, sample_rate: int) -> Audio:
    """Faded to silence by frame `end`, along half a cosine."""
    length = max(1, min(round(_FADE_SECONDS * sample_rate), end, audio.shape[1]))
    fade = 0.5 + 0.5 * np.cos(np.pi * np.arange(1, length + 1) / length)
    faded = audio.copy()
    faded[:, end - length : end] *= fade.astype(np.float32)
    return faded

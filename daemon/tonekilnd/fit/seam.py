"""The join of a loop's end and start: closing it, and measuring how well it closed."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonekiln.protocol import Seam
from tonekilnd.domain import Audio

from .span import circular

MIRRORED_SECONDS = 0.005
"""Length of the join where a take has no audio before its downbeat."""

_WINDOW_SECONDS = 0.0213
_MOST_DIFFERENCES = 1 << 17
_LEAST_MOVEMENT = 2.0**-23
"""One step of a 24-bit file: smaller differences are silence."""


def crossfade_gains(before: Audio, tail: Audio) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Gains for the tail and for the pre-roll that replaces it, each (frames,).

    Smooth from 1, 0 to 0, 1 and of constant power for material as alike as these two are:
    sine and cosine for unlike ones, a plain sum of 1 for equal ones.
    """
    frames = tail.shape[1]
    ramp = np.arange(1, frames + 1) / frames
    angle = np.pi / 2 * ramp * ramp * (3 - 2 * ramp)
    rising, falling = np.sin(angle), np.cos(angle)
    likeness = _likeness(before, tail)
    power = np.sqrt(1 + 2 * likeness * rising * falling)
    return (falling / power).astype(np.float32), (rising / power).astype(np.float32)


def _likeness(a: Audio, b: Audio) -> float:
    energy = float(np.sqrt(np.vdot(a, a) * np.vdot(b, b)))
    return min(1.0, max(0.0, float(np.vdot(a, b)) / energy)) if energy > 0 else 0.0


def join(
    body: Audio,
    before: Audio,
    gains: tuple[NDArray[np.float32], NDArray[np.float32]],
) -> Audio:
    """`body` with its tail faded into `before`, the audio that led up to its first frame.

    The last frame is then the one before the first, so the loop closes as the take ran, and
    the downbeat is left untouched.
    """
    falling, rising = gains
    frames = falling.size
    joined = body.copy()
    joined[:, body.shape[1] - frames :] *= falling
    joined[:, body.shape[1] - frames :] += before[:, before.shape[1] - frames :] * rising
    return joined


def mirrored(body: Audio, frames: int) -> Audio:
    """A stand-in for audio before the start: the start reflected through its first frame."""
    head = body[:, 1 : frames + 1][:, ::-1]
    reflected: Audio = 2 * body[:, :1] - head
    return reflected


def measure_seam(audio: Audio, sample_rate: int, beat_seconds: float) -> Seam:
    """How the join of a loop compares with the music's own movement.

    Args:
        audio: the loop, (channels, frames).
        sample_rate: frames per second.
        beat_seconds: distance of the beats at which the usual flux is taken.
    """
    # Every frame pair around the circle, thinned evenly where there are very many.
    movement = np.abs(np.diff(audio, axis=1))
    bend = np.abs(np.diff(audio, n=2, axis=1))
    across = circular(audio, -2, 2)
    jump = float(np.abs(across[:, 2] - across[:, 1]).max())
    slope = float(np.abs(np.diff(across, n=2, axis=1)).max())
    return Seam(
        jump=jump / max(_usual(movement), _LEAST_MOVEMENT),
        slope=slope / max(_usual(bend), _LEAST_MOVEMENT),
        flux=_relative_flux(audio, sample_rate, beat_seconds),
    )


def _usual(differences: Audio) -> float:
    """The 99.9th percentile, of at most 2^17 evenly spaced ones."""
    if differences.size == 0:
        return 0.0
    thinned = differences[:, :: max(1, differences.size // _MOST_DIFFERENCES)].ravel()
    place = int(0.999 * (thinned.size - 1))
    return float(np.partition(thinned, place)[place])


def _relative_flux(audio: Audio, sample_rate: int, beat_seconds: float) -> float:
    """Spectral flux at the seam over the median flux at the beats, both at their highest."""
    frames = audio.shape[1]
    count = max(1, round(frames / (beat_seconds * sample_rate)))
    beats = np.arange(count) * frames // count
    flux = _flux_at(audio, sample_rate, beats)
    usual = float(np.median(flux))
    return float(flux[0]) / usual if usual > 0 else 1.0


def _flux_at(audio: Audio, sample_rate: int, places: NDArray[np.intp]) -> NDArray[np.float64]:
    """Highest rectified flux of square-rooted magnitudes within a window of each place."""
    window = max(16, round(_WINDOW_SECONDS * sample_rate))
    hop = max(1, window // 4)
    mono = audio.mean(axis=0, dtype=np.float32)
    starts = np.arange(-6, 3) * hop
    index = places[:, None, None] + starts[None, :, None] + np.arange(window)[None, None, :]
    pieces = np.take(mono, index, mode="wrap") * np.hanning(window).astype(np.float32)
    magnitudes = np.sqrt(np.abs(np.fft.rfft(pieces)))
    rises = np.maximum(np.diff(magnitudes, axis=1), 0).sum(axis=2, dtype=np.float64)
    highest: NDArray[np.float64] = rises.max(axis=1)
    return highest

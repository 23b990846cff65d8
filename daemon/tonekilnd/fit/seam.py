"""The join of a loop's end and start: closing it, and measuring how well it closed."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tonekiln.protocol import Seam
from tonekilnd.domain import Audio

from .span import circular

_WINDOW_SECONDS = 0.0213
_MOST_BEATS = 64
_COMPRESSION = 1e5
_FLUX_FLOOR = 0.1
_MOST_DIFFERENCES = 1 << 16
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


def measure_seam(audio: Audio, sample_rate: int, beat_seconds: float, beats_per_bar: int) -> Seam:
    """How the join of a loop compares with the music's own movement.

    Args:
        audio: the loop, (channels, frames).
        sample_rate: frames per second.
        beat_seconds: distance of the beats at which the usual flux is taken.
        beats_per_bar: how many beats to the next place like the seam.
    """
    across = circular(audio, -2, 2)
    jump = float(np.abs(across[:, 2] - across[:, 1]).max())
    slope = float(np.abs(np.diff(across, n=2, axis=1)).max())
    return Seam(
        jump=jump / _usual(audio, order=1),
        slope=slope / _usual(audio, order=2),
        flux=_relative_flux(audio, sample_rate, beat_seconds, beats_per_bar),
    )


def _usual(audio: Audio, order: int) -> float:
    """99.9th percentile of the magnitude of differences, of about 2^16 evenly spaced places."""
    frames = audio.shape[1]
    thin = max(1, audio.size // _MOST_DIFFERENCES)
    starts = np.arange(0, max(0, frames - order), thin)
    if starts.size == 0:
        return _LEAST_MOVEMENT
    runs = audio[:, starts[:, None] + np.arange(order + 1)]
    differences = np.abs(np.diff(runs, n=order, axis=2)).ravel()
    place = int(0.999 * (differences.size - 1))
    return max(_LEAST_MOVEMENT, float(np.partition(differences, place)[place]))


def _relative_flux(
    audio: Audio, sample_rate: int, beat_seconds: float, beats_per_bar: int
) -> float:
    """Spectral flux at the seam over the usual flux of places like it.

    Such places are the other bar lines, and the beats that carry an onset (a third of the
    strongest or more: between sparse hits the others are silent). Of the two medians the one
    nearer to the seam counts: a bass may rest on every first beat, and a kick play only there.
    """
    frames = audio.shape[1]
    beats = max(1, round(frames / (beat_seconds * sample_rate)))
    places = np.arange(min(beats, _MOST_BEATS), dtype=np.int64) * frames // beats
    flux = _flux_at(audio, sample_rate, places)
    others = flux[1:] if flux.size > 1 else flux
    usual = [np.median(others[others >= others.max() / 3])]
    if flux.size > beats_per_bar:
        usual.append(np.median(flux[beats_per_bar::beats_per_bar]))
    ratios = [float(flux[0] / value) if value > 0 else 1.0 for value in usual]
    return min(ratios, key=lambda ratio: abs(math.log(max(ratio, 1e-9))))


def _flux_at(audio: Audio, sample_rate: int, places: NDArray[np.intp]) -> NDArray[np.float64]:
    """Highest rise of the logarithmic spectrum around each place, and no less than a floor.

    Logarithmic, since a click is broad rather than strong. The floor is a tenth of the usual
    spectrum: rises below it, like the slow beating of a pad, count as none. With it places
    inside unbroken material lie within 0.85 (drums) to 1.25 (pads) of the median, while a hard
    cut through a pad is at 70 and more, at 2 and more if the pad is noisy, and a pair of 5 ms
    fades at 5, or 1.6 in noise.
    """
    peak = float(np.abs(audio).max())
    if peak == 0:
        return np.zeros(places.size)
    window = max(16, round(_WINDOW_SECONDS * sample_rate))
    shape = np.hanning(window).astype(np.float32)
    hops = np.arange(-4, 3) * (window // 2)
    index = places[:, None, None] + hops[None, :, None] + np.arange(window)[None, None, :]
    mono = audio.mean(axis=0, dtype=np.float32)
    magnitudes = np.abs(np.fft.rfft(np.take(mono, index, mode="wrap") * shape))
    spectra = np.log1p(magnitudes * np.float32(_COMPRESSION / (peak * window / 4)))
    rises = np.maximum(np.diff(spectra, axis=1), 0).sum(axis=2, dtype=np.float64).max(axis=1)
    floor = _FLUX_FLOOR * float(spectra.sum(axis=2, dtype=np.float64).mean())
    flux: NDArray[np.float64] = np.maximum(rises, floor)
    return flux

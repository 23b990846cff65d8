"""Tempo and beat phase around a tempo that is known, since it was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .onsets import OnsetStrength

SEARCH = 0.06
"""The tempo is looked for within this fraction of the one asked for: no octave errors."""

HARMONICS = np.arange(1, 9)
"""Teeth of the comb: the beat and its subdivisions down to an eighth of it."""

LEAST_CONFIDENCE = 12.0
"""Comb power over what noise of the same power would give. Measured on synthetic takes of 4 to
14 s: drums 23 to 86, pads 0.3 to 6, noise 1, a single hit 8."""

LEAST_CONTRAST = 1.4
"""Peak of the comb over its median: a single hit has power at every tempo alike."""

FLUX_LEADS_SECONDS = 0.0024
"""How long before an onset its low-band flux peaks: the window meets a decaying hit before its
own middle does. Median over seeded drum takes; at most 2.3 ms off for any of them."""

_PADDING = 16
_PHASE_HARMONICS = np.arange(1, 33)
_PHASE_STEPS = 1024


@dataclass(frozen=True, slots=True)
class Beats:
    """The beats found in a piece of audio.

    Attributes:
        speed: measured tempo over the tempo asked for; above 1 the audio is too fast.
        period_seconds: from one beat to the next, as measured.
        phase_seconds: time of a beat, 0 or later and less than a period.
        confidence: comb power over that of noise.
    """

    speed: float
    period_seconds: float
    phase_seconds: float
    confidence: float


def find_beats(onsets: OnsetStrength, beat_seconds: float) -> Beats | None:
    """Beats near the expected distance `beat_seconds`; None where no onsets mark them.

    An impulse train of the beat's period is a comb of lines at multiples of its frequency, so
    the comb's strength is the summed power of the onset curve's spectrum at those multiples.
    """
    curve = _tapered(onsets.broad)
    span = onsets.hop_seconds * onsets.broad.size
    if span < 2 * beat_seconds or not np.any(curve):
        return None
    asked = 1 / beat_seconds
    candidates, scores = _coarse_comb(curve, onsets.hop_seconds, asked, span)
    top = float(scores.max())
    confidence = top / float(HARMONICS.size * np.vdot(curve, curve))
    if confidence < LEAST_CONFIDENCE or top < LEAST_CONTRAST * float(np.median(scores)):
        return None
    frequency = _refined(curve, onsets.times, float(candidates[scores.argmax()]), span)
    return Beats(
        speed=frequency / asked,
        period_seconds=1 / frequency,
        phase_seconds=beat_phase(onsets, frequency),
        confidence=confidence,
    )


def beat_phase(onsets: OnsetStrength, frequency: float) -> float:
    """Time of a beat in seconds, 0 up to one period, for a known beat frequency in Hz.

    The low-band flux folded onto one period, built from its Fourier series; its highest point
    is the beat.
    """
    curve = _tapered(onsets.low)
    lines = _spectrum_at(curve, onsets.times, frequency * _PHASE_HARMONICS)
    series = np.zeros(_PHASE_STEPS, dtype=np.complex128)
    series[_PHASE_HARMONICS] = lines
    folded = np.fft.ifft(series).real
    top = int(folded.argmax())
    around = folded[[top - 1, top, (top + 1) % _PHASE_STEPS]]
    fraction = (top + _vertex(*around.tolist())) / _PHASE_STEPS
    return float((fraction / frequency + FLUX_LEADS_SECONDS) % (1 / frequency))


def _coarse_comb(
    curve: NDArray[np.float64], hop: float, asked: float, span: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Candidate frequencies, a fraction of the finest tooth's width apart, and their scores."""
    size = 1 << int(np.ceil(np.log2(curve.size * _PADDING)))
    power = np.abs(np.fft.rfft(curve, size)) ** 2
    step = 1 / (4 * span * HARMONICS[-1])
    reach = int(np.ceil(SEARCH * asked / step))
    candidates = asked + step * np.arange(-reach, reach + 1)
    bins = np.rint(np.outer(candidates, HARMONICS) * hop * size).astype(np.intp)
    scores = power[np.minimum(bins, power.size - 1)].sum(axis=1)
    return candidates, scores


def _refined(
    curve: NDArray[np.float64], times: NDArray[np.float64], frequency: float, span: float
) -> float:
    """The comb's exact peak: parabolas through three points, each narrower than the last."""
    width = 1 / (4 * span * HARMONICS[-1])
    for _ in range(3):
        around = frequency + width * np.array([-1.0, 0.0, 1.0])
        lines = _spectrum_at(curve, times, np.outer(around, HARMONICS).ravel())
        scores = (np.abs(lines) ** 2).reshape(3, -1).sum(axis=1)
        frequency += width * max(-1.0, min(1.0, _vertex(*scores.tolist())))
        width /= 3
    return float(frequency)


def _spectrum_at(
    curve: NDArray[np.float64],
    times: NDArray[np.float64],
    frequencies: NDArray[np.floating[Any]],
) -> NDArray[np.complex128]:
    return np.array([np.exp(-2j * np.pi * f * times) @ curve for f in frequencies])


def _tapered(curve: NDArray[np.float64]) -> NDArray[np.float64]:
    """Without its mean and under a Hann window, whose side lobes cannot pass for beats."""
    tapered: NDArray[np.float64] = (curve - curve.mean()) * np.hanning(curve.size)
    return tapered


def _vertex(before: float, top: float, after: float) -> float:
    """Where the parabola through three equally spaced points peaks, from the middle one."""
    bend = before - 2 * top + after
    return 0.0 if bend >= 0 else 0.5 * (before - after) / bend

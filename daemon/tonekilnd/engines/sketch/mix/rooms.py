"""Reverberation: rooms made of dense noise that darkens as it dies, convolved in a circle."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from tonekilnd.domain import Audio

from ..synth.envelopes import half_cosine
from ..synth.memory import remembered

_BANDS_HZ = (250.0, 1000.0, 4000.0)
"""Edges between the bands that decay at their own rates."""

_SIDE_SHARE = 0.4
"""Of a room's power tells left from right: a correlation of 0.2, so that little is lost in mono."""


@dataclass(frozen=True, slots=True)
class Room:
    """A room.

    Attributes:
        seconds: reverberation time (60 dB) below 250 Hz, to 1 kHz, to 4 kHz, and above.
        before: seconds before the first reflection.
        build: seconds until the sound is as dense as it gets.
        low_cut: Hz below which nothing comes back, to keep bass clear.
    """

    seconds: tuple[float, float, float, float]
    before: float = 0.01
    build: float = 0.01
    low_cut: float = 180.0


ROOMS = {
    "room": Room((0.5, 0.55, 0.45, 0.3), before=0.004, build=0.004),
    "chamber": Room((0.9, 0.95, 0.8, 0.5), before=0.01, build=0.012),
    "spring": Room((0.8, 1.6, 1.2, 0.25), before=0.03, build=0.004, low_cut=280.0),
    "plate": Room((1.1, 1.5, 1.3, 0.8), before=0.008, build=0.002),
    "hall": Room((2.0, 2.1, 1.6, 0.9), before=0.024, build=0.05),
    "cathedral": Room((3.6, 3.8, 2.4, 1.2), before=0.035, build=0.12),
}


def response(name: str, rate: int) -> Audio:
    """A room's impulse response, (2, frames), of energy 1 in each channel."""
    return remembered(("room", name, rate), lambda: _response(ROOMS[name], rate))


def _response(room: Room, rate: int) -> Audio:
    frames = int((room.before + 0.9 * max(room.seconds)) * rate)
    size = fft.next_fast_len(frames, real=True)
    generator = np.random.Generator(np.random.PCG64(4242))
    middle, side = generator.standard_normal((2, size), dtype=np.float32)
    middle, side = np.sqrt(1 - _SIDE_SHARE) * middle, np.sqrt(_SIDE_SHARE) * side
    spectrum = fft.rfft(np.stack([middle + side, middle - side]).astype(np.float32), axis=-1)
    hz = fft.rfftfreq(size, 1 / rate)
    t = np.arange(frames, dtype=np.float32) / rate
    tail = np.zeros((2, frames), np.float32)
    for seconds, mask in zip(room.seconds, _masks(hz, room.low_cut), strict=True):
        part = fft.irfft(spectrum * mask.astype(np.float32), size, axis=-1)[:, :frames]
        tail += part * np.exp(np.float32(-6.9078 / seconds) * t)
    start, rise = int(room.before * rate), max(1, int(room.build * rate))
    tail[:, :rise] *= half_cosine(rise)
    out = np.zeros((2, frames), np.float32)
    out[:, start:] = tail[:, : frames - start]
    end = frames // 5
    out[:, -end:] *= half_cosine(end)[::-1]
    return np.asarray(out / np.sqrt(np.sum(out**2, axis=-1, keepdims=True)), np.float32)


def _masks(hz: NDArray[np.floating], low_cut: float) -> list[NDArray[np.floating]]:
    """Bands that add up to one above the low cut, each edge an octave wide."""
    octaves = np.log2(np.maximum(hz, 1.0))

    def above(edge: float) -> NDArray[np.floating]:
        return np.asarray(np.clip(octaves - np.log2(edge) + 0.5, 0, 1))

    steps = [above(low_cut), *(above(edge) for edge in _BANDS_HZ)]
    masks = [low - high for low, high in pairwise(steps)] + [steps[-1]]
    return [np.maximum(mask, 0) for mask in masks]

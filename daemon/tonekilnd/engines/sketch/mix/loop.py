"""Adding sound to a buffer whose end is its start."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from tonekilnd.domain import Audio

_BLOCK = 1 << 17
"""Samples convolved at a time: transforms of this size stay in a core's cache."""


def lay(reel: Audio, sound: NDArray[np.floating], start: int, circular: bool) -> None:
    """Add a sound at a frame; what passes the end comes round, or is cut off.

    Args:
        reel: (channels, frames), added to in place.
        sound: (1 or channels, any frames).
        start: where its first sample goes; also below 0 or past the end.
        circular: whether the reel is a loop.
    """
    frames = reel.shape[-1]
    if not circular:
        first, last = max(start, 0), min(start + sound.shape[-1], frames)
        if first < last:
            reel[:, first:last] += sound[:, first - start : last - start]
        return
    place, taken = start % frames, 0
    while taken < sound.shape[-1]:
        piece = min(frames - place, sound.shape[-1] - taken)
        reel[:, place : place + piece] += sound[:, taken : taken + piece]
        taken += piece
        place = 0


def convolve(reel: Audio, kernel: Audio, circular: bool) -> Audio:
    """The reel through an impulse response, (channels, frames); see `convolve_onto`."""
    out = np.zeros_like(reel)
    convolve_onto(out, reel, kernel, circular)
    return out


def convolve_onto(out: Audio, reel: Audio, kernel: Audio, circular: bool) -> None:
    """Add the reel through an impulse response, its tail coming round (overlap-add).

    Args:
        out: (channels, frames), added to in place.
        reel: (channels, frames).
        kernel: (1 or channels, taps).
        circular: whether the reel is a loop.
    """
    frames, taps = reel.shape[-1], kernel.shape[-1]
    block = min(frames, max(2 * taps, _BLOCK))
    size = fft.next_fast_len(block + taps - 1, real=True)
    response = fft.rfft(kernel, size, axis=-1)
    for start in range(0, frames, block):
        piece = reel[:, start : start + block]
        wet = fft.irfft(fft.rfft(piece, size, axis=-1) * response, size, axis=-1)
        lay(out, wet[:, : piece.shape[-1] + taps - 1], start, circular)

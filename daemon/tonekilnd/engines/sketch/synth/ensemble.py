"""Many players at once: harmonics smeared into narrow bands of noise, one transform a note.

After Nasca Octavian Paul's PADsynth algorithm (released to the public domain): a sound whose
harmonics have random phases and a bandwidth is an ensemble, and its inverse transform is an
exactly periodic loop. A second set of phases tells left from right.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from tonekilnd.domain import Audio

from .noise import random_phases

_SECONDS = 1.4
"""Length of the loop: longer than the beating of a 20 cent ensemble at 100 Hz (0.9 s)."""

_SIDE_SHARE = 0.33
"""Of the power is what tells left from right: a correlation of a third, as a section heard in a
hall has. Two unrelated sides would lose 3 dB in mono."""

_REACH = 2.5
"""How many standard deviations of a band are drawn: -27 dB at its edge."""


def loop_frames(rate: int) -> int:
    """Length of an ensemble's loop."""
    return int(fft.next_fast_len(int(_SECONDS * rate), real=True))


def ensemble(
    hz: float, amplitudes: NDArray[np.floating], cents: float, rate: int, seed: int
) -> Audio:
    """Loops of an ensemble, one stereo pair for each row of amplitudes.

    Args:
        hz: fundamental.
        amplitudes: (rows, count) of harmonics 1, 2, 3...; rows share their phases, so that
            crossing from one to another is a change of colour only.
        cents: bandwidth of the fundamental; it grows with the harmonic's frequency.
        rate: frames per second.
        seed: of the phases.

    Returns:
        (rows, 2, loop_frames(rate)), each row at the level the first row has at RMS 1.
    """
    size = loop_frames(rate)
    bins = size // 2 + 1
    rows, count = amplitudes.shape
    power = np.zeros((rows, bins))
    for k in range(1, count + 1):
        centre = k * hz * size / rate
        spread = max(0.6, (2 ** (cents / 1200) - 1) * centre)
        first = max(1, int(centre - _REACH * spread))
        last = min(bins - 1, int(centre + _REACH * spread) + 2)
        if first >= last:
            break
        profile = np.exp(-0.5 * ((np.arange(first, last) - centre) / spread) ** 2)
        profile /= np.sqrt(np.sum(profile**2))
        power[:, first:last] += amplitudes[:, k - 1, None] * profile
    phases = random_phases(np.random.Generator(np.random.PCG64(seed)), (2, bins))
    middle, side = phases[0] * np.sqrt(1 - _SIDE_SHARE), phases[1] * np.sqrt(_SIDE_SHARE)
    turns = np.stack([middle + side, middle - side]).astype(np.complex64)
    loops = fft.irfft(power[:, None].astype(np.float32) * turns, size, axis=-1)
    level = float(np.sqrt(np.mean(loops[0] ** 2))) or 1.0
    return np.asarray(loops / level, np.float32)

"""Amplitude and modulation curves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Curve = NDArray[np.float32]

SILENCE_DB = -60.0
"""Where a decay counts as over: the level reverberation time is defined by (ISO 3382)."""

_LOG_SILENCE = float(-np.log(10 ** (SILENCE_DB / 20)))


def seconds_axis(frames: int, rate: int) -> Curve:
    """Time of each sample in seconds."""
    return np.arange(frames, dtype=np.float32) / np.float32(rate)


def decay(frames: int, rate: int, seconds: float) -> Curve:
    """An exponential that falls by 60 dB in `seconds`."""
    t = np.arange(frames, dtype=np.float32)
    return np.asarray(np.exp(t * np.float32(-_LOG_SILENCE / (seconds * rate))))


def fade_edges(sound: NDArray[np.float32], rate: int, head: float, tail: float) -> None:
    """Raise the first `head` and lower the last `tail` seconds in place, in half cosines."""
    frames = sound.shape[-1]
    rise = min(int(head * rate), frames // 2)
    fall = min(int(tail * rate), frames // 2)
    if rise:
        sound[..., :rise] *= half_cosine(rise)
    if fall:
        sound[..., frames - fall :] *= half_cosine(fall)[::-1]


def half_cosine(frames: int) -> Curve:
    """From just above 0 to just below 1 without corners."""
    x = (np.arange(frames, dtype=np.float32) + 0.5) / max(frames, 1)
    return (0.5 - 0.5 * np.cos(np.pi * x)).astype(np.float32)


def drawn(knots: NDArray[np.floating], frames: int) -> Curve:
    """Straight lines through evenly spaced knots, the first at frame 0, the last past the end."""
    spans = len(knots) - 1
    size = -(-frames // spans)
    across = np.arange(size, dtype=np.float32) / np.float32(size)
    start = np.asarray(knots[:-1], np.float32)[:, None]
    step = np.asarray(np.diff(knots), np.float32)[:, None]
    return np.asarray((start + step * across).reshape(-1)[:frames])


@dataclass(frozen=True, slots=True)
class Adsr:
    """Attack, decay, sustain, release. Times in seconds, sustain 0..1.

    Decay and release are exponential, as a discharging capacitor's; `decay` and `release`
    name the time to fall by 60 dB.
    """

    attack: float = 0.005
    decay: float = 0.3
    sustain: float = 0.7
    release: float = 0.2

    def frames(self, held: int, rate: int) -> int:
        """Length of the curve for a key held that long."""
        return held + int(self.release * rate)

    def curve(self, held: int, rate: int) -> Curve:
        """The curve, 0..1, ending in silence."""
        frames = self.frames(held, rate)
        curve = np.empty(frames, np.float32)
        rise = max(1, int(self.attack * rate))
        after = max(frames - rise, 0)
        fall = decay(after, rate, max(self.decay, 1e-3))
        curve[rise:] = self.sustain + (1 - self.sustain) * fall
        head = min(rise, frames)
        curve[:head] = half_cosine(rise)[:head]
        if frames > held:
            curve[held:] *= decay(frames - held, rate, max(self.release, 1e-3))
        fade_edges(curve, rate, 0.0, min(0.004, self.release / 2))
        return curve


PLAIN = Adsr()
"""A usable envelope for anything."""

"""What textures are made of: steady noise, slow movement, and grains scattered by chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from tonekilnd.domain import Audio

from ..mix.loop import lay
from ..synth.envelopes import decay, drawn, seconds_axis
from ..synth.noise import random_phases
from ..synth.tone import Tone

Generator = np.random.Generator

MOST_FADE_SECONDS = 1.0

CRACKLING_DB = 17.0
"""What crackles stands this far out, and its clip is still within 3 LU of the others."""

_LONGEST_NOISE = 11.0


def fade_frames(tone: Tone, rate: int) -> int:
    """How long a texture's end and start overlap."""
    return min(int(MOST_FADE_SECONDS * rate), tone.frames // 2)


def length(tone: Tone, rate: int) -> int:
    """Frames of the clip and of the overlap after it."""
    return tone.frames + fade_frames(tone, rate)


def overlapped(sound: Audio, tone: Tone, rate: int, crest_db: float = 12.0) -> Audio:
    """Loud grains rounded off, and equal-power fades so that the overlap is as loud as the rest.

    Args:
        sound: the texture, (2, frames).
        tone: the note it is played for.
        rate: frames per second.
        crest_db: how far grains may stand out of the average: what crackles needs more.
    """
    most = 10 ** (crest_db / 20) * float(np.sqrt(np.mean(sound**2)))
    sound = np.asarray(most * np.tanh(sound / most), np.float32)
    fade = fade_frames(tone, rate)
    if fade:
        rise = np.sin(np.linspace(0, np.pi / 2, fade, dtype=np.float32))
        sound[:, :fade] *= rise
        sound[:, -fade:] *= rise[::-1]
    return sound


def chance_of(name: str, tone: Tone) -> Generator:
    """The generator of a texture's own variation."""
    seed = [tone.variant, *name.encode()]
    return np.random.Generator(np.random.PCG64(seed))


def noise(
    frames: int, rate: int, dice: Generator, slope_db: float, low: float, high: float
) -> Audio:
    """Stereo noise that falls by `slope_db` an octave between two corners, RMS 1.

    0 is white, -3 pink, -6 brown. Made in one transform of random phases; clips longer than
    eleven seconds hear the same noise again, which moving levels over it hide.
    """
    size = fft.next_fast_len(min(frames, int(_LONGEST_NOISE * rate)), real=True)
    hz = np.maximum(fft.rfftfreq(size, 1 / rate), 1.0).astype(np.float32)
    shape = (np.maximum(hz, np.float32(low)) / 1000) ** np.float32(slope_db / 6.02)
    shape /= np.sqrt((1 + (low / hz) ** 6) * (1 + (hz / high) ** 6))
    sound = fft.irfft(shape * random_phases(dice, (2, len(hz))), size, axis=-1)
    sound *= np.float32(1 / np.sqrt(np.vdot(sound, sound) / sound.size))
    if frames > size:
        sound = np.tile(sound, (1, -(-frames // size)))
    return np.asarray(sound[:, :frames])


def drift(frames: int, rate: int, dice: Generator, seconds: float) -> NDArray[np.float32]:
    """A smooth curve between 0 and 1 that wanders about once in `seconds`."""
    count = max(2, int(frames / (seconds * rate)) + 2)
    points = dice.random(count).astype(np.float32)
    knots = max(2, frames // 64)
    x = np.linspace(0, count - 1.001, knots)
    before = x.astype(np.int32)
    across = (x - before).astype(np.float32)
    eased = across * across * (3 - 2 * across)
    return drawn(points[before] * (1 - eased) + points[before + 1] * eased, frames)


def scatter(
    frames: int,
    rate: int,
    dice: Generator,
    a_second: float,
    grain: NDArray[np.float32],
    spread: float,
) -> Audio:
    """A grain strewn over the clip by a Poisson process, (2, frames).

    Args:
        frames: length.
        rate: frames per second.
        dice: where and how loud.
        a_second: grains a second on average.
        grain: one grain, (frames,).
        spread: how unequal they are; the logarithm of their level has this deviation.
    """
    sound = np.zeros((2, frames), np.float32)
    for _ in range(int(dice.poisson(a_second * frames / rate))):
        level, pan = float(np.exp(dice.normal(0, spread))), float(dice.random())
        sides = np.array([[np.sqrt(1 - pan)], [np.sqrt(pan)]], np.float32) * np.float32(level)
        lay(sound, sides * grain, int(dice.integers(frames)), circular=True)
    return sound


def ping(hz: float, seconds: float, rate: int, rise: float = 0.0) -> NDArray[np.float32]:
    """A decaying sine, its pitch rising by `rise` octaves: a drop, a bubble, a tick."""
    frames = max(8, int(seconds * rate))
    t = seconds_axis(frames, rate)
    glide = np.exp2(np.float32(rise) * t / np.float32(seconds))
    turns = np.cumsum(glide) * np.float32(hz / rate)
    attack = np.minimum(1, t * np.float32(2000))
    return np.asarray(np.sin(2 * np.pi * turns) * decay(frames, rate, seconds) * attack, np.float32)

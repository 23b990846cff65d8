"""Seeded synthetic music with known onsets, for trying the fit on."""

from dataclasses import dataclass

import numpy as np

RATE = 44_100


@dataclass(frozen=True)
class Material:
    """Audio (2, frames) whose beats lie at `first_beat` + n * `beat`, in seconds."""

    audio: np.ndarray
    first_beat: float
    beat: float


def _kick(rate, rng):
    t = np.arange(int(0.25 * rate)) / rate
    pitch = 48 + 90 * np.exp(-t / 0.03) + rng.uniform(-3, 3)
    body = np.sin(2 * np.pi * np.cumsum(pitch) / rate) * np.exp(-t / 0.09)
    return 0.9 * body * np.minimum(1, t / 0.001)


def _noise_hit(rate, rng, seconds, decay, brightness):
    t = np.arange(int(seconds * rate)) / rate
    noise = rng.standard_normal(t.size)
    bright = noise - np.concatenate(([0], noise[:-1])) * brightness
    return bright * np.exp(-t / decay) * np.minimum(1, t / 0.0005)


def _place(audio, hit, at, gain, pan):
    start = round(at)
    if start >= audio.shape[1] or start < 0:
        return
    piece = hit[: audio.shape[1] - start] * gain
    audio[0, start : start + piece.size] += piece * np.sqrt(1 - pan)
    audio[1, start : start + piece.size] += piece * np.sqrt(pan)


def drums(seed, *, bpm, seconds, rate=RATE, first_beat=0.0, jitter_ms=0.0, bass=True):
    """A drum groove with swing-free sixteenths: kicks on beats, snares on 2 and 4, hats."""
    rng = np.random.default_rng(seed)
    audio = np.zeros((2, int(seconds * rate)))
    beat = 60 / bpm
    pattern = rng.random(16) < 0.35
    hat_level = rng.uniform(0.05, 0.2)
    for step in range(int(seconds / beat * 4) + 8):
        at = (first_beat + (step - 4) * beat / 4 + rng.normal(0, jitter_ms / 1000)) * rate
        place = (step - 4) % 16
        if place % 8 == 0 or (place % 4 == 0 and pattern[place]) or (place == 10 and pattern[3]):
            _place(audio, _kick(rate, rng), at, rng.uniform(0.8, 1), 0.5)
        if place % 8 == 4:
            _place(audio, _noise_hit(rate, rng, 0.2, 0.05, 0.4), at, 0.25, 0.45)
        if place % 2 == 0 or pattern[place]:
            _place(audio, _noise_hit(rate, rng, 0.06, 0.012, 1.0), at, hat_level, 0.6)
        if bass and place % 4 == 0:
            t = np.arange(int(beat * 0.9 * rate)) / rate
            note = np.sin(2 * np.pi * 55 * 2 ** (rng.integers(0, 7) / 12) * t)
            _place(audio, note * np.minimum(1, t / 0.01) * np.exp(-t / 0.3), at, 0.2, 0.5)
    audio += rng.standard_normal(audio.shape) * 1e-4
    return Material((0.5 * audio).astype(np.float32), first_beat % beat, beat)


def pad(seed, *, seconds, rate=RATE):
    """A slowly moving chord without onsets."""
    rng = np.random.default_rng(seed)
    t = np.arange(int(seconds * rate)) / rate
    audio = np.zeros((2, t.size))
    for semitones in (0, 3, 7, 10, 12):
        frequency = 110 * 2 ** (semitones / 12)
        for channel in range(2):
            for detune in rng.uniform(-0.004, 0.004, 3):
                for partial in range(1, 6):
                    phase = rng.uniform(0, 2 * np.pi)
                    tone = np.sin(2 * np.pi * frequency * (1 + detune) * partial * t + phase)
                    audio[channel] += tone / partial**1.5
    audio *= 1 + 0.3 * np.sin(2 * np.pi * 0.13 * t + rng.uniform(0, 6))
    return (0.02 * audio).astype(np.float32)


def sparse_hits(seed, *, bpm, seconds, rate=RATE, every_beats=4):
    """One short hit now and then: quiet on average, all peak."""
    rng = np.random.default_rng(seed)
    audio = np.zeros((2, int(seconds * rate)))
    for at in np.arange(0, seconds, every_beats * 60 / bpm):
        _place(audio, _noise_hit(rate, rng, 0.1, 0.015, 0.6), at * rate, 0.3, 0.5)
    return audio.astype(np.float32)

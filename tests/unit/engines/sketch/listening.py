"""Ears for the tests: onsets, keys, colour and timbre measured from samples alone."""

from __future__ import annotations

import numpy as np
from scipy.fft import dct

# How often each degree is heard in a key: Albrecht and Shanahan, "The Use of Large Corpora to
# Train a New Type of Key-Finding Algorithm", Music Perception 31, 2013.
_MAJOR_PROFILE = [0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.08, 0.008, 0.081]
_MINOR_PROFILE = [0.22, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052]

_TICK = 0.0005
_RISE_DB = 9.0
_FLOOR_DB = -42.0
_REST = 0.045


def onsets(audio, rate, low_hz=0.0):
    """Seconds at which the level jumps: by 9 dB over the 12 ms before.

    Looked at every half millisecond; a stroke within 45 ms of the last belongs to it (the
    bursts of a clap).
    """
    mono = audio.mean(axis=0)
    if low_hz:
        spectrum = np.fft.rfft(mono)
        hz = np.fft.rfftfreq(mono.size, 1 / rate)
        mono = np.fft.irfft(spectrum / (1 + (low_hz / np.maximum(hz, 1)) ** 8), mono.size)
    step = int(_TICK * rate)
    # The clip is a loop: what comes before its start is its end.
    lead = 40 * step
    mono = np.concatenate([mono[-lead:], mono])
    ticks = mono[: mono.size // step * step].reshape(-1, step)
    level = 10 * np.log10(np.mean(ticks**2, axis=1) + 1e-12)
    level -= level.max()
    # Low notes wave within a cycle, down to 40 Hz: compare with the loudest of half of one.
    held = np.max([np.roll(level, lag) for lag in range(4)], axis=0)
    before = np.max([np.roll(held, lag) for lag in range(4, 28)], axis=0)
    rising = np.flatnonzero((level - before > _RISE_DB) & (level > _FLOOR_DB))
    found = []
    for tick in rising[rising >= 40]:
        at = (tick - 40) * step / rate
        if not found or at - found[-1] > _REST:
            found.append(at)
    return np.array(found)


def chroma(audio, rate):
    """Magnitude of the twelve pitch classes between 40 Hz and 2 kHz, from C."""
    mono = audio.mean(axis=0)
    # 1.4 s tell the semitones of a bass apart: they lie 2.5 Hz from each other at 41 Hz.
    size = 1 << int(np.ceil(np.log2(rate * 1.4)))
    hop = size // 4
    looped = np.resize(mono, max(2 * size, mono.size + size))
    starts = np.arange(0, looped.size - size + 1, hop)
    frames = looped[starts[:, None] + np.arange(size)] * np.hanning(size)
    magnitude = np.abs(np.fft.rfft(frames)).mean(axis=0)
    hz = np.fft.rfftfreq(size, 1 / rate)
    inside = (hz > 40) & (hz < 2000)
    midi = 69 + 12 * np.log2(hz[inside] / 440)
    near = np.exp(-0.5 * ((midi - np.rint(midi)) / 0.2) ** 2)
    weights = magnitude[inside] * near / hz[inside] ** 0.5
    return np.bincount(np.rint(midi).astype(int) % 12, weights, minlength=12)


def key_of(audio, rate):
    """The key that fits best: tonic pitch class from C, and whether it is minor."""
    heard = chroma(audio, rate)
    scores = {
        (tonic, minor): np.corrcoef(heard, np.roll(profile, tonic))[0, 1]
        for tonic in range(12)
        for minor, profile in ((True, _MINOR_PROFILE), (False, _MAJOR_PROFILE))
    }
    return max(scores, key=scores.get)


def centroid(audio, rate):
    """Centre of the magnitude spectrum in Hz."""
    magnitude = np.abs(np.fft.rfft(audio.mean(axis=0)))
    hz = np.fft.rfftfreq(audio.shape[1], 1 / rate)
    return float((magnitude * hz).sum() / magnitude.sum())


def share_below(audio, rate, edge_hz):
    """How much of the energy lies below a frequency, 0..1."""
    power = np.abs(np.fft.rfft(audio)) ** 2
    hz = np.fft.rfftfreq(audio.shape[1], 1 / rate)
    return float(power[:, hz < edge_hz].sum() / power.sum())


def timbre(audio, rate, count=20):
    """Means and deviations of mel-frequency cepstral coefficients, (2 * count,)."""
    mono = audio.mean(axis=0)
    size, hop = 1024, 512
    starts = np.arange(0, mono.size - size, hop)
    frames = mono[starts[:, None] + np.arange(size)] * np.hanning(size)
    power = np.abs(np.fft.rfft(frames)) ** 2
    logs = np.log(power @ _mel_bank(size, rate).T + 1e-8)
    coefficients = dct(logs, axis=1, norm="ortho")[:, 1 : count + 1]
    return np.concatenate([coefficients.mean(axis=0), coefficients.std(axis=0)])


def _mel_bank(size, rate, bands=32):
    def mel(hz):
        return 2595 * np.log10(1 + hz / 700)

    hz = np.fft.rfftfreq(size, 1 / rate)
    edges = np.linspace(mel(40), mel(min(10_000, rate / 2)), bands + 2)
    rise = (mel(hz)[None] - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    fall = (edges[2:, None] - mel(hz)[None]) / (edges[2:] - edges[1:-1])[:, None]
    return np.clip(np.minimum(rise, fall), 0, None)

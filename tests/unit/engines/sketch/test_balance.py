"""Whole bands are mixed as records are: no octave buried, none piercing."""

from __future__ import annotations

import numpy as np
import pytest

from tonekilnd.engines.sketch.styles import STYLES

RATE = 32_000
OCTAVES_HZ = np.array([63, 125, 250, 500, 1000, 2000, 4000, 8000])


def octave_levels(audio):
    """Energy of each octave in decibels under the whole."""
    power = (np.abs(np.fft.rfft(audio, axis=1)) ** 2).sum(axis=0)
    hz = np.fft.rfftfreq(audio.shape[1], 1 / RATE)
    inside = [(hz >= centre / 2**0.5) & (hz < centre * 2**0.5) for centre in OCTAVES_HZ]
    return 10 * np.log10([power[octave].sum() / power.sum() for octave in inside])


@pytest.mark.parametrize("style", STYLES)
def test_the_spectrum_of_a_band_falls_as_that_of_records(record, style):
    """About 2 dB an octave between 100 Hz and 4 kHz: 5 dB in a constant bandwidth (Pestana, Ma,
    Reiss, Barbosa and Black, AES 135, 2013). Lo-fi, dub and film are darker than the average."""
    tempo = str(round(sum(STYLES[style].tempo) / 2))
    takes = [record(f"{style} track", bpm=tempo, seed=seed, rate=RATE).audio for seed in (1, 2)]
    levels = np.mean([octave_levels(take) for take in takes], axis=0)
    middle = (OCTAVES_HZ >= 125) & (OCTAVES_HZ <= 4000)
    slope, at_start = np.polyfit(np.arange(middle.sum()), levels[middle], 1)
    assert -4.5 <= slope <= -1.0
    line = at_start + slope * np.arange(middle.sum())
    assert np.abs(levels[middle] - line).max() <= 8
    assert levels[-1] >= -40

from __future__ import annotations

import numpy as np
import pytest

from tonekilnd.engines.neural.tuning.spectrum import spectral_distance

RATE = 32_000


def noise(seed: int):
    return np.random.default_rng(seed).standard_normal((2, 4 * RATE)).astype(np.float32)


def test_a_take_is_no_distance_from_itself():
    assert spectral_distance(noise(1), noise(1), RATE) == 0


def test_what_is_played_counts_less_than_how_it_sounds():
    other_notes = spectral_distance(noise(1), noise(2), RATE)
    duller = np.cumsum(noise(1), axis=-1) / 10
    assert other_notes < 1 < spectral_distance(noise(1), duller, RATE)


@pytest.mark.parametrize("db", [-6.0, 12.0])
def test_it_is_in_decibels(db):
    assert spectral_distance(noise(1), noise(1) * 10 ** (db / 20), RATE) == pytest.approx(abs(db))


def test_short_and_silent_takes_have_one_too():
    silence = np.zeros((1, 100), dtype=np.float32)
    assert spectral_distance(silence, silence, RATE) == 0

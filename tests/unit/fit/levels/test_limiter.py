import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tonekilnd.fit.levels.limiter import limiter_gain

RATE = 48_000


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 9000), st.integers(0, 2**32 - 1), st.floats(0.1, 1.0))
def test_no_peak_gets_past_the_ceiling(frames, seed, ceiling):
    rng = np.random.default_rng(seed)
    peaks = np.abs(rng.standard_normal(frames)).astype(np.float32) ** 3
    gain = limiter_gain(peaks, ceiling, RATE)
    assert gain.shape == (frames,)
    assert gain.max() <= 1
    assert (peaks * gain).max() <= ceiling * (1 + 1e-6)


def test_what_is_under_the_ceiling_is_left_alone():
    assert np.all(limiter_gain(np.full(5000, 0.5, dtype=np.float32), 0.5, RATE) == 1)


def test_the_gain_falls_before_a_peak_and_is_back_soon_after():
    peaks = np.full(RATE, 0.1, dtype=np.float32)
    peaks[RATE // 2] = 2.0
    gain = limiter_gain(peaks, 1.0, RATE)
    assert gain[RATE // 2] <= 0.5
    far = np.abs(np.arange(RATE) - RATE // 2) > 0.022 * RATE
    assert np.all(gain[far] == 1)
    assert np.abs(np.diff(gain)).max() < 0.002


def test_the_gain_closes_as_the_loop_does():
    peaks = np.abs(np.random.default_rng(1).standard_normal(16_000)).astype(np.float32)
    turned = limiter_gain(np.roll(peaks, 8000), 1.0, RATE)
    assert np.allclose(turned, np.roll(limiter_gain(peaks, 1.0, RATE), 8000), atol=1e-6)

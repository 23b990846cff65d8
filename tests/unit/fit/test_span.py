import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tonekilnd.fit.span import circular, padded, reflected

LENGTHS = st.integers(1, 50)
PLACES = st.integers(-200, 200)


def ramp(frames):
    return np.stack((np.arange(frames), -np.arange(frames))).astype(np.float32)


@given(LENGTHS, PLACES, st.integers(0, 200))
def test_a_circular_span_repeats_for_ever(frames, start, length):
    got = circular(ramp(frames), start, start + length)
    assert np.array_equal(got[0], np.arange(start, start + length) % frames)


@given(LENGTHS, PLACES, st.integers(0, 200))
def test_a_padded_span_is_silent_outside(frames, start, length):
    got = padded(ramp(frames) + np.float32(1), start, start + length)
    places = np.arange(start, start + length)
    inside = (places >= 0) & (places < frames)
    assert np.array_equal(got[0], np.where(inside, places + 1, 0))


@given(LENGTHS, PLACES, st.integers(0, 200))
def test_a_reflected_span_never_leaps(frames, start, length):
    got = reflected(ramp(frames), start, start + length)
    assert got.shape == (2, length)
    assert np.all(np.abs(np.diff(got[0])) == (1 if frames > 1 else 0))
    places = np.arange(start, start + length)
    inside = (places >= 0) & (places < frames)
    assert np.array_equal(got[0][inside], places[inside])

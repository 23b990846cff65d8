"""What was made for parts of a clip is laid into it; the rest of its samples stay."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.fit.test_made_tempo import take_spec

from tonekilnd.domain import FitSettings, Take
from tonekilnd.fit.levels.loudness import integrated_lufs
from tonekilnd.fit.levels.peak import peak_envelope
from tonekilnd.fit.parts import SILENT, Original, fit_parts, pasted

RATE = 48_000
FRAMES = 4 * 2 * RATE
QUIET, LOUD = 0.05, 0.8


def noise(frames: int = FRAMES, level: float = 0.1, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, level, (2, frames)).astype(np.float32)


def fitted(original: Original, made: np.ndarray, rate: int = RATE):
    spec = take_spec(bpm=Decimal(120), bars=4, audio=made, pre_roll=0)
    return fit_parts(Take(made, rate), spec, original, RATE, FitSettings())


@given(
    st.lists(st.integers(0, 2000), min_size=2, max_size=8, unique=True).map(sorted),
    st.sampled_from([22_050, 48_000, 192_000]),
)
def test_outside_its_spans_a_clip_is_itself_and_inside_it_goes_over(edges, rate):
    spans = tuple(zip(edges[::2], edges[1::2], strict=False))
    one, other = np.full((2, 2000), 0.25, np.float32), np.full((2, 2000), 0.75, np.float32)
    out = pasted(Original(one, spans), other, rate)
    inside = np.zeros(2000, bool)
    for start, stop in spans:
        inside[start:stop] = True
    np.testing.assert_array_equal(out[:, ~inside], one[:, ~inside])
    assert ((out >= 0.25) & (out <= 0.75)).all()
    assert out[:, inside].max(initial=0.75) == 0.75
    assert np.abs(np.diff(out)).max() < 0.5 or any(b - a < 16 for a, b in spans)


@pytest.mark.parametrize(("level", "made_level"), [(QUIET, 0.3), (QUIET, 0.001), (0.1, 0.1)])
def test_what_is_made_is_as_loud_as_what_is_around_it(level, made_level):
    original = Original(noise(level=level), ((96_000, 192_000),))
    audio = fitted(original, noise(level=made_level, seed=2)).audio
    around = integrated_lufs(audio[:, :96_000], RATE)
    assert integrated_lufs(audio[:, 97_000:191_000], RATE) == pytest.approx(around, abs=0.3)


def test_a_take_keeps_its_own_dynamics():
    made = noise(level=0.2, seed=2)
    made[:, 96_000:192_000] *= 0.1  # the part is a break
    audio = fitted(Original(noise(), ((96_000, 192_000),)), made).audio
    change = integrated_lufs(audio[:, 97_000:191_000], RATE) - integrated_lufs(
        audio[:, :96_000], RATE
    )
    assert change == pytest.approx(-20, abs=0.5)


def test_nothing_made_goes_over_the_ceiling():
    made = noise(level=0.05, seed=2)
    made[:, 100_000:190_000:9_000] = 0.99
    original = Original(noise(level=0.2).clip(-0.8, 0.8), ((96_000, 192_000),))
    peaks = peak_envelope(fitted(original, made).audio, RATE, loop=True)
    assert peaks[96_500:191_500].max() < 10 ** (-0.9 / 20)


def test_a_take_of_another_rate_lies_where_it_was_asked():
    rate = 32_000
    made = np.zeros((2, FRAMES * 2 // 3), np.float32)
    made[:, 70_000] = 1.0  # 2.1875 s
    audio = fitted(Original(np.zeros((2, FRAMES), np.float32), ((96_000, 192_000),)), made, rate)
    assert np.abs(audio.audio[0]).argmax() == 105_000


@pytest.mark.parametrize("silent", ["original", "made", "both"])
def test_silence_is_no_level(silent):
    nothing = np.zeros((2, FRAMES), np.float32)
    original = nothing if silent != "made" else noise()
    made = nothing if silent != "original" else noise(seed=2)
    result = fitted(Original(original, ((0, FRAMES),)), made)
    assert np.isfinite(result.audio).all()
    assert result.notes == (() if silent == "original" else (SILENT,))

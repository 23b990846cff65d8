import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tonekilnd.fit.stretch import CONTEXT_SECONDS, stretch

RATE = 48_000


@settings(max_examples=40, deadline=None)
@given(frames=st.integers(200, 20_000), ratio=st.floats(0.5, 2.0))
def test_the_count_is_exact(frames, ratio):
    wanted = max(1, round(frames * ratio))
    noise = np.random.default_rng(frames).standard_normal((2, frames)).astype(np.float32)
    assert stretch(noise, wanted, RATE).shape == (2, wanted)


def test_clicks_move_with_the_time():
    clicks = np.zeros((2, 3 * RATE), dtype=np.float32)
    places = np.arange(RATE // 2, 3 * RATE - RATE // 2, RATE // 4)
    for place in places:
        clicks[:, place : place + 200] = np.exp(-np.arange(200) / 30)
    for ratio in (0.93, 1.04, 1.1):
        stretched = np.abs(stretch(clicks, round(3 * RATE * ratio), RATE)[0])
        for place in places:
            near = round(place * ratio)
            found = near - 1000 + stretched[near - 1000 : near + 1000].argmax()
            assert abs(found - place * ratio) <= 0.001 * RATE


def test_pitch_stays():
    t = np.arange(2 * RATE) / RATE
    tone = np.repeat(np.sin(2 * np.pi * 440 * t)[None], 2, axis=0).astype(np.float32)
    stretched = stretch(tone, round(2 * RATE * 1.08), RATE)[0]
    middle = stretched[RATE // 2 : RATE // 2 + RATE] * np.hanning(RATE)
    assert abs(int(np.abs(np.fft.rfft(middle)).argmax()) - 440) <= 1


def test_what_is_left_without_its_context_keeps_its_level():
    context = round(CONTEXT_SECONDS * RATE)
    noise = np.random.default_rng(2).standard_normal((2, RATE + 2 * context)).astype(np.float32)
    stretched = stretch(noise, noise.shape[1] * 26 // 25, RATE)
    kept = stretched[:, context * 26 // 25 : -context * 26 // 25]
    ends = np.concatenate((kept[:, :960], kept[:, -960:]), axis=1)
    assert abs(20 * np.log10(ends.std() / kept.std())) <= 1.0


def test_the_same_audio_gives_the_same_samples():
    noise = np.random.default_rng(3).standard_normal((2, RATE)).astype(np.float32)
    assert np.array_equal(stretch(noise, 50_000, RATE), stretch(noise, 50_000, RATE))

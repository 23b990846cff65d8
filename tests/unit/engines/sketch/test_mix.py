"""The circle: what rings past the end comes round."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tonekiln.protocol import Meter
from tonekilnd.engines.sketch.mix.bus import PEAK_DB, gain_curve
from tonekilnd.engines.sketch.mix.duck import duck_curve
from tonekilnd.engines.sketch.mix.echo import echo, echo_seconds
from tonekilnd.engines.sketch.mix.loop import convolve, lay
from tonekilnd.engines.sketch.music.grid import BarGrid


def grid(frames=24_000, bpm="120", rate=48_000, circular=True):
    return BarGrid(Meter(1, 4), Decimal(bpm), rate, frames, 1, circular=circular)


@given(st.integers(1, 50), st.integers(1, 200), st.integers(-300, 300))
def test_laying_in_a_circle_loses_nothing(frames, length, start):
    reel = np.zeros((2, frames), np.float32)
    lay(reel, np.ones((1, length), np.float32), start, circular=True)
    expected = np.bincount((start + np.arange(length)) % frames, minlength=frames)
    assert np.array_equal(reel[0], expected)


@given(st.integers(1, 50), st.integers(1, 200), st.integers(-300, 300))
def test_laying_on_a_line_cuts_both_ends(frames, length, start):
    reel = np.zeros((1, frames), np.float32)
    lay(reel, np.ones((1, length), np.float32), start, circular=False)
    inside = [1.0 if start <= place < start + length else 0.0 for place in range(frames)]
    assert reel[0].tolist() == inside


@settings(max_examples=30)
@given(st.integers(1, 300), st.integers(1, 700), st.integers(0, 2**31))
def test_circular_convolution_is_that_of_an_endless_loop(frames, taps, seed):
    dice = np.random.default_rng(seed)
    reel = dice.standard_normal((2, frames)).astype(np.float32)
    kernel = dice.standard_normal((1, taps)).astype(np.float32)
    expected = np.zeros_like(reel)
    for tap in range(taps):
        expected += kernel[0, tap] * np.roll(reel, tap, axis=1)
    close = np.abs(convolve(reel, kernel, circular=True) - expected).max()
    assert close < 1e-4 * max(1, np.abs(expected).max())


def test_long_reels_are_convolved_in_blocks_alike():
    dice = np.random.default_rng(1)
    reel = dice.standard_normal((1, 300_000)).astype(np.float32)
    kernel = dice.standard_normal((1, 1000)).astype(np.float32)
    spectrum = np.fft.rfft(reel) * np.fft.rfft(kernel, 300_000)
    expected = np.fft.irfft(spectrum, 300_000)
    assert np.abs(convolve(reel, kernel, circular=True) - expected).max() < 1e-2


def test_echoes_repeat_in_time_and_come_round():
    clip = grid()
    send = np.zeros((2, clip.frames), np.float32)
    send[:, 20_000] = 1
    back = echo(send, clip)
    step = round(echo_seconds(clip) * clip.rate)
    assert np.abs(back).sum(axis=0).argmax() == (20_000 + step) % clip.frames


def test_ducking_is_deepest_at_the_kick_and_lets_go():
    clip = grid()
    curve = duck_curve(clip, [0.0], 0.5)
    assert curve.max() > 0.99
    assert min(curve.argmax(), clip.frames - curve.argmax()) <= 2
    assert curve[clip.frames * 3 // 4] == 0
    assert np.abs(np.diff(np.append(curve, curve[0]))).max() < 0.02


@settings(max_examples=20)
@given(st.integers(0, 2**31), st.integers(200, 40_000), st.booleans())
def test_the_bus_keeps_peaks_down_and_closes_with_the_loop(seed, frames, loop):
    dice = np.random.default_rng(seed)
    swell = (1 + dice.random() * np.sin(np.linspace(0, 20, frames))) ** 3
    mix = (dice.standard_normal((2, frames)) * swell).astype(np.float32)
    curve = gain_curve(mix, 48_000, loop)
    assert np.abs(mix * curve).max() <= 10 ** (PEAK_DB / 20) + 1e-6
    steps = np.abs(np.diff(np.append(curve, curve[0]))) / curve.max()
    assert steps.max() < 0.05


def test_silence_stays_silent():
    assert gain_curve(np.zeros((2, 100), np.float32), 48_000, loop=True).tolist() == [1.0] * 100

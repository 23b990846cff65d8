import numpy as np

from tonekilnd.fit.levels.loudness import integrated_lufs

RATE = 48_000


def sine(seconds, amplitude=1.0):
    t = np.arange(round(seconds * RATE)) / RATE
    left = amplitude * np.sin(2 * np.pi * 997 * t)
    return np.stack((left, np.zeros_like(left))).astype(np.float32)


def test_the_reference_sine():
    # ITU-R BS.1770: a 997 Hz sine at 0 dBFS in one front channel reads -3.01 LKFS.
    assert abs(integrated_lufs(sine(5), RATE) + 3.01) <= 0.1


def test_a_gain_of_20_db_is_20_lu():
    difference = integrated_lufs(sine(5), RATE) - integrated_lufs(sine(5, 0.1), RATE)
    assert abs(difference - 20) <= 0.01


def test_short_clips_are_measured_as_they_sound_when_they_repeat():
    assert abs(integrated_lufs(sine(0.1), RATE) + 3.01) <= 0.3


def test_silence_has_no_loudness():
    assert integrated_lufs(np.zeros((2, RATE), dtype=np.float32), RATE) is None
    assert integrated_lufs(np.full((2, RATE), 1e-9, dtype=np.float32), RATE) is None
    assert integrated_lufs(np.zeros((2, 10), dtype=np.float32), RATE) is None

import numpy as np
import pytest

from tonekilnd.fit.resample import resample


@pytest.mark.parametrize(
    ("source", "target"), [(44_100, 48_000), (32_000, 96_000), (96_000, 44_100)]
)
def test_a_sine_stays_where_it_was(source, target):
    def sine(rate):
        return np.sin(2 * np.pi * 1000 * np.arange(rate) / rate)[None].repeat(2, axis=0)

    got = resample(sine(source).astype(np.float32), source, target)
    assert abs(got.shape[1] - target) <= 1
    middle = slice(target // 4, target // 2)
    assert np.abs(got[:, middle] - sine(target)[:, middle]).max() <= 1e-5


def test_the_same_rate_changes_nothing():
    audio = np.ones((2, 10), dtype=np.float32)
    assert resample(audio, 48_000, 48_000) is audio

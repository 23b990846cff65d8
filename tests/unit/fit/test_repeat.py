import numpy as np
import pytest

from tonekilnd.fit.repeat import repeat_unit, repeated


@pytest.mark.parametrize(
    ("available", "bars", "unit"),
    [
        (15.9, 4, (8, "2 bars")),
        (7.9, 4, (4, "1 bar")),
        (3.5, 4, (3, "3 beats")),
        (23.0, 6, (12, "3 bars")),
        (9.0, None, (9, "9 beats")),
        (0.5, 4, (0.5, "0.50 beats")),
    ],
)
def test_the_longest_musical_unit_is_repeated(available, bars, unit):
    beats = 4 * bars if bars else 16
    assert repeat_unit(available, 1.0, beats, bars) == unit


def test_units_follow_one_another_and_lead_into_the_start():
    audio = np.arange(1000, dtype=np.float32)[None].repeat(2, axis=0)
    got = repeated({"": audio}, 1000, start=100, unit=400, lead=50, frames=1500)[""]
    assert got.shape == (2, 1550)
    assert np.array_equal(got[:, 50:350], audio[:, 100:400])
    assert np.array_equal(got[:, 450:750], audio[:, 100:400])
    assert np.array_equal(got[:, :50], got[:, 400:450])

import numpy as np
import pytest
from tests.material import drums, true_peak_db

from tonekilnd.fit.levels.peak import SILENCE_DBTP, decibels, peak_envelope


@pytest.mark.parametrize("rate", [22_050, 48_000, 96_000, 192_000])
def test_a_quarter_rate_sine_peaks_between_its_samples(rate):
    # Sampled at 45 degrees every value is 0.707 of the peak: a sample meter reads 3 dB too low.
    sine = np.sin(np.pi / 2 * np.arange(4096) + np.pi / 4)[None].repeat(2, axis=0)
    peak = decibels(float(peak_envelope(sine.astype(np.float32), rate, loop=True).max()))
    assert abs(peak) <= 0.05


def test_it_agrees_with_another_oversampler():
    audio = drums(4, bpm=130, seconds=3).audio
    peak = decibels(float(peak_envelope(audio, 44_100, loop=True).max()))
    assert abs(peak - true_peak_db(audio)) <= 0.2


def test_a_long_clip_is_measured_in_blocks_without_a_trace():
    audio = np.random.default_rng(1).standard_normal((1, 600_000)).astype(np.float32)
    whole = peak_envelope(audio, 48_000, loop=True)
    around = 1 << 19
    near = peak_envelope(audio[:, around - 4000 : around + 4000], 48_000, loop=False)
    assert np.allclose(whole[around - 100 : around + 100], near[3900:4100], atol=1e-4)


def test_the_envelope_says_where_the_peak_is():
    audio = np.zeros((2, 1000), dtype=np.float32)
    audio[1, 700] = -0.8
    envelope = peak_envelope(audio, 48_000, loop=True)
    assert envelope.argmax() in (699, 700)
    assert envelope.max() >= np.float32(0.8)


def test_silence_has_a_figure():
    assert decibels(0.0) == SILENCE_DBTP

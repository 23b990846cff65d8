import numpy as np
import pytest

from tonekiln.protocol.errors import InternalError
from tonekilnd.domain import Take
from tonekilnd.fit.take_checks import STEMS_DIFFER, stereo, stereo_parts


def take(audio, **stems):
    return Take(audio=audio, sample_rate=48_000, stems=stems)


def test_mono_becomes_stereo():
    mono = np.arange(5, dtype=np.float32)
    assert stereo(mono[None]).shape == (2, 5)
    assert np.array_equal(stereo(mono)[1], mono)


def test_more_channels_are_folded():
    assert np.allclose(stereo(np.ones((6, 4), dtype=np.float32)), 1)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_samples_that_are_not_numbers_are_refused(bad):
    audio = np.zeros((2, 100), dtype=np.float32)
    audio[1, 50] = bad
    with pytest.raises(InternalError, match="not numbers"):
        stereo_parts(take(audio))
    with pytest.raises(InternalError, match="not numbers"):
        stereo_parts(take(np.zeros_like(audio), drums=audio))


def test_infinities_that_would_cancel_are_refused():
    audio = np.array([[np.inf, -np.inf]], dtype=np.float32)
    with pytest.raises(InternalError, match="not numbers"):
        stereo(audio)


def test_no_audio_is_refused():
    with pytest.raises(InternalError, match="no audio"):
        stereo(np.zeros((2, 0), dtype=np.float32))


def test_stems_of_another_length_are_refused():
    with pytest.raises(InternalError, match="length"):
        stereo_parts(take(np.ones((2, 5)), drums=np.ones((2, 4))))


def test_stems_that_do_not_sum_to_the_mix_are_said():
    rng = np.random.default_rng(1)
    a, b = rng.standard_normal((2, 2, 50)).astype(np.float32)
    assert stereo_parts(take(a + b, a=a, b=b))[1] == ()
    assert stereo_parts(take(a, a=a, b=b))[1] == (STEMS_DIFFER,)

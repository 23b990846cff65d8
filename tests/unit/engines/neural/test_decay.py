import numpy as np
import pytest
from tests.material import RATE, drums, pad, sparse_hits

from tonekilnd.engines.neural.decay import dies_away


@pytest.mark.parametrize("seed", range(4))
def test_music_that_goes_on_does_not_die(seed):
    assert not dies_away(drums(seed, bpm=90, seconds=10).audio, RATE)
    assert not dies_away(pad(seed, seconds=10), RATE)


@pytest.mark.parametrize("every", [4, 6, 8])
def test_sparse_music_does_not_die(every):
    assert not dies_away(sparse_hits(1, bpm=120, seconds=12, every_beats=every), RATE)


@pytest.mark.parametrize("seed", range(4))
def test_silence_at_the_end_is_found(seed):
    audio = drums(seed, bpm=120, seconds=10).audio
    audio[:, int(7.5 * RATE) :] *= 0.001
    assert dies_away(audio, RATE)


@pytest.mark.parametrize("seed", range(4))
def test_a_fade_out_is_found(seed):
    audio = pad(seed, seconds=10)
    assert dies_away(audio * np.linspace(1, 0, audio.shape[1]) ** 3, RATE)


def test_silence_is_dead():
    assert dies_away(np.zeros((2, RATE), dtype=np.float32), RATE)
    assert dies_away(np.zeros((2, 10), dtype=np.float32), RATE)
    assert not dies_away(np.ones((1, 10), dtype=np.float32), RATE)

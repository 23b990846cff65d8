import numpy as np
import pytest
from tests.material import RATE, drums, pad, sparse_hits, true_peak_db

from tonekilnd.domain import FitSettings
from tonekilnd.fit.levels.level import ceiling_level, loop_level, one_shot_level
from tonekilnd.fit.levels.loudness import integrated_lufs

SETTINGS = FitSettings()


def kept(audio, level):
    """What the level says holds for the audio it makes."""
    made = audio * level.gain
    assert abs(integrated_lufs(made, RATE) - level.lufs) <= 0.02
    assert abs(true_peak_db(made) - level.true_peak_dbtp) <= 0.2
    assert true_peak_db(made) <= SETTINGS.ceiling_dbtp
    return made


@pytest.mark.parametrize("seed", range(4))
def test_a_pad_gets_its_loudness_by_gain_alone(seed):
    audio = pad(seed, seconds=6)
    level = loop_level(audio, RATE, SETTINGS)
    kept(audio, level)
    assert isinstance(level.gain, float)
    assert abs(level.lufs - SETTINGS.target_lufs) <= 0.5
    assert level.notes == ()


@pytest.mark.parametrize("excess", [0.5, 1.5, 2.5])
def test_peaks_within_3_db_are_limited_and_the_loudness_is_reached(excess):
    audio = pad(1, seconds=6)
    audio /= 10 ** ((integrated_lufs(audio, RATE) - SETTINGS.target_lufs) / 20)
    # One burst a second stands out over the ceiling by `excess`.
    burst = np.hanning(400) * np.sin(np.arange(400) * 0.3) * 10 ** ((excess - 1) / 20)
    for at in range(RATE // 2, 6 * RATE, RATE):
        audio[:, at : at + 400] = burst
    level = loop_level(audio, RATE, SETTINGS)
    kept(audio, level)
    assert np.ndim(level.gain) == 1
    assert abs(level.lufs - SETTINGS.target_lufs) <= 0.5


def test_sparse_hits_stay_quieter_and_say_so():
    audio = sparse_hits(1, bpm=120, seconds=8)
    level = loop_level(audio, RATE, SETTINGS)
    kept(audio, level)
    assert level.lufs < SETTINGS.target_lufs - 0.5
    assert "3 dB of limiting" in level.notes[0]


@pytest.mark.parametrize("seed", range(3))
def test_the_limiter_takes_3_db_at_most(seed):
    audio = drums(seed, bpm=120, seconds=8).audio
    gain = loop_level(audio, RATE, SETTINGS).gain
    assert 20 * np.log10(gain.max() / gain.min()) <= SETTINGS.most_limiting_db + 0.01


def test_holding_the_ceiling_leaves_the_loudness_alone():
    audio = drums(2, bpm=120, seconds=8).audio
    audio *= 10 ** ((SETTINGS.ceiling_dbtp + 2 - true_peak_db(audio)) / 20)
    level = ceiling_level(audio, RATE, SETTINGS)
    kept(audio, level)
    assert abs(level.lufs - integrated_lufs(audio, RATE)) <= 0.5
    quiet = ceiling_level(audio * 0.1, RATE, SETTINGS)
    assert quiet.gain == 1.0


def test_silence_is_left_silent():
    silence = np.zeros((2, RATE), dtype=np.float32)
    for level in (loop_level, ceiling_level, one_shot_level):
        made = level(silence, RATE, SETTINGS)
        assert made.lufs is None
        assert not np.any(silence * made.gain)


def test_one_shots_are_levelled_by_their_peak():
    hit = sparse_hits(3, bpm=120, seconds=1, every_beats=100) * 0.01
    level = one_shot_level(hit, RATE, SETTINGS)
    assert -1.4 <= true_peak_db(hit * level.gain, loop=False) <= -1.0
    assert abs(level.true_peak_dbtp - true_peak_db(hit * level.gain, loop=False)) <= 0.2

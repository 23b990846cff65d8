import numpy as np
import pytest
from tests.material import RATE, drums, pad, sparse_hits

from tonekilnd.fit.onsets import onset_strength
from tonekilnd.fit.tempo import find_beats


@pytest.mark.parametrize("seed", range(12))
def test_the_tempo_of_detuned_drums_is_found(seed):
    rng = np.random.default_rng(seed)
    asked = rng.uniform(70, 160)
    played = asked * (1 + rng.uniform(-0.04, 0.04))
    loop = drums(seed, bpm=played, seconds=9, first_beat=rng.uniform(0.2, 0.9))
    beats = find_beats(onset_strength(loop.audio, RATE), 60 / asked)
    assert beats is not None
    assert abs(beats.speed * asked / played - 1) <= 0.0005
    late = (beats.phase_seconds - loop.first_beat + loop.beat / 2) % loop.beat - loop.beat / 2
    assert abs(late) <= 0.005


def test_drums_that_do_not_keep_time_exactly_still_show_their_tempo():
    loop = drums(5, bpm=101.0, seconds=12, jitter_ms=5)
    beats = find_beats(onset_strength(loop.audio, RATE), 60 / 100)
    assert beats is not None
    assert abs(beats.speed - 1.01) <= 0.001


@pytest.mark.parametrize("rate", [22_050, 32_000, 48_000, 96_000])
def test_the_rate_of_the_audio_does_not_matter(rate):
    loop = drums(3, bpm=123, seconds=8, rate=rate, first_beat=0.4)
    beats = find_beats(onset_strength(loop.audio, rate), 0.5)
    assert beats is not None
    assert abs(beats.speed - 123 / 120) <= 0.0003


@pytest.mark.parametrize("seed", range(8))
def test_pads_have_no_beats(seed):
    onsets = onset_strength(pad(seed, seconds=5 + seed), RATE)
    assert find_beats(onsets, 60 / (90 + 7 * seed)) is None


def test_noise_has_no_beats():
    noise = np.random.default_rng(1).standard_normal((2, 8 * RATE)).astype(np.float32)
    assert find_beats(onset_strength(noise, RATE), 0.5) is None


def test_one_hit_and_silence_have_no_beats():
    hit = sparse_hits(1, bpm=120, seconds=8, every_beats=64)
    assert find_beats(onset_strength(hit, RATE), 0.5) is None
    assert find_beats(onset_strength(np.zeros_like(hit), RATE), 0.5) is None


def test_less_than_two_beats_are_not_measured():
    loop = drums(1, bpm=60, seconds=1.5)
    assert find_beats(onset_strength(loop.audio, RATE), 1.0) is None


def test_long_audio_is_measured_in_blocks_without_a_trace():
    loop = drums(2, bpm=118, seconds=90)
    beats = find_beats(onset_strength(loop.audio, RATE), 0.5)
    assert beats is not None
    assert abs(beats.speed - 118 / 120) <= 0.00002

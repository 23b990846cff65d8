import numpy as np
import pytest
from tests.material import RATE, drums, pad

from tonekilnd.fit.closing import closed
from tonekilnd.fit.seam import crossfade_gains, measure_seam, mirrored

BEAT = 0.5


def seamless(seam):
    return seam.jump <= 1 and seam.slope <= 1 and 0.8 <= seam.flux <= 1.5


@pytest.mark.parametrize("seed", range(6))
def test_a_hard_cut_through_a_pad_shows(seed):
    seam = measure_seam(pad(seed, seconds=8), RATE, BEAT, 4)
    assert not seamless(seam)
    assert seam.flux > 3
    assert seam.jump > 1


@pytest.mark.parametrize("seed", range(6))
def test_short_fades_show(seed):
    audio = pad(seed, seconds=8)
    fade = np.linspace(0, 1, round(0.005 * RATE), dtype=np.float32)
    audio[:, : fade.size] *= fade
    audio[:, -fade.size :] *= fade[::-1]
    assert not seamless(measure_seam(audio, RATE, BEAT, 4))


@pytest.mark.parametrize("seed", range(6))
def test_unbroken_audio_has_no_seam(seed):
    assert seamless(measure_seam(pad(seed, seconds=8, periodic=True), RATE, BEAT, 4))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("make", [pad, lambda s, seconds: drums(s, bpm=120, seconds=seconds).audio])
def test_leading_the_tail_into_the_start_closes_the_loop(make, seed):
    lead = RATE // 10
    audio = make(seed, seconds=9)
    start = RATE // 2
    piece = audio[:, start - lead : start + 8 * RATE]
    loops, notes = closed({"": piece}, lead, RATE)
    loop = loops[""]
    assert loop.shape == (2, 8 * RATE)
    assert notes == ()
    assert seamless(measure_seam(loop, RATE, BEAT, 4))
    untouched = loop[:, : RATE // 4] == audio[:, start : start + RATE // 4]
    assert untouched.all()


def test_the_last_frame_is_the_one_before_the_first():
    lead = 1000
    audio = pad(1, seconds=2)
    loops, _ = closed({"": audio}, lead, RATE)
    assert np.allclose(loops[""][:, -1], audio[:, lead - 1], atol=1e-6)


def test_without_a_pre_roll_the_join_is_short_and_says_so():
    loops, notes = closed({"": pad(2, seconds=4)}, 0, RATE)
    seam = measure_seam(loops[""], RATE, BEAT, 4)
    assert seam.jump <= 1
    assert "no audio before its downbeat" in notes[0]


def test_the_crossfade_keeps_the_power_of_unlike_and_of_like_material():
    rng = np.random.default_rng(1)
    a, b = rng.standard_normal((2, 2, 20_000)).astype(np.float32)
    for before, tail in ((a, b), (a, a)):
        falling, rising = crossfade_gains(before, tail)
        mixed = tail * falling + before * rising
        assert abs(20 * np.log10(mixed.std() / tail.std())) <= 0.2
        assert rising[-1] == 1


def test_mirrored_audio_runs_into_the_start():
    body = pad(3, seconds=1)
    joined = np.concatenate((mirrored(body, 200), body[:, :200]), axis=1)
    bends = np.abs(np.diff(joined, n=2, axis=1))
    assert bends[:, 195:205].max() <= np.abs(np.diff(body, n=2, axis=1)).max() * 1.01


def test_silence_has_a_quiet_seam():
    seam = measure_seam(np.zeros((2, 1000), dtype=np.float32), RATE, BEAT, 4)
    assert (seam.jump, seam.slope, seam.flux) == (0, 0, 1)


@pytest.mark.parametrize("frames", [1, 2, 3, 17])
def test_the_shortest_loops_are_measured(frames):
    measure_seam(np.ones((2, frames), dtype=np.float32), RATE, BEAT, 4)


@pytest.mark.parametrize("plays", [[0], [1, 2, 3], [0, 1, 2, 3]])
def test_what_is_played_on_the_first_beat_is_no_seam(plays):
    # A hit on some beats of every bar, and always the same way: the loop has no seam at all.
    t = np.arange(2000)
    hit = np.minimum(1, t / 100) * np.exp(-t / 300) * np.sin(t)
    audio = np.zeros((2, 8 * RATE), dtype=np.float32)
    for bar in range(4):
        for beat in plays:
            at = (4 * bar + beat) * RATE // 2
            audio[:, at : at + 2000] = hit
    assert seamless(measure_seam(audio, RATE, BEAT, 4))

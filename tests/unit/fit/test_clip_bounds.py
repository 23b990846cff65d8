import pytest

from tonekilnd.fit.clip_bounds import place_clip
from tonekilnd.fit.tempo import Beats

RATE = 1000


def beats(first, period=0.5):
    return Beats(speed=1.0, period_seconds=period, phase_seconds=first, confidence=30.0)


def place(take_frames=5000, pre_roll=500, frames=4000.0, lead=100.0, found=None):
    return place_clip(take_frames, RATE, pre_roll=pre_roll, frames=frames, lead=lead, beats=found)


def test_without_beats_the_pre_roll_decides():
    assert place().start == 500


def test_without_beats_the_start_moves_forward_to_fit_the_clip_in():
    assert place(take_frames=4300).start == 300


@pytest.mark.parametrize(("first", "start"), [(0.0, 500), (0.06, 560), (0.46, 460), (0.2, 700)])
def test_the_nearest_beat_that_leaves_room_is_the_start(first, start):
    assert place(found=beats(first)).start == pytest.approx(start)


def test_a_beat_with_room_for_the_seam_goes_before_a_nearer_one():
    assert place(pre_roll=0, found=beats(0.01)).start == pytest.approx(510)


def test_where_no_beat_leaves_the_whole_seam_a_short_one_will_do():
    assert place(take_frames=4060, found=beats(0.05)).start == pytest.approx(50)


def test_an_onset_found_just_before_the_take_counts_as_its_first_frame():
    found = place(take_frames=4000, pre_roll=0, found=beats(0.498))
    assert found.start == 0
    assert found.fits


def test_a_take_that_is_too_short_says_so():
    assert not place(take_frames=3000).fits
    assert not place(take_frames=3000, found=beats(0.0)).fits

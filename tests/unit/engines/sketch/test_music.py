"""Grids, steps, keys, voicing."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonekiln.protocol import Meter, bar_frames
from tonekilnd.engines.sketch.chance import Chance
from tonekilnd.engines.sketch.music.grid import BarGrid
from tonekilnd.engines.sketch.music.keys import MODES, Key, parse_key
from tonekilnd.engines.sketch.music.progressions import MOODS, harmonies
from tonekilnd.engines.sketch.music.steps import feel_for, steps_of
from tonekilnd.engines.sketch.music.voicing import SHAPES, voicings

METERS = st.builds(Meter, st.integers(1, 32), st.sampled_from([2, 4, 8, 16]))
KEYS = st.builds(Key, st.integers(0, 11), st.sampled_from(list(MODES)))


def grid(meter=None, bpm="120", bars=4, rate=48_000):
    meter = meter or Meter(4, 4)
    frames = bar_frames(bars, meter, Decimal(bpm), rate)
    return BarGrid(meter, Decimal(bpm), rate, frames, bars)


@given(METERS, st.decimals(20, 400, places=6), st.integers(1, 64))
def test_bar_lines_fall_on_the_frames_of_the_protocol(meter, bpm, bar):
    line = grid(meter, str(bpm)).frame(bar * meter.quarters_per_bar)
    # Half-way cases may be rounded by the last bit of a float: never more than one frame.
    assert abs(line - bar_frames(bar, meter, bpm, 48_000)) <= 1


@given(METERS, st.sampled_from([0.5, 1.0, 2.0]), st.integers(0, 1))
def test_steps_fill_a_bar_in_order(meter, feel, parity):
    steps = steps_of(meter, feel, parity)
    bar = meter.quarters_per_bar
    assert all(0 <= step.source < 16 for step in steps)
    assert all(step.length > 0 for step in steps)
    if steps:
        assert steps[0].at >= 0
        assert steps[-1].at + steps[-1].length == pytest.approx(bar)
        assert [s.at for s in steps] == sorted(s.at for s in steps)


@pytest.mark.parametrize(
    ("text", "beats"),
    [("4/4", [0, 4, 8, 12]), ("3/4", [0, 4, 12]), ("6/8", [0, 4]), ("12/8", [0, 4, 8, 12]),
     ("5/4", [0, 4, 4, 8, 12]), ("7/8", [0, 4, 12, 12])],
)  # fmt: skip
def test_each_meter_has_its_strong_and_weak_beats(text, beats):
    meter = Meter.parse(text)
    felt = [round(i * meter.quarters_per_beat, 6) for i in range(32)]
    on_beats = [s.source for s in steps_of(meter, 1.0, 0) if round(s.at, 6) in felt]
    if text != "7/8":
        assert on_beats == beats
    assert steps_of(meter, 1.0, 0)[0].source == 0


def test_compound_beats_are_counted_in_three():
    at = [round(step.at, 4) for step in steps_of(Meter(6, 8), 1.0, 0)]
    assert at == [0, 0.5, 1.0, 1.25, 1.5, 2.0, 2.5, 2.75]


def test_grooves_keep_their_pace_at_far_tempos():
    assert feel_for(174, 160, 182) == 1
    assert feel_for(87, 160, 182) == 2
    assert feel_for(330, 115, 132) == 0.5
    assert feel_for(30, 60, 112) == 2
    assert feel_for(120, 115, 132) == 1


@given(KEYS, st.sampled_from(list(SHAPES)), st.sampled_from(MOODS), st.integers(0, 99))
def test_chords_stay_in_reach_and_move_little(key, shape, mood, seed):
    chords = harmonies(grid(bars=8), key, mood, Chance(seed))
    hands = voicings(key, chords, shape, 60)
    assert chords[0].degree == 0
    for hand in hands:
        assert list(hand) == sorted(hand)
        assert 40 <= hand[0] <= hand[-1] <= 84
    for before, after in itertools.pairwise(hands):
        assert abs(sum(after) / len(after) - sum(before) / len(before)) <= 7


@given(KEYS, st.sampled_from(MOODS), st.integers(1, 64), st.sampled_from(["20", "120", "400"]))
def test_harmony_covers_the_clip_without_gaps(key, mood, bars, bpm):
    clip = grid(bpm=bpm, bars=bars)
    chords = harmonies(clip, key, mood, Chance(1))
    assert chords[0].at == 0
    ends = [c.at + c.length for c in chords]
    assert ends[:-1] == [c.at for c in chords[1:]]
    assert ends[-1] == clip.quarters


@pytest.mark.parametrize(
    ("text", "key"),
    [("C", Key(0, "major")), ("F#m", Key(6, "minor")), ("B♭ minor", Key(10, "minor")),
     ("d dorian", Key(2, "dorian")), ("Ebmaj", Key(3, "major")), ("Cb", Key(11, "major"))],
)  # fmt: skip
def test_keys_are_read(text, key):
    assert parse_key(text) == key


def test_what_is_no_key_is_refused():
    with pytest.raises(ValueError, match="key must be written"):
        parse_key("H")


def test_the_fifth_degree_of_minor_leads_home():
    assert Key(9, "minor").over(4, 2) % 12 == 11
    assert Key(9, "dorian").over(4, 2) % 12 == 10

"""Every factory preset as a producer gets it: played, fitted, measured."""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec
import numpy as np
import pytest
from tests.unit.engines.sketch.listening import key_of, share_below
from tests.unit.engines.sketch.preset_clips import LOOPS, RATE, ROWS, TONAL, asked, called, clip
from tests.unit.engines.sketch.takes import take_of

from tonekiln.protocol import Meter, bar_frames, seconds_frames
from tonekiln.protocol.fields import Name

CATEGORIES = {
    "drums", "bass", "harmony", "melody", "texture", "transition", "impact", "ambience", "live",
}  # fmt: skip
BARRED = [row for row in LOOPS if not row.preset.seconds]
TONICS = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"]


def pytest_generate_tests(metafunc):
    if "row_index" in metafunc.fixturenames:
        ids = [called(row) for row in ROWS]
        metafunc.parametrize("row_index", range(len(ROWS)), ids=ids)


def test_there_are_enough_in_every_category():
    assert len(ROWS) >= 64
    assert {row.category for row in ROWS} == CATEGORIES
    assert all(row.factory for row in ROWS)


def test_all_can_be_asked_for_by_name_over_the_wire():
    for row in ROWS:
        assert msgspec.convert(row.preset.name, Name)
        assert row.preset.tags
        assert row.preset.engines[0] == "sketch"
        assert len(row.preset.wording) >= 2


def test_every_word_of_a_preset_is_understood():
    unknown = {called(row): take_of(asked(row)).words_ignored for row in ROWS}
    assert {name: words for name, words in unknown.items() if words} == {}


def test_is_exactly_as_long_as_asked(row_index):
    wanted, fitted = clip(row_index)
    if wanted.bars:
        bars = bar_frames(wanted.bars, Meter(4, 4), Decimal(wanted.bpm), RATE)
        assert fitted.audio.shape == (2, bars)
    else:
        seconds = ROWS[row_index].preset.seconds
        assert fitted.audio.shape == (2, seconds_frames(seconds, RATE))


def test_has_no_direct_current(row_index):
    _, fitted = clip(row_index)
    assert np.abs(fitted.audio.mean(axis=1)).max() < 2e-3


def test_does_not_clip_and_is_as_loud_as_the_others(row_index):
    _, fitted = clip(row_index)
    assert fitted.true_peak_dbtp <= -1.0 + 0.005
    # Loops are levelled to -14 LUFS, one-shots by their peak.
    assert fitted.lufs <= -14 + 3
    assert fitted.lufs >= (-14 - 3 if not ROWS[row_index].preset.one_shot else -14 - 6)


def test_does_not_click(row_index):
    wanted, _ = clip(row_index)
    audio = take_of(wanted).audio
    steps = np.abs(np.diff(audio, axis=1))
    # Attacks are the steepest thing in music; a click is steeper than the steepest thousandth.
    assert steps.max() < 9 * np.percentile(steps, 99.9)


def test_loops_without_a_seam(row_index):
    if ROWS[row_index].preset.one_shot:
        return
    _, fitted = clip(row_index)
    assert fitted.seam.jump <= 1
    assert fitted.seam.slope <= 1


# What a loop plays at its bar lines may differ so much that no median speaks for them all. That
# these have no seam either is shown below: started elsewhere they are the same samples.
UNEVEN_BAR_LINES = {
    "bass/Long-808": "falls to its lowest root there, and steps up at the others",
    "bass/Wobble": "falls to its lowest root there, and steps up at the others",
    "drums/Lagos-night": "a fill of ringing congas runs into it",
}


def test_the_flux_at_the_seam_is_that_of_other_bar_lines():
    flux = {called(row): clip(ROWS.index(row))[1].seam.flux for row in LOOPS}
    outside = {name: value for name, value in flux.items() if not 0.8 <= value <= 1.5}
    assert set(outside) <= set(UNEVEN_BAR_LINES), outside
    assert all(value >= 0.65 for value in outside.values()), outside


@pytest.mark.parametrize("row", BARRED, ids=called)
def test_the_seam_is_a_place_like_any_other(row):
    """Started elsewhere, the loop is the same samples turned: nothing happens at its ends."""
    wanted = asked(row, rate=22_050, bars=min(row.preset.bars or 4, 2))
    turn = wanted.frames // 2
    turned = msgspec.structs.replace(wanted, pre_roll_frames=turn)
    straight, shifted = take_of(wanted).audio, take_of(turned).audio
    back = np.roll(shifted, -turn, axis=1)
    difference = np.sqrt(np.mean((back - straight) ** 2))
    # What is left is notes rounded to frames from another start.
    assert difference < 0.01 * np.sqrt(np.mean(straight**2))


def test_folds_to_mono_without_loss(row_index):
    """Two unrelated sides would lose 3 dB, sides against each other more."""
    audio = clip(row_index)[1].audio
    mono = audio.mean(axis=0)
    assert 10 * np.log10(np.mean(mono**2) / np.mean(audio**2)) >= -2.7


def test_most_are_heard_in_the_key_that_was_asked_for():
    heard = []
    for index, row in enumerate(TONAL):
        # Four keys a preset, all 24 between six presets.
        for place in range(index % 6, 24, 6):
            tonic, minor = place % 12, place >= 12
            key = TONICS[tonic] + ("m" if minor else "")
            bars = min(row.preset.bars or 4, 4)
            wanted = asked(row, rate=22_050, bars=bars, bpm="110", key=key)
            heard.append(key_of(take_of(wanted).audio, 22_050) == (tonic, minor))
    assert len(heard) >= 160
    assert np.mean(heard) >= 0.9


@pytest.mark.parametrize("row", [row for row in ROWS if row.category == "bass"], ids=called)
@pytest.mark.parametrize("key", ["C", "F#m", "Bb"])
def test_bass_presets_live_below_250_hz(row, key):
    take = take_of(asked(row, key=key, bpm="120", bars=2))
    assert share_below(take.audio, RATE, 250) >= 0.8


def test_names_are_plain():
    assert all(re.fullmatch(r"[A-Za-z0-9 -]+", row.preset.name) for row in ROWS)

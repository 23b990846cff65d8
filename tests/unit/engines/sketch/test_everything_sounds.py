"""Whatever the vocabulary can name makes a sound, as a loop and as a one-shot."""

from __future__ import annotations

import numpy as np
import pytest

from tonekilnd.engines.sketch.instruments import PATCHES
from tonekilnd.engines.sketch.reading import sounds
from tonekilnd.engines.sketch.textures import TEXTURES
from tonekilnd.engines.sketch.transitions import TRANSITIONS

RATE = 22_050


def first_phrases(vocabulary):
    """One phrase for each thing that can be named."""
    phrases = {}
    for phrase, (sense,) in vocabulary.items():
        phrases.setdefault(sense.value, phrase)
    return sorted(phrases.values())


NAMED = [
    *first_phrases(sounds.PIECES),
    *first_phrases(sounds.PATCHES),
    *first_phrases(sounds.TEXTURES),
    *first_phrases(sounds.EFFECTS),
    *first_phrases(sounds.PARTS),
]


def test_everything_is_named():
    assert len(NAMED) >= len(PATCHES) + len(TEXTURES) + len(TRANSITIONS) + 14 + 7


@pytest.mark.parametrize("phrase", NAMED)
def test_as_a_loop(record, phrase):
    take = record(f"only {phrase}", bars=2, rate=RATE)
    assert np.sqrt(np.mean(take.audio**2)) > 0.01
    assert take.words_ignored == ()
    assert take.notes == ()


@pytest.mark.parametrize("phrase", NAMED)
def test_as_a_one_shot(record, phrase):
    take = record(phrase, seconds=1.5, one_shot=True, rate=RATE)
    level = np.abs(take.audio).max(axis=0)
    assert level.max() > 0.1
    # It has ended where the clip does.
    assert level[-1] < 0.01


@pytest.mark.parametrize("seconds", [0.05, 0.3, 5.0])
@pytest.mark.parametrize("one_shot", [True, False])
def test_any_length_by_seconds(record, seconds, one_shot):
    for words in ("rain", "riser", "snare", "piano chords", "lo-fi beat"):
        take = record(words, seconds=seconds, one_shot=one_shot, rate=RATE)
        assert take.audio.shape == (2, int(seconds * RATE + 0.5))
        assert np.isfinite(take.audio).all()


@pytest.mark.parametrize("meter", ["3/4", "6/8", "7/8", "5/4", "12/8", "2/2", "13/16", "1/16"])
@pytest.mark.parametrize("bpm", ["20", "399.5"])
def test_any_meter_at_the_ends_of_the_tempo_range(record, meter, bpm):
    take = record("house track", meter=meter, bpm=bpm, bars=2, rate=RATE, swing=1.0)
    assert np.isfinite(take.audio).all()
    assert np.abs(take.audio).max() > 0.1

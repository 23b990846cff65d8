"""How instruments are played: where notes end, where they lie in the picture."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from tests.unit.engines.sketch.takes import spec

from tonekilnd.engines.sketch.mix.console import Desk, mix
from tonekilnd.engines.sketch.music.grid import BarGrid
from tonekilnd.engines.sketch.parts.arrangement import arrange
from tonekilnd.engines.sketch.parts.part import Channel, Note, Part, Stem
from tonekilnd.engines.sketch.reading import read
from tonekilnd.engines.sketch.synth.organ import Organ

RATE = 32_000


def grid(bpm="60", bars=4):
    asked = spec("", bpm=bpm, bars=bars, rate=RATE)
    return BarGrid(asked.time_signature, asked.bpm, RATE, asked.frames, bars)


def rests(words, bpm):
    """Seconds between each note of the one part and the next."""
    (part,) = arrange(read(words, ""), grid(bpm), None, None, 1, None).parts
    quarter = 60 / float(bpm)
    pairs = itertools.pairwise(part.notes)
    return np.array([after.at - note.at - note.length for note, after in pairs]) * quarter


@pytest.mark.parametrize("bpm", ["40", "60", "120"])
def test_long_notes_are_held_until_shortly_before_the_next(bpm):
    assert rests("only bass, sub bass, ambient", bpm).max() <= 0.071


def test_staccato_leaves_most_of_a_note_out():
    assert rests("only bass, sub bass, ambient, staccato", "60").max() > 1


def balance(midi, spread):
    """Level of the right side over the left, decibels."""
    channel = Channel(spread=spread, reverb=0.0)
    note = Part(Stem.HARMONY, Organ(click=0.0, leslie=0.0), (Note(0, 1, midi, 0.8),), channel)
    left, right = np.sum(mix([note], Desk(grid(), "room"), lambda: None) ** 2, axis=1)
    return 10 * np.log10(right / left)


def test_a_keyboard_lies_from_low_left_to_high_right():
    assert balance(40, 0.6) < -2
    assert abs(balance(62, 0.6)) < 0.1
    assert balance(84, 0.6) > 2
    assert abs(balance(40, 0.0)) < 0.1

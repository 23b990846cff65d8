"""Prompts made to fit: facts stay, words go from the end, and what went is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonekilnd.musical_words import Kind, shortened, stated


def at_most(words):
    return lambda text: len(text.split()) <= words


def in_characters(count):
    return lambda text: len(text) <= count


def test_what_fits_stays_as_it_is():
    assert shortened("  odd   spaces, 120 bpm ", at_most(9)).text == "  odd   spaces, 120 bpm "


def test_tempo_key_and_meter_survive_and_the_words_go_from_the_end():
    made = shortened("one two three four five six, 120 bpm, A minor, 3/4 time", at_most(10))
    assert made.text == "one two three four, 120 bpm, A minor, 3/4 time"
    assert made.cut == ("five", "six")


def test_facts_in_the_middle_stay_where_they_are():
    made = shortened("techno at 120 bpm with many more words here", at_most(5))
    assert made.text == "techno at 120 bpm with"
    assert made.cut == ("many", "more", "words", "here")


def test_a_sentence_without_spaces_is_cut_within():
    made = shortened("ドラムとベースとピアノとギターの静かな夜の歌, 120 bpm", in_characters(20))
    assert made.text.startswith("ドラムとベース")
    assert made.text.endswith("120 bpm")
    assert made.cut


def test_where_not_even_the_facts_fit_they_go_too():
    made = shortened("120 bpm, A minor, pad", in_characters(9))
    assert made.text == "120 bpm"
    assert made.cut == ("A minor", "pad")


WORDS = st.lists(
    st.sampled_from(
        ["pad", "dusty,", "120 bpm", "in A minor", "7/8", "ドラム" * 9, "🥁", "x" * 50]
    ),
    max_size=30,
).map(" ".join)


@given(WORDS | st.text(max_size=120), st.integers(0, 80))
@pytest.mark.parametrize("count", [at_most, in_characters])
def test_it_fits_and_everything_is_there_or_named(count, text, room):
    fits = count(room)
    made = shortened(text, fits)
    assert fits(made.text) or not made.text
    kept = "".join(made.text.split()) + "".join("".join(made.cut).split())
    for letter in set("".join(text.split())) - set(",;.:!?"):
        assert kept.count(letter) == text.count(letter)


@given(WORDS)
def test_the_first_of_each_kind_survives_wherever_there_is_room_for_it(text):
    first = {kind: next((s for s in stated(text) if s.kind is kind), None) for kind in Kind}
    made = shortened(text, at_most(8))
    for one in filter(None, first.values()):
        assert one.typed in made.text

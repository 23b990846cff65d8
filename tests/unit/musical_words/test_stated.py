"""Tempi, keys and meters are found as such, and nothing else is."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonekiln.protocol import Meter
from tonekilnd.musical_words import Key, Kind, folded, key_in_words, key_of, stated


def only(text):
    (one,) = stated(text)
    return one


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("140bpm", 140, 140), ("140 BPM", 140, 140), ("at 140 beats per minute", 140, 140),
        ("174 bpm dnb", 174, 174), ("140-bpm", 140, 140), ("bpm=90", 90, 90), ("BPM 90", 90, 90),
        ("tempo of 88", 88, 88), ("tempo: 88.5 bpm", "88.5", "88.5"), ("92,5 bpm", "92.5", "92.5"),
        ("120–130 bpm", 120, 130), ("90 to 100bpm", 90, 100), ("♩=60", 60, 60),
        ("140 b.p.m.", 140, 140), ("１４０ｂｐｍ", 140, 140), ("ドラム140bpmの", 140, 140),
        ("1000 bpm", 1000, 1000),
    ],
)  # fmt: skip
def test_tempi(text, low, high):
    tempo = only(text).value
    assert (tempo.low, tempo.high) == (Decimal(low), Decimal(high))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("in D minor", Key(2, "minor")), ("key of F# major", Key(6, "major")),
        ("Am", Key(9, "minor")), ("Ebm", Key(3, "minor")), ("C#min", Key(1, "minor")),
        ("Bbmaj", Key(10, "major")), ("A min", Key(9, "minor")), ("f#m", Key(6, "minor")),
        ("C-sharp minor", Key(1, "minor")), ("E flat major", Key(3, "major")),
        ("D dorian", Key(2, "dorian")), ("G MIXOLYDIAN", Key(7, "mixolydian")),
        ("A aeolian", Key(9, "minor")), ("F harmonic minor", Key(5, "minor")),
        ("F♯ minor", Key(6, "minor")), ("B♭ major", Key(10, "major")), ("in C", Key(0, "major")),
        ("in the key of Bb", Key(10, "major")), ("key: a", Key(9, "major")),
        ("techno, a minor, dark", Key(9, "minor")), ("drums in a minor", Key(9, "minor")),
        ("pads in A minor mood", Key(9, "minor")), ("A minor techno", Key(9, "minor")),
        ("H-Moll", Key(11, "minor")), ("B-Dur", Key(10, "major")), ("Es-Dur", Key(3, "major")),
        ("fis moll", Key(6, "minor")), ("As-Dur", Key(8, "major")), ("a-moll", Key(9, "minor")),
        ("la menor", Key(9, "minor")), ("ré mineur", Key(2, "minor")),
        ("si bémol majeur", Key(10, "major")), ("fa diesis minore", Key(6, "minor")),
    ],
)  # fmt: skip
def test_keys(text, key):
    assert only(text).value == key


@pytest.mark.parametrize(
    ("text", "meter"),
    [("3/4", "3/4"), ("in 7/8", "7/8"), ("6/8 time", "6/8"), ("12/8 groove", "12/8"),
     ("３／４", "3/4")],
)  # fmt: skip
def test_meters(text, meter):
    assert only(text).value == Meter.parse(meter)


@pytest.mark.parametrize(
    "text",
    [
        "keyboard", "keys", "monkey", "low-key", "major key change", "a minor third",
        "A minor third", "a major seventh feeling", "in a minor mood", "A major drop", "I am",
        "Am I dreaming", "Am Abend", "at 3 Am", "AM radio", "EBM", "ebm", "fm bass", "FM",
        "C major 7", "Cm7", "Em-Am-C", "vitamin C", "in A dark room", "in C++", "24/7", "1/8 note",
        "1/16 hats", "3/16 delay", "9/11", "bpm", "140", "120 bars", "tempo 16 bars", "808s",
        "la mayor parte", "minor", "in between", "33/4", "0/4", "3/4/5",
    ],
)  # fmt: skip
def test_nothing_is_guessed(text):
    assert stated(text) == ()


@pytest.mark.parametrize(
    ("key", "words"),
    [("C", "C major"), ("Am", "A minor"), ("bb minor", "Bb minor"), ("D dorian", "D dorian"),
     ("F♯m", "F# minor"), ("E♭ maj", "Eb major")],
)  # fmt: skip
def test_a_requests_key_in_words_is_that_key(key, words):
    assert key_in_words(key) == words
    assert only(words).value == key_of(key)


@given(st.text(max_size=200))
def test_statements_lie_in_the_text_in_order_and_apart(text):
    end = 0
    for one in stated(text):
        assert end <= one.start < one.end <= len(text)
        assert one.typed == text[one.start : one.end]
        assert one.kind in Kind
        end = one.end


@given(st.text(max_size=80), st.booleans())
def test_what_was_folded_is_found_again_as_typed(text, case):
    plain = folded(text, case=case)
    assert len(plain.plain) == len(plain.places)
    assert list(plain.places) == sorted(plain.places)
    assert plain.typed(0, len(plain.plain)) in text


@pytest.mark.parametrize("word", ["ドラム", "тяжёлый", "über", "हिन्दी", "ＤＲＵＭＳ", "café\u0301"])
def test_a_word_is_shown_as_it_was_typed(word):
    plain = folded(f"x {word} y", case=False)
    start = plain.plain.index(" ") + 1
    assert plain.typed(start, plain.plain.rindex(" ")) == word

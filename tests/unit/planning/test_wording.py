"""What models are told: one tempo, one key, one meter, and they are the request's."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.example_engines import facts_of

from tonekiln.protocol import EngineKind, Meter
from tonekilnd.musical_words import Kind, key_of, stated
from tonekilnd.planning.wording import Worded, worded

NEURAL = facts_of("neural")
EXACT = facts_of("exact", exact=True, sample_rate=None, kind=EngineKind.PROCEDURAL)


def told(prompt, bpm=120, key=None, meter="4/4", *, facts=NEURAL, loop=True):
    return worded(prompt, Decimal(bpm), key, Meter.parse(meter), facts, loop=loop)


def sent(prompt, *asked, **more):
    return told(prompt, *asked, **more).prompt


def test_models_are_told_tempo_key_and_an_unusual_meter():
    assert sent("warm pads.", "92.5", "F#m") == "warm pads, 92.5 bpm, F# minor"
    assert sent("warm pads", 90, "C", "3/4") == "warm pads, 90 bpm, C major, 3/4 time"
    assert sent("", 90, "C", "7/8") == "90 bpm, C major, 7/8 time"


@pytest.mark.parametrize(
    "words",
    [
        "warm keyboard pad", "rhodes keys", "monkey drums", "turkey, low-key hockey", "key change",
        "major key change", "in a minor mood", "a minor third", "808 bass", "24/7 party",
        "1/8 delay", "EBM", "fm bass", "I am here", "80s", "hi-hats in a room", "ebm",
    ],
)  # fmt: skip
def test_words_that_only_look_like_them_switch_nothing_off(words):
    assert told(words, 90, "Am") == Worded(f"{words}, 90 bpm, A minor")


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        ("techno at 140bpm in D minor", "techno at 120 bpm in A minor"),
        ("house at 124 beats per minute", "house at 120 bpm, A minor"),
        ("174 bpm dnb", "120 bpm dnb, A minor"),
        ("pad, BPM: 90, key of F# major", "pad, 120 bpm, key of A minor"),
        ("tempo 92,5, Ebm", "120 bpm, A minor"),
        ("♩ = 60, B♭ major", "120 bpm, A minor"),
        ("120-130 bpm, C-sharp minor", "120 bpm, A minor"),
        ("from 100 bpm to 140 bpm", "from 120 bpm, A minor"),
        ("h-moll, ré mineur", "A minor, 120 bpm"),
        ("waltz 3/4", "waltz 4/4 time, 120 bpm, A minor"),
        ("１４０ｂｐｍ techno", "120 bpm techno, A minor"),
    ],
)
def test_the_requests_own_take_the_place_of_the_words(words, instead):
    assert sent(words, 120, "Am") == instead


def test_a_clash_is_said_and_an_agreement_is_not():
    clash = told("techno at 140bpm in D minor, 3/4", 120, "Am").notes
    assert clash == (
        "the words say 140bpm; it is made at 120, as the request says",
        "the words say D minor; it is made in A minor, as the request says",
        "the words say 3/4; it is made in 4/4, as the request says",
    )
    assert told("techno at 120 BPM in Am, 4/4", 120, "Am") == Worded("techno at 120 BPM in Am, 4/4")
    assert told("house, 118-122 bpm", 120).notes == ()


def test_a_tempo_agrees_as_far_as_it_is_written():
    assert sent("pads at 92 bpm", "92.4") == "pads at 92 bpm"
    assert sent("pads at 92 bpm", "92.6") == "pads at 92.6 bpm"


def test_without_a_key_the_words_own_stays():
    assert told("pads in D minor") == Worded("pads in D minor, 120 bpm")


def test_a_one_shot_has_no_tempo_and_no_meter():
    assert told("riser, 140 bpm, 3/4", loop=False) == Worded("riser, 140 bpm, 3/4")
    assert sent("stab", 120, "Am", loop=False) == "stab, A minor"


def test_the_procedural_engine_gets_the_words_alone_and_clashes_are_said():
    made = told("warm pads at 140 bpm", 90, "Am", facts=EXACT)
    assert made.prompt == "warm pads at 140 bpm"
    assert len(made.notes) == 1


FRAGMENTS = st.sampled_from(
    ["140 bpm", "140bpm", "bpm: 90", "90-100 bpm", "♩=60", "in D minor", "Am", "F♯m", "key of C",
     "h-moll", "3/4", "7/8 time", "1/8", "a minor", "C major 7", "keys", "pad", ",", ".", "to",
     "tempo", "bpm", "12", "/", "-", "in", "key", "ドラム", "\u200f", "🥁", "\n"]
)  # fmt: skip
PROMPTS = st.one_of(
    st.text(max_size=60),
    st.lists(FRAGMENTS, max_size=12).map(" ".join),
    st.lists(FRAGMENTS, max_size=12).map("".join),
)
TEMPI = st.decimals(20, 400, places=6) | st.integers(20, 400).map(Decimal)
KEYS = st.sampled_from(["C", "Am", "F#m", "bb minor", "D dorian", "E♭ maj", "g"])
METERS = st.sampled_from(["4/4", "3/4", "7/8", "12/8"])


@given(PROMPTS, TEMPI, KEYS, METERS)
def test_what_is_sent_holds_exactly_one_of_each_and_it_is_the_requests(prompt, bpm, key, meter):
    made = sent(prompt, bpm, key, meter)
    found = {kind: [one for one in stated(made) if one.kind is kind] for kind in Kind}
    assert [one.value.single and one.value.agrees(bpm) for one in found[Kind.TEMPO]] == [True]
    assert [one.value for one in found[Kind.KEY]] == [key_of(key)]
    assert {one.value for one in found[Kind.METER]} <= {Meter.parse(meter)}
    assert len(found[Kind.METER]) <= 1
    assert found[Kind.METER] or meter == "4/4"


@given(PROMPTS, TEMPI, KEYS, METERS)
def test_what_was_sent_is_sent_again_unchanged(prompt, bpm, key, meter):
    made = sent(prompt, bpm, key, meter)
    assert sent(made, bpm, key, meter) == made

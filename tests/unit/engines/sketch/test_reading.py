"""Words to wishes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tonekilnd.domain import TakeSpec
from tonekilnd.engines.sketch.instruments import PATCHES
from tonekilnd.engines.sketch.music.keys import Key
from tonekilnd.engines.sketch.reading import effects, read
from tonekilnd.engines.sketch.reading.reader import VOCABULARY
from tonekilnd.engines.sketch.reading.sense import Kind
from tonekilnd.engines.sketch.styles import STYLES
from tonekilnd.engines.sketch.textures import TEXTURES
from tonekilnd.engines.sketch.transitions import TRANSITIONS


def named(kind):
    return {str(s.value) for found in VOCABULARY.values() for s in found if s.kind is kind}


def test_every_name_in_the_vocabulary_exists_and_every_sound_can_be_named():
    assert named(Kind.STYLE) == set(STYLES)
    assert named(Kind.PATCH) == set(PATCHES)
    assert named(Kind.TEXTURE) == set(TEXTURES)
    assert named(Kind.EFFECT) == set(TRANSITIONS)
    pieces = {piece for style in STYLES.values() for piece in style.kit}
    assert named(Kind.PIECE) <= pieces


def test_no_is_for_the_next_thing_and_carries_over_or():
    wishes = read("bossa nova guitar without drums or bass, bright")
    assert wishes.without == {"drums", "bass"}
    assert wishes.patches == ("acoustic guitar",)
    assert wishes.brightness == 1
    assert "no drums" in wishes.understood


def test_a_negative_prompt_needs_no_no():
    wishes = read("house", "drums, bright")
    assert wishes.without == {"drums"}
    assert wishes.brightness == -1


def test_only_and_alone_are_heard_before_and_after():
    assert read("only bass").only
    assert read("drums only").only


@pytest.mark.parametrize(
    ("prompt", "key"),
    [
        ("deep house in F# minor", Key(6, "minor")),
        ("Bbm pads", Key(10, "minor")),
        ("D dorian jam", Key(2, "dorian")),
        ("piano in the key of C", Key(0, "major")),
        ("C-sharp minor", Key(1, "minor")),
        ("a major seventh feeling", None),
        ("a drum loop in a room", None),
    ],
)
def test_keys_in_words(prompt, key):
    assert read(prompt).key == key


def test_tempo_meter_and_length_are_understood_but_change_nothing():
    wishes = read("house drums 124 bpm 4/4 8 bars")
    assert wishes.ignored == ()
    assert wishes.theme == read("house drums").theme


@pytest.mark.parametrize(
    ("prompt", "understood", "ignored"),
    [
        ("ドラム", (), ("ドラム",)),
        ("тяжёлый über Bass", ("Bass",), ("тяжёлый", "über")),
        ("BATERÍA, no  Klavier", ("BATERÍA", "no Klavier"), ()),
        ("हिन्दी संगीत", (), ("हिन्दी", "संगीत")),
        ("می‌خواهم drums", ("drums",), ("می‌خواهم",)),
        ("ＤＲＵＭＳ", ("ＤＲＵＭＳ",), ()),
        ("Über-Bass", ("Bass",), ("Über",)),
        ("drums 🔥🔥", ("drums",), ("🔥🔥",)),
        ("Drum  and\nBass", ("Drum and Bass",), ()),
        ("Purple purple PURPLE", (), ("Purple",)),
    ],
)
def test_words_are_shown_as_they_were_typed(prompt, understood, ignored):
    wishes = read(prompt)
    assert (wishes.understood, wishes.ignored) == (understood, ignored)


def test_how_a_word_is_typed_changes_nothing_that_is_heard():
    assert read("über drums 🔥").theme == read("Uber DRUMS").theme


@pytest.mark.parametrize(("prompt", "era"), [("80s drums", "80s"), ("1990s house", "90s")])
def test_decades_are_no_seconds(prompt, era):
    assert read(prompt).era == era
    assert read("808s").patches == ("808 bass",)


REQUEST = TakeSpec(
    prompt="", negative="", seed=1, sample_rate=48_000, frames=4 * 96_000, pre_roll_frames=0,
    bpm=Decimal(120), meter="4/4", bars=4, key="Am",
)  # fmt: skip


@pytest.mark.parametrize(
    ("prompt", "changes", "followed", "without"),
    [
        ("techno at 140bpm in D minor", {}, (), ("140bpm", "D minor")),
        ("120 BPM, Am, 4/4, 4 bars", {}, ("120 BPM", "Am", "4/4", "4 bars"), ()),
        ("a-moll, 3/4, 8 bars", {}, ("a-moll",), ("3/4", "8 bars")),
        ("in D minor, then E major", {"key": None}, ("D minor",), ("E major",)),
        ("D locrian", {"key": None}, (), ("D locrian",)),
        ("8 seconds, 3 s", {"bars": None}, ("8 seconds",), ("3 s",)),
    ],
)
def test_facts_count_only_where_the_request_says_no_other(prompt, changes, followed, without):
    assert effects(read(prompt).facts, replace(REQUEST, **changes)) == (followed, without)


def test_a_key_that_should_not_sound_is_no_key_and_is_named():
    wishes = read("piano", "D minor, drums")
    assert wishes.key is None
    assert wishes.ignored == ("D minor",)


def test_longest_phrase_wins():
    assert read("drum and bass").styles == ("drum and bass",)
    assert read("bass drum").pieces == ("kick",)
    assert read("bass drum").parts == frozenset()
    assert read("felt piano").patches == ("felt piano",)


@pytest.mark.parametrize(
    ("prompt", "part"),
    [("Schlagzeug", "drums"), ("batería", "drums"), ("mélodie", "melody"), ("baixo", "bass")],
)
def test_common_words_of_other_languages(prompt, part):
    assert part in read(prompt).parts


def test_reports_every_word_it_did_not_know_once():
    wishes = read("wobbly purple purple house")
    assert wishes.ignored == ("wobbly", "purple")
    assert wishes.understood == ("house",)


@given(st.text(max_size=300), st.text(max_size=60))
def test_reads_anything(prompt, negative):
    wishes = read(prompt, negative)
    assert -1 <= wishes.density <= 1
    assert wishes == read(prompt, negative)

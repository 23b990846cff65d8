from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.unit.timeline.clips import clip_of

from tonekiln.protocol.fields import PlaceAt
from tonekiln.timeline.errors import Refused, Vanished
from tonekiln.timeline.letters import Letter
from tonekiln.timeline.road import Placement, Road
from tonekiln.timeline.spot import Spot


class Answering:
    """A channel that remembers what it was asked and answers what it was told to."""

    def __init__(self, **answer: str) -> None:
        self.answer = answer
        self.asked: list[Mapping[str, str]] = []

    def listening(self) -> bool:
        return True

    def ask(self, fields: Mapping[str, str], seconds: float) -> Letter:
        self.asked.append(fields)
        return self.answer


@pytest.fixture
def wav(tmp_path: Path) -> Path:
    (tmp_path / "drums.wav").write_bytes(b"audio")
    return tmp_path / "drums.wav"


def test_a_script_is_told_what_it_needs_and_no_more(wav: Path) -> None:
    channel = Answering(ok="1", track="T", sample="7", sample_rate="44100", bar="1", item="x")
    clip = clip_of(wav, bpm=127.37, bars=None, one_shot=True)
    placed = Road("test", "Test", channel).place(clip, Spot(PlaceAt.BAR, 3), replacing="y")
    assert placed == Placement("test", "T", "x", sample=7, sample_rate=44_100, bar=1)
    (asked,) = channel.asked
    assert asked == {
        "verb": "place",
        "path": str(wav),
        "name": "drums",
        "clip_id": clip.clip_id,
        "bpm": "127.37",
        "meter": "4/4",
        "bars": "",
        "frames": "96000",
        "sample_rate": "48000",
        "channels": "2",
        "loops": "",
        "at": "bar",
        "bar": "3",
        "replacing": "y",
    }


def test_a_refusal_without_a_hint_still_says_where_the_clip_is(wav: Path) -> None:
    road = Road("test", "Test", Answering(error="no room"))
    with pytest.raises(Refused, match="Test: no room") as error:
        road.place(clip_of(wav), Spot())
    assert str(wav) in error.value.hint


def test_an_answer_that_cannot_be_read_is_an_error_like_any_other(wav: Path) -> None:
    road = Road("test", "Test", Answering(ok="1", sample="a lot"))
    with pytest.raises(Vanished, match="unreadable"):
        road.place(clip_of(wav), Spot())


def test_a_clip_whose_file_is_gone_is_not_sent(tmp_path: Path) -> None:
    channel = Answering(ok="1")
    with pytest.raises(Refused, match="there is no file"):
        Road("test", "Test", channel).place(clip_of(tmp_path / "gone.wav"), Spot())
    assert channel.asked == []


@pytest.mark.parametrize(
    ("placement", "words"),
    [
        (Placement("r", "Drums", sample=480_000, bar=5), "bar 5 (sample 480000) of Drums"),
        (Placement("r", "Drums", beats=16.5, bar=5), "bar 5 (beat 16.5) of Drums"),
        (Placement("r", "Drums", slot=2), "slot 2 of Drums"),
    ],
)
def test_where_in_words(placement: Placement, words: str) -> None:
    assert placement.where == words

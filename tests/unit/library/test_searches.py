"""Searches cost nobody else anything, and are exact however long their words are."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.unit.library.test_store import CLIP

from tonekiln.protocol import SearchClips
from tonekiln.protocol.errors import Busy
from tonekilnd.database import open_database
from tonekilnd.library import searches
from tonekilnd.library.index import ClipIndex
from tonekilnd.library.search import conditions
from tonekilnd.library.store import Library

PROMPTS = [
    "a" * 2000,
    "ab" * 1000,
    "a" * 1999 + "b",
    "dusty extraordinarily-long-hyphenated drums",
    "extraordinarily short",
    "Тяжёлый-барабан-очень-длинное",
]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("searches")
    database = open_database(folder / "db")
    library = Library(folder / "library", ClipIndex(database), 0)
    for number, prompt in enumerate(PROMPTS):
        name = f"clip-{number}"
        path = str(folder / f"{name}.wav")
        clip = replace(CLIP, clip_id=name, name=name, path=path, prompt=prompt, engine="e")
        library.add(clip, "j")
    yield library
    library.end()
    database.close()


def found(library: Library, words: str) -> set[str]:
    clips, total = library.search(SearchClips(words=words))
    assert total == len(clips)
    return {clip.prompt for clip in clips}


@given(st.sampled_from(PROMPTS), st.integers(0, 1999), st.integers(1, 2000), st.booleans())
def test_a_part_of_any_length_is_found_and_nothing_else(library, prompt, start, length, other):
    words = prompt[start : start + length]
    if other:
        words = words[:-1] + "x"
    texts = {prompt: f"{prompt} clip-{n} e".lower() for n, prompt in enumerate(PROMPTS)}
    assert found(library, words) == {
        prompt for prompt, text in texts.items() if all(w in text for w in words.lower().split())
    }


def test_no_word_is_looked_up_letter_by_letter_to_its_end() -> None:
    asked = conditions(SearchClips(words=" ".join(["a" * 61] * 31)))
    assert sum(len(str(value)) for value in asked.values if '"' in str(value)) < 20
    asked = conditions(SearchClips(words="ab" * 1000))
    assert len(str(asked.values[0])) < 20


def test_beside_the_loop_the_same_is_found_and_what_came_since(library) -> None:
    async def ask() -> None:
        for words in ("", "dusty", "a" * 1500, "nothing-of-that"):
            query = SearchClips(words=words)
            assert await library.look_for(query) == library.search(query)
        before = (await library.look_for(SearchClips(words="dusty")))[1]
        clip = replace(CLIP, clip_id="new", name="new", path="/new.wav", prompt="dusty too")
        library.add(clip, "j")
        try:
            assert (await library.look_for(SearchClips(words="dusty")))[1] == before + 1
        finally:
            library.remove("new")
        assert (await library.look_for(SearchClips(words="dusty")))[1] == before

    asyncio.run(ask())


def test_one_that_takes_too_long_is_broken_off(library, monkeypatch) -> None:
    monkeypatch.setattr(searches, "MOST_SECONDS", -1.0)
    monkeypatch.setattr(searches, "_STEPS_TO_A_LOOK", 1)

    async def ask() -> None:
        with pytest.raises(Busy, match="took longer") as refused:
            await library.look_for(SearchClips(words="a b dusty"))
        assert refused.value.field == "words"

    asyncio.run(ask())


def test_so_many_wait_and_no_more(library, monkeypatch) -> None:
    monkeypatch.setattr(searches, "MOST_WAITING", 2)

    async def ask() -> None:
        asked = [library.look_for(SearchClips(words="dusty")) for _ in range(5)]
        ended = await asyncio.gather(*asked, return_exceptions=True)
        assert [isinstance(end, Busy) for end in ended] == [False, False, True, True, True]

    asyncio.run(ask())

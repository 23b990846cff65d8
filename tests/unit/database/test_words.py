"""What searches look in is compared with the clips, and made anew where it disagrees."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.unit.library.test_store import CLIP

from tonekiln.protocol import SearchClips
from tonekilnd.database import checking, close_database, damage_found_in_peace, opening
from tonekilnd.database.opening import look_at, open_database
from tonekilnd.library.index import ClipIndex

HANDS = {
    "other words": "UPDATE traits SET words = 'x y z' WHERE number = 2",
    "other words in both": "UPDATE clips SET words = 'piano' WHERE number = 2; "
    "UPDATE traits SET words = 'piano' WHERE number = 2",
    "a row less": "DELETE FROM traits WHERE number = 2",
    "a row more": "INSERT INTO traits VALUES (9, 'x', 1, NULL, 'e', 0)",
    "a size less": "DELETE FROM trigrams_docsize WHERE id = 2",
    "a part less": "DELETE FROM trigrams_data WHERE id = (SELECT max(id) FROM trigrams_data)",
    "nothing": "DELETE FROM trigrams_data WHERE id > 10",
    "a favourite": "UPDATE traits SET favourite = 1 WHERE number = 2",
    "totals": "UPDATE totals SET bytes = 7",
    "no totals": "DELETE FROM totals",
}


@pytest.fixture
def path(tmp_path) -> Path:
    database = open_database(tmp_path / "tonekiln.db")
    for n in range(4):
        name = f"c{n}"
        clip = replace(CLIP, clip_id=name, path=f"/{name}.wav", name=name, prompt=f"dusty drum{n}")
        ClipIndex(database).add(clip, "j")
    close_database(database)
    return tmp_path / "tonekiln.db"


def laid_on(path: Path, statements: str) -> None:
    hand = sqlite3.connect(path, isolation_level=None)
    hand.executescript(statements)
    hand.close()


def found_in_peace(path: Path) -> str:
    return asyncio.run(damage_found_in_peace(path, lambda: True, 0.0))


def is_whole(path: Path, *, whole: bool) -> None:
    database = open_database(path, whole=whole)
    index = ClipIndex(database)
    for n in range(4):
        words = database.execute("SELECT words FROM clips WHERE number = ?", (n + 1,)).fetchone()[0]
        assert [c.clip_id for c in index.search(SearchClips(words=words))[0]] == [f"c{n}"]
    assert index.search(SearchClips(favourite=True))[1] == 0
    assert index.totals() == (4, 4 * CLIP.bytes)
    close_database(database)


@pytest.mark.parametrize("hand", HANDS)
def test_a_start_makes_it_anew_and_nothing_else(path, hand, monkeypatch) -> None:
    monkeypatch.setattr(checking, "_LOOK_SECONDS", 0.0)
    assert look_at(path).ok
    assert found_in_peace(path) == ""
    laid_on(path, HANDS[hand])
    assert found_in_peace(path)
    looks = look_at(path)
    assert not looks.ok
    assert looks.damaged  # which a start mends
    is_whole(path, whole=False)
    assert look_at(path).ok
    assert not look_at(path).set_aside


def test_a_large_one_is_made_anew_where_there_is_doubt(path, monkeypatch) -> None:
    monkeypatch.setattr(checking, "_CHECKED_WHOLE_BYTES", 0)
    laid_on(path, HANDS["other words"])
    close_database(opening.open_database(path))
    assert not look_at(path).ok
    is_whole(path, whole=True)
    assert look_at(path).ok

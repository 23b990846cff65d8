"""Whatever lies where a clip's file was is told in words, and nobody waits for it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from tests.unit.library.test_store import keep, library_of

from tonekiln.protocol.errors import InvalidRequest, NotFound, TonekilnError
from tonekilnd.database import open_database
from tonekilnd.library.marks import NAME, Marks
from tonekilnd.library.plan_lines import PlanLines
from tonekilnd.library.wav import read_audio, read_provenance

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no such things in folders there")

IN_THE_PLACE = {
    "a folder": Path.mkdir,
    "a pipe": getattr(os, "mkfifo", None),
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to itself": lambda path: path.symlink_to(path.name),
    "a name below a file": lambda path: path.symlink_to("/dev/null/x"),
}


@pytest.fixture
def library(tmp_path):
    database = open_database(tmp_path / "db")
    yield library_of(database, tmp_path / "library")
    database.close()


@pytest.mark.parametrize("what", IN_THE_PLACE)
def test_it_is_no_clip(library, what) -> None:
    clip = keep(library)
    path = Path(clip.path)
    path.unlink()
    IN_THE_PLACE[what](path)
    with pytest.raises(NotFound, match="cannot be read"):
        library.read_chunk(clip.clip_id, 0, 10)
    for read in (read_audio, read_provenance):
        with pytest.raises(TonekilnError):
            read(path)
    assert library.plan_in_a_clip(clip.plan_id) is None
    assert library.missing_of_plan(clip.plan_id) == []  # made again, it takes another place
    if what == "a folder":
        with pytest.raises(InvalidRequest, match="cannot be removed"):
            library.remove(clip.clip_id)
    else:
        library.remove(clip.clip_id)
        assert not os.path.lexists(path)


@pytest.mark.parametrize("offset", [10**6, 2**52, 2**53])
def test_past_the_end_of_a_file_there_is_nothing(library, offset) -> None:
    clip = keep(library)
    assert library.read_chunk(clip.clip_id, offset, 10) == (b"", clip.bytes)


def test_pipes_for_marks_and_plans_hold_nobody_up(library) -> None:
    clip = keep(library)
    marks, plans = Marks(library.folder), PlanLines(library.folder)
    for name in (NAME, "plans.jsonl"):
        os.mkfifo(library.folder / name)
    assert not plans.keep(b"{}")
    library.mark(clip.clip_id, pinned=True, favourite=None)
    assert marks.of(clip.clip_id) is None
    assert library.find(clip.clip_id).pinned

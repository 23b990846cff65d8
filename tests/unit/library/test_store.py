from __future__ import annotations

import errno
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from msgspec.structs import replace
from wavinfo import WavInfoReader

from tonekiln.protocol import Clip, SearchClips
from tonekiln.protocol.errors import InvalidRequest, NotFound, StorageFull
from tonekiln.protocol.publish.examples.library import CLIP as EXAMPLE
from tonekilnd.database import open_database
from tonekilnd.library.index import ClipIndex
from tonekilnd.library.store import Library

CLIP = replace(
    EXAMPLE,
    clip_id="0123456789abcdef",
    plan_id="p" * 32,
    path="",
    name="dusty-drums_120bpm_1bars_0123",
    prompt="dusty drums",
    frames=4_800,
    bpm=120.0,
    bars=1,
    seconds=0.1,
    seed=1,
    created="2026-01-02T03:04:05+00:00",
)
AUDIO = np.full((2, 4_800), 0.25, np.float32)


@pytest.fixture
def database(tmp_path):
    connection = open_database(tmp_path / "db")
    yield connection
    connection.close()


def library_of(database, folder: Path, quota: int = 0) -> Library:
    return Library(folder, ClipIndex(database), quota)


@pytest.fixture
def library(database, tmp_path) -> Library:
    return library_of(database, tmp_path / "library")


def keep(library: Library, **changes) -> Clip:
    written = library.write(replace(CLIP, **changes), AUDIO, b'{"plan": 1}', 0)
    library.add(written, "job")
    return written


def test_a_kept_clip_is_found_with_its_size_and_digest(library) -> None:
    clip = keep(library)
    assert Path(clip.path).stat().st_size == clip.bytes
    assert len(clip.audio_sha256) == 64
    assert library.find(clip.clip_id) == clip
    assert library.of_job("job") == [clip]


def test_two_clips_of_one_name_get_two_files(library) -> None:
    first, second = keep(library), keep(library, clip_id="f" * 16)
    assert first.path != second.path
    assert library.room().clips == 2


def test_the_index_can_be_made_anew_from_the_files(library, tmp_path) -> None:
    clip = keep(library)
    fresh = open_database(tmp_path / "other")
    again = library_of(fresh, library.folder)
    assert again.adopt_strays(lambda _plan: "") == 1
    assert again.find(clip.clip_id) == clip
    assert again.adopt_strays(lambda _plan: "") == 0
    fresh.close()


def test_strays_half_files_go_and_other_peoples_files_stay(library) -> None:
    (library.folder / ".0123.part").write_bytes(b"RIFF")
    (library.folder / "holiday.wav").write_bytes(b"RIFF\x00\x00\x00\x00WAVE")
    (library.folder / "notes.txt").write_text("mine")
    assert library.adopt_strays(lambda _plan: "") == 0
    assert sorted(p.name for p in library.folder.iterdir()) == ["holiday.wav", "notes.txt"]


def test_a_full_quota_refuses_before_anything_is_made_and_says_what_to_do(
    database, tmp_path
) -> None:
    library = library_of(database, tmp_path / "library", quota=60_000)
    library.check_room(28_800)
    keep(library)
    keep(library, clip_id="f" * 16)
    with pytest.raises(StorageFull) as refusal:
        library.check_room(28_800)
    assert "tonekiln library rm" in refusal.value.hint


def test_pinned_clips_stay_whatever_is_asked(library) -> None:
    clip = keep(library)
    library.mark(clip.clip_id, pinned=True, favourite=None)
    with pytest.raises(InvalidRequest, match="pinned"):
        library.remove(clip.clip_id)
    assert Path(clip.path).exists()


def test_removing_removes_file_and_entry(library) -> None:
    clip = keep(library)
    assert library.remove(clip.clip_id).removed
    assert not Path(clip.path).exists()
    with pytest.raises(NotFound):
        library.find(clip.clip_id)


def test_marks_survive_and_leave_each_other_alone(library) -> None:
    clip = keep(library)
    library.mark(clip.clip_id, pinned=None, favourite=True)
    library.mark(clip.clip_id, pinned=True, favourite=None)
    marked = library.find(clip.clip_id)
    assert (marked.pinned, marked.favourite) == (True, True)
    assert library.search(SearchClips(favourite=True))[1] == 1
    assert library.search(SearchClips(favourite=False))[1] == 0


def test_a_library_that_was_moved_keeps_its_marks(database, tmp_path) -> None:
    library = library_of(database, tmp_path / "library")
    clip = keep(library)
    library.mark(clip.clip_id, pinned=True, favourite=True)
    library.folder.rename(tmp_path / "moved")
    moved = library_of(database, tmp_path / "moved")
    assert moved.adopt_strays(lambda plan_id: "") == 1
    found = moved.find(clip.clip_id)
    assert (found.pinned, found.favourite) == (True, True)
    assert Path(found.path).parent == tmp_path / "moved"


def test_a_copy_beside_its_original_is_a_clip_of_its_own(library) -> None:
    clip = keep(library)
    library.mark(clip.clip_id, pinned=True, favourite=None)
    copied = Path(clip.path).with_name("my copy.wav")
    shutil.copyfile(clip.path, copied)
    assert library.adopt_strays(lambda plan_id: "") == 1
    assert library.find(clip.clip_id).path == clip.path
    assert library.find(clip.clip_id).pinned
    copy = next(c for c in library.search(SearchClips())[0] if c.path == str(copied))
    assert (copy.name, copy.pinned) == ("my copy", False)
    assert library.adopt_strays(lambda plan_id: "") == 0
    library.remove(copy.clip_id)
    assert Path(clip.path).exists()


@pytest.mark.parametrize(
    ("words", "found"), [("dusty", 1), ("DRUMS sketch", 1), ("dusty bass", 0), ("_", 1), ("%", 0)]
)
def test_every_word_must_occur(library, words, found) -> None:
    keep(library)
    assert library.search(SearchClips(words=words))[1] == found


@pytest.mark.parametrize("key", ["Am", "a minor", "A min"])
def test_a_key_is_found_however_it_is_spelled(library, key) -> None:
    keep(library)
    assert library.search(SearchClips(key=key))[1] == 1


def test_files_are_read_in_chunks_for_other_machines(library) -> None:
    clip = keep(library)
    whole = Path(clip.path).read_bytes()
    got = b""
    while len(got) < clip.bytes:
        chunk, size = library.read_chunk(clip.clip_id, len(got), 1_000)
        assert size == clip.bytes
        got += chunk
    assert got == whole
    Path(clip.path).unlink()
    with pytest.raises(NotFound, match="gone"):
        library.read_chunk(clip.clip_id, 0, 10)


def test_a_file_by_itself_says_what_its_licence_forbids(library) -> None:
    clip = keep(
        library, licence="CC-BY-NC 4.0", licence_url="https://example.org/nc", non_commercial=True
    )
    info = WavInfoReader(clip.path).info
    assert info.copyright == "CC-BY-NC 4.0, not for commercial use, https://example.org/nc"
    assert WavInfoReader(keep(library, clip_id="e" * 16).path).info.copyright == "MIT"


def test_words_are_found_in_any_script_and_case_and_however_they_were_typed(library) -> None:
    keep(library, prompt="Тяжёлый ト\u3099ラム", name="тяжёлый-ドラム_1bar_0123")
    for words in ("ТЯЖЁЛЫЙ", "тяже\u0308лый", "ドラム", "ト\u3099"):
        assert library.search(SearchClips(words=words))[1] == 1, words


def test_a_disk_that_knows_no_such_letters_gets_plain_ones(library, monkeypatch) -> None:
    import os

    link = os.link

    def refusing(source, target, **options) -> None:
        if not str(target).isascii():
            raise OSError(errno.EILSEQ, "no such letters here", str(target))
        link(source, target, **options)

    monkeypatch.setattr(os, "link", refusing)
    clip = keep(library, name="тяжёлый-ドラム_1bar_0123")
    assert clip.name == "тяжёлый-ドラム_1bar_0123"
    assert Path(clip.path).name == "tyazhelyy-doramu_1bar_0123.wav"
    assert [p.name for p in library.folder.iterdir()] == [Path(clip.path).name]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows' time zone is the whole system's")
def test_a_clip_says_when_it_was_made_by_the_clock_on_the_wall(library, monkeypatch) -> None:
    import time

    monkeypatch.setenv("TZ", "Pacific/Kiritimati")  # 14 hours ahead
    time.tzset()
    try:
        clip = keep(library, created="2026-01-02T12:04:05+00:00")
    finally:
        monkeypatch.undo()
        time.tzset()
    bext = WavInfoReader(clip.path).bext
    assert (bext.originator_date, bext.originator_time) == ("2026-01-03", "02:04:05")
    assert clip.created == "2026-01-02T12:04:05+00:00"


def test_a_full_disk_says_how_much_must_be_free(library, monkeypatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=20 << 20))
    with pytest.raises(StorageFull, match="20 MB free; 66 MB are needed, 64 MB of them"):
        library.check_room(1_800_000)


def test_room_that_was_promised_is_not_promised_again(database, tmp_path) -> None:
    library = library_of(database, tmp_path / "library", quota=100_000)
    library.check_room(57_600, promised=28_800)
    with pytest.raises(StorageFull, match="are being made"):
        library.check_room(57_600, promised=57_600)


@pytest.mark.parametrize(
    "words",
    ['"', '"dusty', "dusty OR x", "du*", "(", "words:dusty", "\0dusty\0", "-dusty", "'; DROP"],
)
def test_words_are_only_words(library, words) -> None:
    keep(library)
    expected = words.strip("\0") == "dusty"
    assert library.search(SearchClips(words=words))[1] == int(expected)


@pytest.mark.parametrize("text", ["夜", "雨音", "東京の夜", "é", "Ünï", "ドラ", "🥁"])
def test_parts_of_words_of_any_length_are_found_in_any_script(library, text) -> None:
    clip = keep(library, prompt=f"a{text}b of drums")
    keep(library, prompt="other", clip_id="f" * 16)
    for words in (text, text.upper(), f"{text} drums", f"drums a{text}"):
        assert library.search(SearchClips(words=words)) == ([clip], 1), words
    assert library.search(SearchClips(words=text, engine="other"))[1] == 0


def test_a_clip_is_found_by_what_a_person_calls_it(library) -> None:
    clip = keep(library)
    keep(library, clip_id="f" * 16, name="other")
    for name in (clip.clip_id, clip.clip_id[:5], clip.name, Path(clip.path).name, clip.path):
        assert library.search(SearchClips(called=name)) == ([clip], 1), name
    for name in ("%", "_", "0%", "nobody", clip.name[:-1], "sketch"):
        assert library.search(SearchClips(called=name))[1] == 0, name


def test_totals_follow_whatever_happens(library) -> None:
    clips = [keep(library, clip_id=f"{n:016x}", name=f"n{n}") for n in range(5)]
    library.add(clips[1], "again")
    library.add(replace(clips[2], clip_id="e" * 16), "took its path")
    library.remove(clips[3].clip_id)
    room = library.room()
    assert (room.clips, room.used_bytes) == (4, 4 * clips[0].bytes)
    assert library.search(SearchClips())[1] == 4
    assert library.search(SearchClips(words="dusty"))[1] == 4

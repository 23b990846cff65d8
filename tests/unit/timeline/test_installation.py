from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from tonekiln.home import Home
from tonekiln.platform.privacy import open_to_others
from tonekiln.protocol.errors import InvalidRequest, NotFound
from tonekiln.timeline.installation import (
    first_existing,
    quoted,
    record_of,
    records_in,
    remove,
)
from tonekiln.timeline.leaving import leave
from tonekiln.timeline.roads import DAWS, daw_named

EVERY_DAW = pytest.mark.parametrize("name", list(DAWS))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home with space")


@EVERY_DAW
def test_what_is_written_is_whole_and_taken_away_whole(name: str, home, tmp_path: Path) -> None:
    folder = tmp_path / "daw"
    (folder / "theirs").mkdir(parents=True)
    plan = DAWS[name].installation(home, folder)
    assert {file.state for file in plan.files} == {"new"}
    assert plan.write() == [file.target for file in plan.files]
    again = DAWS[name].installation(home, folder)
    assert again.current
    assert again.write() == []
    assert not [file.target for file in plan.files if "@" in file.text.replace('"@" .. path', "")]
    removed = remove(plan.record, may_remove=lambda path: False)
    assert sorted(removed) == sorted(file.target for file in plan.files)
    assert not any(file.target.exists() for file in plan.files)
    assert (folder / "theirs").exists()


@EVERY_DAW
def test_every_private_file_is_closed_to_others(name: str, home, tmp_path: Path) -> None:
    plan = DAWS[name].installation(home, tmp_path)
    plan.write()
    for file in plan.files:
        if file.private:
            assert not open_to_others(file.target)
        elif sys.platform != "win32":  # where a mode says nothing
            assert stat.S_IMODE(file.target.stat().st_mode) & 0o022 == 0
    for folder in plan.folders:
        assert folder.is_dir()


def test_an_edited_file_is_noticed_and_kept(home, tmp_path: Path) -> None:
    plan = DAWS["reaper"].installation(home, tmp_path)
    plan.write()
    edited = plan.files[0].target
    edited.write_text("-- mine")
    assert DAWS["reaper"].installation(home, tmp_path).edited() == [edited]
    asked = []
    remove(plan.record, may_remove=lambda path: bool(asked.append(path)))
    assert asked == [edited]
    assert edited.read_text() == "-- mine"


def test_a_newer_version_replaces_its_own_files_unasked(home, tmp_path: Path) -> None:
    plan = DAWS["reaper"].installation(home, tmp_path)
    plan.files[0].target.parent.mkdir(parents=True)
    plan.write()
    moved = DAWS["reaper"].installation(Home(tmp_path / "another home"), tmp_path)
    assert moved.files[0].state == "replaces"
    record = plan.record.read_bytes()
    moved.record.parent.mkdir(parents=True)
    moved.record.write_bytes(record)
    assert moved.edited() == []


@EVERY_DAW
def test_an_uninstaller_takes_away_what_was_installed_but_not_what_was_changed(
    name: str, home, tmp_path: Path
) -> None:
    folder = tmp_path / "daw"
    folder.mkdir()
    plan = DAWS[name].installation(home, folder)
    assert leave(home) == []
    plan.write()
    changed = plan.files[0].target
    changed.write_text("mine", encoding="utf-8")
    record_of(home, "unreadable").write_bytes(b"{")
    assert set(leave(home)) == {file.target for file in plan.files} - {changed}
    assert changed.read_text("utf-8") == "mine"
    assert records_in(home) == [record_of(home, "unreadable")]


def test_nothing_installed_is_said(home) -> None:
    with pytest.raises(NotFound):
        remove(home.root / "daw" / "live-files.json", may_remove=lambda path: True)


def test_an_unknown_daw_and_a_missing_folder_say_what_may_be(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest) as error:
        daw_named("cubase")
    assert "ardour" in error.value.bound
    with pytest.raises(InvalidRequest, match="not there") as error:
        first_existing([tmp_path / "no"])
    assert "--folder" in error.value.hint


def test_paths_become_literals_that_lua_python_and_javascript_read() -> None:
    assert quoted(Path('/a "b"/c')) == '"/a \\"b\\"/c"'

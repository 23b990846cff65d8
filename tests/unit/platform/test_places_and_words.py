from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest
from tests.patience import PATIENCE_SECONDS

import tonekiln
from tonekiln.platform import access_lists, commands, folders, players, privacy


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The documents are where the system says, as OneDrive moves them, not under the home."""
    documents = tmp_path / "OneDrive" / "Dokumente"
    monkeypatch.setattr(platformdirs, "user_documents_path", lambda: documents)
    monkeypatch.setattr(platformdirs, "user_music_path", lambda: tmp_path / "Music")
    return documents


@pytest.mark.usefixtures("on_windows")
def test_windows_says_where_documents_are(moved: Path) -> None:
    assert folders.documents() == folders.music_library() == moved
    assert folders.documents_of_programs() == moved


@pytest.mark.usefixtures("on_a_mac")
def test_a_mac_keeps_music_apart(moved: Path) -> None:
    assert folders.music_library().name == "Music"
    assert folders.documents_of_programs() == moved


def test_programs_on_linux_use_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    assert folders.documents_of_programs() == tmp_path
    assert folders.settings_of("REAPER") == tmp_path / ".config" / "REAPER"


def test_words_for_a_shell() -> None:
    path = Path("my songs/it's")
    assert commands.end_process(12) == "kill 12"
    assert commands.show_rights(path) == "ls -ld 'my songs/it'\"'\"'s'"
    assert commands.close_to_others(path).startswith("chmod go-rwx '")
    assert commands.install("alsa-utils") == "apt-get install alsa-utils"


@pytest.mark.usefixtures("on_windows")
def test_words_for_windows() -> None:
    assert commands.end_process(12) == "taskkill /F /PID 12"
    assert commands.show_rights(Path("my songs")) == 'icacls "my songs"'
    assert commands.install("alsa-utils") == ""


def test_what_is_on_the_path_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", {"aplay": "/usr/bin/aplay"}.get)
    assert list(players.players()) == [["/usr/bin/aplay", "-q"]]


@pytest.mark.usefixtures("on_windows")
def test_windows_plays_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    (command,) = players.players()
    assert command[0] == sys.executable
    assert "winsound" in command[2]


@pytest.mark.parametrize(("mode", "is_open"), [(0o700, False), (0o710, True), (0o604, True)])
def test_a_mode_says_who_may_look_and_closing_leaves_the_owner_s_part(
    tmp_path: Path, mode: int, is_open: bool
) -> None:
    tmp_path.chmod(mode)
    assert privacy.open_to_others(tmp_path) == is_open
    privacy.close(tmp_path)
    assert not privacy.open_to_others(tmp_path)
    assert stat.S_IMODE(tmp_path.stat().st_mode) == mode & 0o700
    tmp_path.chmod(0o700)


def test_windows_lets_in_one_person_the_system_and_administrators() -> None:
    assert access_lists.closed("S-1-5-21-7", folder=False) == (
        "D:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;S-1-5-21-7)"
    )
    assert "(A;OICI;FA;;;S-1-5-21-7)" in access_lists.closed("S-1-5-21-7", folder=True)


def test_the_command_line_is_a_module() -> None:
    command = [sys.executable, "-m", "tonekiln", "--version"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE_SECONDS)
    assert done.stdout.decode().split() == ["tonekiln", tonekiln.__version__]

from __future__ import annotations

from pathlib import Path

import platformdirs
import pytest

from tonekiln.platform import commands, folders


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

"""Install, first sound, update, uninstall for one user of Windows, as Wine shows it."""

from __future__ import annotations

import json
import os
from pathlib import Path, PureWindowsPath

import soundfile
from installers.notices.component import hidden, unclaimed, without_files
from tests.installers.figures import keep, seconds
from tests.installers.linux.test_notices import NEEDED, machine_code, read
from tests.installers.windows.conftest import Made, User
from tests.windows.wine import windows_path

from installers import facts, tree
from installers.windows import script

MEGABYTES = 120
LOOP = ("generate", "dusty lo-fi drums", "--bpm", "120", "--bars", "2", "--json")
SECONDS = 4  # two bars of 4/4 at 120 bpm
KEY = "HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Tonekiln"
VST3 = "Programs/Common/VST3/Tonekiln.vst3/Contents/x86_64-win/Tonekiln.vst3"
MENU = "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Tonekiln.lnk"


def test_it_is_small_and_made_twice_the_same(made: Made, tmp_path: Path) -> None:
    keep("Windows: installer", made.program.stat().st_size / 1e6, "MB")
    assert made.program.stat().st_size <= MEGABYTES * 1e6
    again = script.pack(made.layout, tmp_path, tmp_path)
    assert again.read_bytes() == made.program.read_bytes()


def test_it_is_installed_sounds_is_updated_and_leaves_the_library(made: Made, user: User) -> None:
    before = names(user)
    with seconds("Windows: installed, without a window"):
        install(user, made.program)
    assert (user.local / VST3).is_file()
    assert list(user.prefix.glob(f"drive_c/users/*/{MENU}"))
    record = json.loads((user.home / "install.json").read_text("utf-8"))
    python = PureWindowsPath(record["python"])
    assert python.parts[-4:] == ("Programs", "Tonekiln", "python", "python.exe")
    check_clip(user, *LOOP)
    shown = user.wine.run(["reg", "query", KEY, "/v", "DisplayVersion"])
    assert facts.version() in shown.out

    relic = user.programs / "python" / "of-the-older-one.py"
    relic.touch()
    install(user, made.program)  # over a daemon that still runs
    assert not relic.exists()
    assert json.loads(user.tonekiln("library", "search", "--json").out)["clips"]
    check_clip(user, "generate", "dusty bass", *LOOP[2:])

    uninstall(user)
    assert [path.name for path in user.home.iterdir()] == ["library"]
    assert len(list(user.home.rglob("*.wav"))) == 2
    assert left_over(user, before) == set()
    assert user.wine.run(["reg", "query", KEY]).status != 0


def test_who_wants_nothing_kept_keeps_nothing(made: Made, user: User) -> None:
    before = names(user)
    install(user, made.program)
    check_clip(user, *LOOP)
    uninstall(user, "/CLIPS=remove")
    assert not user.home.exists()
    assert left_over(user, before) == set()


def test_every_file_is_somebody_s_and_every_notice_has_its_files(made: Made) -> None:
    folder = made.layout / "notices"
    found = [read(row, folder) for row in json.loads((folder / "works.json").read_text("utf-8"))]
    paths = [path.as_posix() for path in tree.files(made.layout)]
    assert unclaimed(found, paths) == []
    assert without_files(found, paths) == []
    known = [path for path in machine_code(made.layout, found) if not is_the_tests_own(path)]
    assert hidden(found, known) == []
    for name, licence in NEEDED.items():
        assert any(one.name.startswith(name) and licence in one.licence for one in found), name


def is_the_tests_own(path: str) -> bool:
    """What stands in for a part of Windows that Wine lacks (`tests/windows/complex_math.py`)."""
    return PureWindowsPath(path).name.startswith("xpi-ms-win-")


def install(user: User, program: Path) -> None:
    ended = user.wine.run([windows_path(program), "/S"])
    assert ended.status == 0, ended


def uninstall(user: User, *arguments: str) -> None:
    """In place: by itself it would go on in a copy, which nobody could wait for."""
    at = "C:\\" + "\\".join(user.programs.relative_to(user.prefix / "drive_c").parts)
    ended = user.run(user.programs / "uninstall.exe", "/S", *arguments, f"_?={at}")
    assert ended.status == 0, ended
    assert {path.name for path in user.programs.iterdir()} <= {"uninstall.exe"}
    (user.programs / "uninstall.exe").unlink(missing_ok=True)
    user.programs.rmdir()


def check_clip(user: User, *command: str) -> None:
    """One clip was told of; it is there, exactly as long as its bars, and not silent."""
    ended = user.tonekiln(*command)
    assert ended.status == 0, ended
    (clip,) = json.loads(ended.out)["clips"]
    drive, *parts = PureWindowsPath(clip["path"]).parts
    assert drive == "C:\\"
    audio, rate = soundfile.read(Path(user.prefix, "drive_c", *parts))
    assert len(audio) == SECONDS * rate
    assert abs(audio).max() > 0.1


def names(user: User) -> set[str]:
    """Everything on the drive."""
    root = user.prefix / "drive_c"
    return {
        Path(where, name).relative_to(root).as_posix()
        for where, folders, files in os.walk(root)
        for name in (*folders, *files)
    }


def left_over(user: User, before: set[str]) -> set[str]:
    """What is there now, but was not, beside the library and Windows' own folders."""
    new = names(user) - before
    kept = user.home.relative_to(user.prefix / "drive_c").as_posix()
    windows = ("windows/",)
    return {
        path
        for path in new
        if not path.startswith((*windows, f"{kept}/library"))
        and path != kept
        and not path.endswith("/Programs")
        and "/Temp" not in path
    }

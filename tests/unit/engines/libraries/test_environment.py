"""Environments of libraries: taken, gone back from, removed; the pointer whatever it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tonekiln.protocol.errors import NotFound
from tonekilnd.engines.contract import EngineSettings
from tonekilnd.engines.libraries import environment
from tonekilnd.engines.libraries.needs import installed
from tonekilnd.engines.libraries.packers import Packer
from tonekilnd.environments import (
    Current,
    current,
    environment_of,
    folder_of_environments,
    pointer_of,
    run_module,
)


def made(home: Path, digest: str) -> str:
    new = environment.begin(home)
    (new / f"only_in_{digest}").mkdir()
    (new / f"only_in_{digest}" / "__init__.py").write_text("")
    environment.take(home, new, digest)
    return new.name


def test_one_is_used_one_is_kept_and_older_ones_go(tmp_path: Path) -> None:
    first, second, third = (made(tmp_path, digest) for digest in "abc")
    now = current(tmp_path)
    assert (now.folder, now.before, now.requirements) == (third, second, "c")
    assert not (folder_of_environments(tmp_path) / first).exists()
    environment.go_back(tmp_path)
    assert (current(tmp_path).folder, current(tmp_path).before) == (second, third)


def test_what_was_never_finished_goes_at_the_next(tmp_path: Path) -> None:
    left = environment.begin(tmp_path)
    kept = made(tmp_path, "a")
    assert not left.exists()
    assert current(tmp_path).folder == kept


def test_only_families_of_models_run_in_it(tmp_path: Path) -> None:
    name = made(tmp_path, "a")
    folder = str(folder_of_environments(tmp_path) / name)
    settings = EngineSettings(home=tmp_path, interpreters={"stable-audio": "/a/python"})
    assert settings.of_family("audiocraft").interpreter == folder
    assert settings.of_family("stable-audio").interpreter == "/a/python"
    assert settings.of_family("sketch").interpreter == ""


def test_its_packages_come_before_this_pythons_own(tmp_path: Path) -> None:
    made(tmp_path, "a")
    folder = environment_of(tmp_path, "audiocraft")
    assert "torch" not in installed(folder).missing or "torch" in installed().missing
    (Path(folder) / "shown.py").write_text(
        "import sys, only_in_a, msgspec; print(sys.argv[1:], __name__)"
    )
    done = subprocess.run(
        [*run_module("shown", folder), "--a=b"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "['--a=b'] __main__"
    assert run_module("tonekilnd") == [sys.executable, "-m", "tonekilnd"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nothing",
        b'{"folder":"gone"}',
        msgspec.json.encode(Current(folder="..", families=("audiocraft",))),
        msgspec.json.encode(Current(folder="../x", families=("audiocraft",))),
    ],
)
def test_a_pointer_that_leads_nowhere_names_no_environment(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").mkdir()
    folder_of_environments(tmp_path).mkdir()
    pointer_of(tmp_path).write_bytes(content)
    assert environment_of(tmp_path, "audiocraft") == ""
    with pytest.raises(NotFound):
        environment.go_back(tmp_path)


def test_removing_gives_the_room_back(tmp_path: Path) -> None:
    name = made(tmp_path, "a")
    (folder_of_environments(tmp_path) / name / "weights").write_bytes(bytes(1000))
    assert environment.remove(tmp_path) >= 1000
    assert current(tmp_path) == Current()


def test_uv_and_pip_are_told_no_index_beside_a_folder_of_wheels(tmp_path: Path) -> None:
    for uv in (True, False):
        start = ("uv", "pip", "install") if uv else (sys.executable, "-m", "pip", "install")
        command = Packer(start, uv=uv).command(
            tmp_path / "new", ["-r", "a.txt"], cache=tmp_path / "cache", wheels=tmp_path
        )
        assert command[-2:] == ["-r", "a.txt"]
        at = command.index("--no-index")
        assert command[at : at + 3] == ["--no-index", "--find-links", str(tmp_path)]
        assert ("--cache-dir" in command) is uv
        assert not any("://" in word for word in command)

"""The first steps on a home that cannot be used: one sentence and the way out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tonekiln.cli.main import main

COMMANDS = (["generate", "x"], ["library"], ["presets"])


@pytest.fixture
def under_a_file(tmp_path: Path, monkeypatch) -> Path:
    """A home that nobody can make, whoever runs the test: a file is in the way."""
    (tmp_path / "file").write_text("mine")
    monkeypatch.setenv("TONEKILN_HOME", str(tmp_path / "file" / "home"))
    return tmp_path / "file" / "home"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_home_that_cannot_be_written_to(under_a_file, capsys, command) -> None:
    assert main(command) == 1
    (said,) = [line for line in capsys.readouterr().err.splitlines() if "starting one" not in line]
    assert str(under_a_file) in said
    assert "cannot be made" in said
    assert "TONEKILN_HOME" in said


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_full_disk_is_said_to_be_full(home, capsys, monkeypatch, command) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=20_000))
    assert main(command) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert f"the disk of {home} is full (19 kB are free, 4096 kB are needed)" in said
    assert "free some space" in said
    assert not home.joinpath("tonekiln.db").exists()


def test_the_daemon_itself_says_it_in_a_sentence(under_a_file) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tonekilnd", "serve", f"--home={under_a_file}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "lies below a file" in ended.stderr
    assert len(ended.stderr.splitlines()) == 1

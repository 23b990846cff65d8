"""The installation of the model libraries: what it would run, and what it refuses."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tonekiln.protocol.errors import EngineUnavailable
from tonekilnd.engines.libraries import install


def pins(file: Path) -> dict[str, str]:
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    return dict(line.split("==") for line in lines if line and not line.startswith("#"))


def test_everything_needed_is_pinned_and_nothing_names_an_address() -> None:
    pinned = {name.lower().replace("_", "-") for name in pins(install.PINS)}
    daemon = Path(__file__).parents[3] / "constraints" / "daemon.txt"
    pinned |= {name.lower() for name in pins(daemon)}
    needed = [n for n in install.NEEDED.read_text().splitlines() if not n.startswith("#")]
    assert {name.replace("_", "-") for name in needed} <= pinned
    for file in (install.PINS, install.NEEDED, install.UPSTREAM):
        assert not re.search(r"://|index|find-links", file.read_text())


def test_only_the_contradicting_libraries_are_installed_without_dependencies() -> None:
    with_dependencies, without = install.commands()
    assert "--no-deps" not in with_dependencies
    told = without[without.index("--no-deps") + 1 :]
    assert told == ["--ignore-requires-python", "-r", str(install.UPSTREAM)]
    assert set(pins(install.UPSTREAM)) == {
        "torchaudio",
        "alias-free-torch",
        "stable-audio-tools",
        "audiocraft",
        "demucs",
    }


def test_another_python_gets_tonekiln_too() -> None:
    own, *rest = install.commands("/another/python")
    assert own[0] == "/another/python"
    where = Path(own[-1])
    assert (where / "pyproject.toml").exists() or own[-1].startswith("tonekiln==")
    assert [command[1:] for command in rest] == [command[1:] for command in install.commands()]


def test_another_python_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "PYTHONS", ((2, 7),))
    with pytest.raises(EngineUnavailable, match=r"need Python 2\.7") as refused:
        install.install()
    assert "interpreters" in refused.value.hint


def test_what_is_installed_here_are_the_pinned_versions() -> None:
    pytest.importorskip("torch", reason="the model libraries are not installed: make models")
    from importlib.metadata import version

    for name, pinned in (pins(install.PINS) | pins(install.UPSTREAM)).items():
        assert version(name).partition("+")[0] == pinned, name


def test_check_imports_both_libraries() -> None:
    pytest.importorskip("torch", reason="the model libraries are not installed: make models")
    done = subprocess.run(
        [sys.executable, "-m", "tonekilnd.engines.libraries.install", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr

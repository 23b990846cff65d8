"""Which Python has which model libraries, seen without importing any."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections import Counter
from pathlib import Path

import pytest

from tonekiln.protocol import Readiness
from tonekilnd.engines.catalogue.registry import EngineRegistry
from tonekilnd.engines.contract import EngineSettings
from tonekilnd.engines.libraries.needs import installed, missing_packages
from tonekilnd.engines.model_cards.rows import library_named
from tonekilnd.engines.neural.audiocraft.family import AudiocraftFamily


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has nothing."""
    if sys.platform == "win32":
        pytest.importorskip("venv", reason="the embeddable Python makes no virtual environments")
    folder = tmp_path_factory.mktemp("bare")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    return folder


def python_of(folder: Path) -> str:
    return str(folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))


def site_packages(folder: Path) -> Path:
    places = {"base": str(folder), "platbase": str(folder)}
    return Path(sysconfig.get_path("purelib", "venv", places))


def test_another_python_is_asked_for_itself_and_for_tonekiln(bare: Path) -> None:
    missing = missing_packages("audiocraft", python_of(bare))
    assert set(missing) == {*library_named("audiocraft").packages, "tonekilnd"}
    assert installed(python_of(bare)).torch == ""


def test_what_is_installed_meanwhile_is_noticed(bare: Path) -> None:
    python = python_of(bare)
    assert "torch" in missing_packages("stable_audio", python)
    for name in (*library_named("stable_audio").packages, "tonekilnd"):
        package = site_packages(bare) / name
        package.mkdir()
        (package / "__init__.py").touch()
    assert missing_packages("stable_audio", python) == ()
    assert missing_packages("audiocraft", python) == ("audiocraft",)


def test_all_engines_are_described_in_one_look_at_what_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry, settings = EngineRegistry.installed(), EngineSettings(tmp_path)
    registry.describe(settings)
    looked: Counter[str] = Counter()
    look = Path.stat

    def counted(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        looked[str(path)] += str(path) in sys.path
        return look(path, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", counted)
    assert len(registry.describe(settings).engines) > 5
    assert [path for path in looked if looked[path] > sys.path.count(path)] == []


def test_what_is_installed_here_meanwhile_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    monkeypatch.setattr(sys, "path_importer_cache", {})
    monkeypatch.setattr("tonekilnd.engines.libraries.needs._seen", {})
    for name in library_named("audiocraft").packages:
        monkeypatch.delitem(sys.modules, name, raising=False)
    assert "audiocraft" in missing_packages("audiocraft")
    for name in library_named("audiocraft").packages:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").touch()
    assert missing_packages("audiocraft") == ()


def test_a_familys_own_python_decides_whether_its_engines_can_run(
    bare: Path, tmp_path: Path
) -> None:
    registry = EngineRegistry({"audiocraft": AudiocraftFamily()})
    for python, said in (
        (python_of(bare), f"tonekiln engines install --python {python_of(bare)}"),
        ("/no/such/python", "/no/such/python cannot be run"),
    ):
        settings = EngineSettings(home=tmp_path, interpreters={"audiocraft": python})
        for facts in registry.describe(settings).engines:
            assert facts.interpreter == python
            assert facts.readiness is Readiness.TO_INSTALL
            assert said in facts.fix

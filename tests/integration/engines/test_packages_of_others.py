"""Engines in packages of other people: installed as theirs are, run by a real daemon."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile
from tests.integration.stopping import cancel_once_generating
from tests.running_daemon import RunningDaemon

from tonekiln.home import Home

PACKAGES = Path(__file__).parents[2] / "engine_packages"


def wheel_of(folder: Path, into: Path) -> Path:
    """The package's wheel, as any build backend makes it of its pyproject.toml."""
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["project"]
    stem = f"{project['name'].replace('-', '_')}-{project['version']}"
    points = project["entry-points"]["tonekiln.engines"]
    metadata = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    wheel = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    named = "".join(f"{name} = {value}\n" for name, value in points.items())
    files = {
        **{source.name: source.read_text("utf-8") for source in folder.glob("*.py")},
        f"{stem}.dist-info/METADATA": metadata,
        f"{stem}.dist-info/WHEEL": wheel,
        f"{stem}.dist-info/entry_points.txt": f"[tonekiln.engines]\n{named}",
    }
    record = "".join(f"{name},{_digest(text)},{len(text)}\n" for name, text in files.items())
    files[f"{stem}.dist-info/RECORD"] = f"{record}{stem}.dist-info/RECORD,,\n"
    path = into / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both packages, put by pip where Python looks."""
    folder = tmp_path_factory.mktemp("site")
    wheels = [str(wheel_of(package, folder)) for package in PACKAGES.iterdir()]
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*command, "--target", str(folder / "packages"), *wheels], check=True)
    return folder / "packages"


@pytest.fixture
def serving(home: Path, installed: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(installed), os.environ.get("PYTHONPATH", "")])
    )
    running = RunningDaemon(Home(home), ("--warm=none-yet",)).start()
    yield running
    running.stop()


def test_they_are_listed_and_make_clips(serving: RunningDaemon) -> None:
    with serving.client() as client:
        listed = client.engines()
        assert listed.problems == ()
        assert {"beeps", "early-beeps", "sketch"} <= {row.name for row in listed.engines}
        for engine in ("beeps", "early-beeps"):
            clips = (
                client.generate("beeps", bpm="120", bars=1, engine=engine, seed=1).result().clips
            )
            audio, rate = soundfile.read(clips[0].path)
            assert len(audio) == 2 * rate
            assert np.abs(audio).max() > 0.1


def test_one_from_before_the_move_still_stops_within_a_step(serving: RunningDaemon) -> None:
    with serving.client() as client:
        job = client.generate("until stopped", bpm="120", bars=1, engine="early-beeps", seed=1)
        cancel_once_generating(client, job)
        assert [warm.engine for warm in client.status().warm] == ["early-beeps"]


@pytest.mark.parametrize("name", ["beeps.py", "pyproject.toml"])
def test_the_page_shows_the_package_as_it_is(name: str) -> None:
    page = (Path(__file__).parents[3] / "docs" / "engines.md").read_text("utf-8")
    shown = page.partition(f"<!-- {name} -->\n")[2].partition(f"<!-- end of {name} -->")[0]
    assert shown.partition("\n")[2].removesuffix("```\n") == (PACKAGES / "today" / name).read_text(
        "utf-8"
    )

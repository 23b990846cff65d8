"""`tonekiln generate --engine MODEL` where something is missing says exactly what to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.patience import PATIENCE_SECONDS

from tonekilnd.engines.libraries.needs import missing_packages
from tonekilnd.engines.model_cards.rows import libraries, row_of

MODEL = "musicgen-stereo-medium"
GATED = "stable-audio-open-1.0"


@pytest.fixture
def nothing(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A machine without weights, its daemon ended afterwards."""
    environment = os.environ | {
        "TONEKILN_HOME": str(tmp_path / "home"),
        "HF_HUB_CACHE": str(tmp_path / "hub"),
        "TONEKILN_WARM": "",
    }
    yield environment
    type_on(sys.executable, environment, "stop")


@pytest.fixture(scope="module")
def without_libraries(tmp_path_factory: pytest.TempPathFactory) -> str:
    """This Python, with all that is installed but the model libraries."""
    folder = tmp_path_factory.mktemp("without")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    places = {"base": str(folder), "platbase": str(folder)}
    theirs = Path(sysconfig.get_path("purelib", "venv", places))
    left_out = {name for library in libraries() for name in library.packages} | {"huggingface_hub"}
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if entry.name.partition("-")[0] not in left_out and not (theirs / entry.name).exists():
            (theirs / entry.name).symlink_to(entry)
    return str(folder / "bin" / "python")


def type_on(python: str, environment: dict[str, str], *arguments: str):
    command = [python, "-m", "tonekiln.cli.main", *arguments]
    return subprocess.run(
        command,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


def generate(python: str, environment: dict[str, str], engine: str) -> tuple[dict, str]:
    """The error's document, and the line a person sees."""
    words = ("generate", "warm pad", "--bars", "1", "--engine", engine)
    document = json.loads(type_on(python, environment, *words, "--json").stdout)["error"]
    said = type_on(python, environment, *words)
    assert (said.returncode, said.stdout, said.stderr.count("\n")) == (1, "", 1)
    return document, said.stderr


@pytest.mark.skipif(
    bool(missing_packages("audiocraft")), reason="the model libraries are not installed"
)
def test_weights_that_were_not_pulled(nothing: dict[str, str]) -> None:
    document, line = generate(sys.executable, nothing, MODEL)
    assert document["code"] == "engine_unavailable"
    assert document["field"] == "engine"
    assert f"run `tonekiln pull {MODEL}` (about 8.1 GB)" in line


@pytest.mark.skipif(
    bool(missing_packages("stable_audio")), reason="the model libraries are not installed"
)
def test_a_gated_model(nothing: dict[str, str]) -> None:
    _, line = generate(sys.executable, nothing, GATED)
    steps = [row_of(GATED).page, "tonekiln engines token", f"tonekiln pull {GATED}"]
    assert [line.index(step) for step in steps] == sorted(line.index(step) for step in steps)


def test_libraries_that_are_not_installed(nothing: dict[str, str], without_libraries: str) -> None:
    document, line = generate(without_libraries, nothing, MODEL)
    assert document["code"] == "engine_unavailable"
    assert "its libraries are not installed" in line
    assert f"run `tonekiln pull {MODEL}`" in line  # which brings both
    pulled = type_on(without_libraries, nothing, "show", MODEL)
    assert f"tonekiln pull {MODEL}" in pulled.stdout
    listed = type_on(without_libraries, nothing, "list")
    assert "to install" in listed.stdout


def test_pulling_without_the_libraries(nothing: dict[str, str], without_libraries: str) -> None:
    no_network = nothing | {"UV_NO_INDEX": "1", "PIP_NO_INDEX": "1"}
    pulled = type_on(without_libraries, no_network, "pull", MODEL, "--accept-licence")
    assert pulled.returncode == 1
    assert "the model libraries could not be brought" in pulled.stderr


@pytest.mark.skipif(
    bool(missing_packages("audiocraft")), reason="the model libraries are not installed"
)
def test_pulling_by_the_familys_own_python(nothing: dict[str, str], without_libraries: str) -> None:
    """There is no hub at that address: what it says shows who asked."""
    own = {
        "TONEKILN_INTERPRETERS": f"audiocraft={sys.executable}",
        "HF_ENDPOINT": "http://127.0.0.1:9",
        "HF_HUB_OFFLINE": "0",
    }
    pulled = type_on(without_libraries, nothing | own, "pull", MODEL, "--accept-licence")
    assert pulled.returncode == 1
    assert "check the network" in pulled.stderr

"""What a new environment is tried with before it is taken: it makes sound, or says why not."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.patience import PATIENCE_SECONDS

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

from tonekilnd.engines.libraries.bringing import TRIAL
from tonekilnd.environments import run_module


def tried(environment: Path) -> subprocess.CompletedProcess[str]:
    """As `bringing.py` runs it; the libraries are those of this Python where it has none."""
    return subprocess.run(
        run_module(TRIAL, str(environment)),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


def test_libraries_that_work_make_a_second_of_each_family(tmp_path: Path) -> None:
    done = tried(tmp_path)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_library_that_does_not_work_is_named_last(tmp_path: Path) -> None:
    """As a wheel for another processor ends: at its import."""
    broken = tmp_path / "torchsde"
    broken.mkdir()
    (broken / "__init__.py").write_text("raise ImportError('torchsde: wrong ELF class')\n")
    done = tried(tmp_path)
    assert done.returncode != 0
    assert "wrong ELF class" in done.stderr.strip().splitlines()[-1]

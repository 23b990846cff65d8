"""What every installer says of itself, each asked of where it is defined."""

from __future__ import annotations

import functools
import os
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONSTRAINTS = (ROOT / "constraints" / "daemon.txt", ROOT / "constraints" / "installers.txt")
SECONDS = 1800
"""After which a step of a build hangs."""


@functools.cache
def version() -> str:
    """The project's, as `pyproject.toml` has it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def commit() -> str:
    """The commit that is built, marked where files differ from it."""
    head = _git("rev-parse", "HEAD")
    return f"{head} with changes" if _git("status", "--porcelain", "-uno") else head


@functools.cache
def epoch() -> int:
    """Seconds since 1970 that every file is dated with: the commit's, unless told otherwise."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    return int(told or _git("log", "-1", "--format=%ct"))


def run(command: list[str | Path], folder: Path = ROOT, **variables: str) -> str:
    """Run a step to its end; returns what it said.

    Raises:
        SystemExit: it failed, with what it said.
    """
    settled = {"SOURCE_DATE_EPOCH": str(epoch()), "PYTHONDONTWRITEBYTECODE": "1"}
    environment = {**os.environ, **settled, **variables}
    ended = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, check=False, timeout=SECONDS
    )
    if ended.returncode != 0:
        said = (ended.stdout + ended.stderr).decode("utf-8", "replace")
        raise SystemExit(f"{command[0]} ended with {ended.returncode}\n{said}")
    return ended.stdout.decode("utf-8")


def _git(*words: str) -> str:
    ended = subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True, timeout=SECONDS
    )
    return ended.stdout.strip()

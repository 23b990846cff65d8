"""Scripts for a shell, read by shellcheck."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.patience import PATIENCE_SECONDS


def check(scripts: Iterable[Path], *options: str) -> None:
    """Fail where shellcheck finds anything."""
    if not shutil.which("shellcheck"):
        pytest.skip("needs shellcheck (make installers-lint-packages)")
    found = subprocess.run(
        ["shellcheck", *options, *scripts],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert found.returncode == 0, found.stdout

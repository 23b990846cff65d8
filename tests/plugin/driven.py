"""The plugin's own code as a process, for a test that has everything else for real."""

from __future__ import annotations

import os
import subprocess

import pytest
from tests.patience import PATIENCE_SECONDS
from tests.plugin.native_tests import PROGRAM

from tonekiln.home import Home


def drive(case: str, home: Home, **environment: str) -> dict[str, str]:
    """Run one `[.driven]` case of the C++ tests; what it printed, by the word before the colon."""
    done = subprocess.run(
        [str(PROGRAM), case],
        env={**os.environ, "TONEKILN_HOME": str(home.root), **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line.partition(": ") for line in done.stdout.splitlines()]
    return {name: said for name, _, said in lines if said}


def needs_driver() -> None:
    """Skip the calling module where the C++ tests were not built."""
    if not PROGRAM.exists():
        pytest.skip("the plugin's tests are not built: make plugin-tests", allow_module_level=True)

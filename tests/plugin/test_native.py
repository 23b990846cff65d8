"""The plugin's own tests, in C++: protocol vectors, client, audition, session, real-time safety."""

import shutil
import subprocess

import pytest
from tests.plugin.built import BUILD, PLUGIN, PRESET, needs_plugin

needs_plugin()

SECONDS = 1800


def test_the_suite_passes():
    if not (BUILD / "tests").exists():
        pytest.skip("the plugin's tests are not built: make plugin-tests")
    # Under a screen of its own, the editor's focus is tested too: one test at a time has it.
    screen = ["xvfb-run", "-a"] if shutil.which("xvfb-run") else []
    result = subprocess.run(
        [*screen, "ctest", "--preset", PRESET],
        cwd=PLUGIN,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-8000:]

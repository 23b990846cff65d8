"""What `make plugin` built, and how a host of the tests is run: in a process of its own.

TONEKILN_PLUGIN_BUILD, in the environment, names another of CMake's presets (`juce8`).
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.patience import PATIENCE_SECONDS

ROOT = Path(__file__).resolve().parents[2]
PLUGIN = ROOT / "juce-plugin"
PRESET = os.environ.get("TONEKILN_PLUGIN_BUILD", "release")
BUILD = PLUGIN / "build" / PRESET
ARTEFACTS = BUILD / "Tonekiln_artefacts" / "Release"
VST3 = ARTEFACTS / "VST3" / "Tonekiln.vst3"
LV2 = ARTEFACTS / "LV2" / "Tonekiln.lv2"
FIRST_STEPS_SEEN = "first-steps-seen"
"""Of a home: its person was shown what the plugin is (`FirstStepsRecord.cpp`)."""


def needs_plugin() -> None:
    """Skip the calling module where the plugin was not built."""
    if not VST3.exists():
        pytest.skip("the plugin is not built: make plugin", allow_module_level=True)


def run_host(script: Path, *arguments: str | Path, home: Path) -> str:
    """Run one of the hosts' scripts; returns what it said.

    A host that dies takes its own process with it and fails one test.
    """
    result = subprocess.run(
        [sys.executable, str(script), *map(str, arguments)],
        env={**os.environ, "TONEKILN_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout

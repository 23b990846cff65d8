"""The program of the plugin's C++ tests, and the hidden ones in it that serve as tools."""

from __future__ import annotations

from pathlib import Path

from tests.plugin.built import PLUGIN

PROGRAM: Path = (
    PLUGIN
    / "build"
    / "release"
    / "tests"
    / "tonekiln_tests_artefacts"
    / "Release"
    / "tonekiln_tests"
)

"""The program of the plugin's C++ tests, and the hidden ones in it that serve as tools."""

from __future__ import annotations

from pathlib import Path

from tests.plugin.built import BUILD

PROGRAM: Path = BUILD / "tests" / "tonekiln_tests_artefacts" / "Release" / "tonekiln_tests"

"""`tonekiln show | rm | pull | engines` reach the daemon's package with everything typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

TONEKILN = str(Path(sys.executable).with_name("tonekiln"))


def tonekiln(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TONEKILN, *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def test_show_names_licence_page_and_the_command_that_brings_the_weights(home) -> None:
    shown = tonekiln("show", "musicgen-small")
    assert shown.returncode == 0
    assert "CC-BY-NC 4.0, non-commercial" in shown.stdout
    assert "tonekiln pull musicgen-small" in shown.stdout
    facts = json.loads(tonekiln("show", "--json", "musicgen-small").stdout)
    assert facts["non_commercial"] is True
    assert facts["here"] is False


def test_what_is_not_there_can_not_be_removed(home) -> None:
    removed = tonekiln("rm", "musicgen-small", "--json")
    assert removed.returncode == 1
    assert json.loads(removed.stdout)["error"]["code"]


def test_an_unknown_engine_is_named(home) -> None:
    pulled = tonekiln("pull", "no-such-model")
    assert pulled.returncode == 1
    assert "no-such-model" in pulled.stderr


def test_engines_install_explains_itself(home) -> None:
    assert "--python" in tonekiln("engines", "install", "--help").stdout


def test_the_help_lists_them(home) -> None:
    text = tonekiln("--help").stdout
    for name in ("pull", "adopt", "show", "rm", "engines"):
        assert f"\n    {name} " in text

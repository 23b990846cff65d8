"""No terminal obeys what a clip, an error or a file of somebody else says."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonekiln.cli import main as command_line
from tonekiln.cli.answer import Answer
from tonekiln.plain import plain
from tonekiln.protocol.errors import InvalidRequest

EVIL = "drums\x1b]0;owned\x07\x9b31m\r\nfile     /etc/passwd\u202e"


@given(line=st.text())
def test_nothing_that_is_obeyed_is_left_and_the_rest_stays(line: str) -> None:
    shown = plain(line)
    assert not any(unicodedata.category(c) in ("Cc", "Zl", "Zp") for c in shown)
    assert len(shown.splitlines()) <= 1
    if line.isprintable():
        assert shown == line


@pytest.mark.parametrize("text", ["Schlagzeug ünd Bässe", "太鼓 🥁", "👩‍🎤", "drums\u00a0loop"])
def test_words_of_any_script_stay_as_they_are(text: str) -> None:
    assert plain(text) == text


def test_what_a_command_prints(capsys) -> None:
    outcome = Answer({"name": EVIL}, [f"name  {EVIL}", "a second line"])
    assert command_line._print(outcome, as_json=False) == 0
    shown = capsys.readouterr().out
    assert len(shown.splitlines()) == 2
    assert "\x1b" not in shown
    assert "\\x1b" in shown
    assert command_line._print(outcome, as_json=True) == 0
    assert json.loads(capsys.readouterr().out) == {"name": EVIL}


def test_what_an_error_says(capsys) -> None:
    assert command_line._print(InvalidRequest(EVIL, hint=EVIL), as_json=False) == 1
    shown = capsys.readouterr().err
    assert len(shown.splitlines()) == 1
    assert not any(c in shown for c in "\x1b\x07\x9b\u202e")

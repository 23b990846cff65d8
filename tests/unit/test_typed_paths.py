"""Paths as people type them: `~` of anybody, and what is said where nobody is called so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tonekiln.cli import main as command
from tonekiln.home import Home
from tonekiln.protocol.errors import InvalidRequest
from tonekiln.typed_paths import whole

NOBODY = "~nobody-is-called-so/x.wav"


def test_a_path_is_written_out_from_the_root_on(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert whole("~/x", "out") == whole("x", "out") == tmp_path / "x"


def test_a_home_of_nobody_is_refused_with_its_field() -> None:
    with pytest.raises(InvalidRequest, match="write the whole path") as refused:
        whole(NOBODY, "out")
    assert refused.value.field == "out"


@pytest.mark.parametrize(
    "typed",
    [
        ["status"],
        ["library"],
        ["generate", "x", "--bpm=120", "--bars=1"],
        ["doctor"],
        ["presets", "validate"],
        ["daw", "status"],
    ],
)
def test_tonekiln_home_in_nobodys_home_is_one_sentence(typed, monkeypatch, capsys) -> None:
    monkeypatch.setenv("TONEKILN_HOME", NOBODY)
    assert command.main(typed) == 1
    assert re.match(r"tonekiln: ~nobody-is-called-so/x.wav: [^\n]*\n\Z", capsys.readouterr().err)


@pytest.mark.parametrize(
    "typed",
    [
        ["daw", "install", "ardour", "--dry-run", "--folder", NOBODY],
        ["generate", "x", "--bpm=120", "--bars=1", "--out", NOBODY],
    ],
)
def test_an_options_path_in_nobodys_home_is_one_sentence(
    typed, tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.setenv("TONEKILN_HOME", str(tmp_path))
    assert command.main(typed) == 1
    assert "whose home that is" in capsys.readouterr().err


def test_an_account_without_a_home_may_name_ours(tmp_path, monkeypatch) -> None:
    """As containers have it: neither HOME nor an entry in the list of accounts."""

    def unknown() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", unknown)
    monkeypatch.setenv("TONEKILN_HOME", str(tmp_path))
    assert not Home.find().shared


@pytest.mark.parametrize("typed", [["daw", "status"], ["status"], ["doctor"], ["stop"]])
def test_a_home_with_a_name_too_long_is_no_traceback(typed, tmp_path, monkeypatch) -> None:
    """Asking whether something is there raised what asking for it would have said."""
    monkeypatch.setenv("TONEKILN_HOME", str(tmp_path / ("n" * 300)))
    assert command.main(typed) in {0, 1}

from __future__ import annotations

from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonekiln.client.launch import start_daemon
from tonekiln.home import Home
from tonekiln.platform import lengths
from tonekiln.platform.lengths import LONGEST_NAME, characters_too_many
from tonekiln.protocol.errors import DaemonUnreachable
from tonekilnd.__main__ import main

WINDOWS = 259
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/\\")


@given(st.text(LETTERS, min_size=1))
def test_what_is_not_too_long_takes_every_name_there_is(folder: str) -> None:
    path = Path("/") / folder
    whole = PureWindowsPath(path) / ("x" * LONGEST_NAME)
    units = len(str(whole).encode("utf-16-le")) // 2
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lengths, "MOST_CHARACTERS", WINDOWS)
        assert characters_too_many(path) == max(0, units - WINDOWS)


def test_without_a_bound_nothing_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lengths, "MOST_CHARACTERS", None)
    assert characters_too_many(Path("/" + "x" * 4000)) == 0


@pytest.fixture
def deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(lengths, "MOST_CHARACTERS", WINDOWS)
    return tmp_path / ("deep" * 40)


def test_a_home_too_long_is_refused_before_anything_is_made(deep: Path) -> None:
    with pytest.raises(DaemonUnreachable, match="characters too long") as refused:
        start_daemon(Home(deep))
    assert "TONEKILN_HOME" in refused.value.hint
    assert not deep.exists()


def test_the_daemon_itself_refuses_it_and_a_library_too_long(
    deep: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["settings", "--home", str(deep)]) == 1
    assert "too long" in capsys.readouterr().err
    if not Home(tmp_path).too_long:
        assert main(["settings", "--home", str(tmp_path), "--library", str(deep)]) == 1
        assert "the clips' names" in capsys.readouterr().err

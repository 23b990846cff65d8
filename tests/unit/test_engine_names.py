"""`FAMILY:PATH`: any path, from where it was typed."""

from __future__ import annotations

import string
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonekiln.client.requests import generate_request
from tonekiln.engine_names import from_here, in_short
from tonekiln.protocol.codec import decode, encode
from tonekiln.protocol.errors import InvalidRequest


@pytest.mark.parametrize(
    "name",
    ["sketch", "musicgen-small", "musicgen:/srv/w", "musicgen:C:\\Users\\Ö\\w", "x:\\\\nas\\w"],
)
def test_a_whole_path_is_left_as_it_is(name: str) -> None:
    assert from_here(name) == name


def test_a_relative_path_is_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    assert from_here("musicgen:w1") == f"musicgen:{tmp_path / 'w1'}"
    assert from_here("musicgen:~/w1") == f"musicgen:{tmp_path / 'w1'}"
    made = generate_request("x", 120, {"engine": "musicgen:w"})
    assert made.engine == f"musicgen:{tmp_path / 'w'}"


STRANGER_S = pytest.param(
    "~nobody-of-that-name/w",
    marks=pytest.mark.skipif(
        sys.platform == "win32", reason="on Windows anybody's folder is taken to be beside ours"
    ),
)


@pytest.mark.parametrize("path", ["/" + "x" * 4096, "/\udcff", STRANGER_S])
def test_a_path_that_cannot_be_sent_is_refused(path: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        from_here(f"musicgen:{path}")
    assert refused.value.field == "engine"


@given(
    st.text(
        st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=4000
    )
)
def test_any_path_travels(path: str) -> None:
    name = f"musicgen:/{path}"
    request = generate_request("x", 120, {"engine": name, "bars": 1})
    assert decode(encode(request, id="a")).message == request
    short = in_short(name)
    assert len(short) <= 48 and short.isprintable() and "\n" not in short


def test_a_short_name_keeps_the_end_of_a_long_path() -> None:
    name = "musicgen:/" + "/".join(string.ascii_letters) + "/w1"
    assert in_short(name).startswith("musicgen:…") and in_short(name).endswith("/w1")
    assert in_short("musicgen:/home/ada/w1") == "musicgen:/home/ada/w1"

"""`tonekiln.toml` beside weights: taken where it is right, each bad field named where it is not."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonekiln.protocol.errors import EngineUnavailable
from tonekilnd.engines.checkpoints.own_folders.sidecar import MOST_BYTES, Sidecar, sidecar_in

WHOLE = """
title = "Loops by me"
licence = "MIT"
prompt = "{prompt}, {bars} Bars, {bpm} BPM, {key}"
tempi = [140, 100, 120, 137.5]
bars = [8, 4]
"""


def written(folder: Path, text: str | bytes) -> Path:
    content = text.encode() if isinstance(text, str) else text
    (folder / "tonekiln.toml").write_bytes(content)
    return folder


def test_none_says_nothing(tmp_path: Path) -> None:
    assert sidecar_in(tmp_path) == Sidecar()
    assert sidecar_in(tmp_path / "not there") == Sidecar()
    assert sidecar_in(written(tmp_path, "")) == Sidecar()


def test_all_of_it(tmp_path: Path) -> None:
    assert sidecar_in(written(tmp_path, WHOLE)) == Sidecar(
        title="Loops by me",
        licence="MIT",
        prompt="{prompt}, {bars} Bars, {bpm} BPM, {key}",
        tempi=(Decimal(100), Decimal(120), Decimal("137.5"), Decimal(140)),
        bars=(4, 8),
    )


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("title = 3", "title"),
        ('title = ""', "title"),
        ('title = "a\\nb"', "title"),
        (f'licence = "{"x" * 101}"', "licence"),
        ('prompt = "no words"', "prompt lacks {prompt}"),
        ('prompt = "{prompt} {tempo}"', "prompt names {tempo}"),
        ('prompt = "{prompt.__class__}"', "prompt names {prompt.__class__}"),
        ('prompt = "{prompt[0]}"', "prompt names {prompt[0]}"),
        ('prompt = "{prompt:>99999999}"', "prompt formats"),
        ('prompt = "{prompt!r}"', "prompt formats"),
        ('prompt = "{prompt"', "prompt is no template"),
        ("tempi = 120", "tempi must be"),
        ("tempi = []", "tempi must be"),
        ("tempi = [120, 5]", "tempi [1]"),
        ("tempi = [nan]", "tempi [0]"),
        ("tempi = [inf]", "tempi [0]"),
        ("tempi = [true]", "tempi [0]"),
        ('tempi = ["120"]', "tempi [0]"),
        ("tempi = [120.00000001]", "tempi [0]"),
        (f"tempi = {list(range(60, 200))}", "tempi must be"),
        ("bars = [0]", "bars [0]"),
        ("bars = [4.0]", "bars [0]"),
        ("bars = [true]", "bars [0]"),
        ("bars = {a = 1}", "bars must be"),
        ("tempo = [120]", "tempo is no field"),
    ],
)
def test_a_bad_field_is_named(tmp_path: Path, line: str, named: str) -> None:
    with pytest.raises(EngineUnavailable) as refused:
        sidecar_in(written(tmp_path, line))
    assert named in refused.value.message
    assert "tonekiln.toml" in refused.value.hint


def test_every_bad_field_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable) as refused:
        sidecar_in(written(tmp_path, "title = 1\nbars = [0]\nx = 1\n"))
    assert all(name in refused.value.message for name in ("title", "bars", "x is no field"))


@pytest.mark.parametrize("content", [b"title =", b"\xff", b"#" * (MOST_BYTES + 1), b"a" * 3000])
def test_what_is_no_toml_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(EngineUnavailable):
        sidecar_in(written(tmp_path, content))


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tonekiln.toml").mkdir()
    with pytest.raises(EngineUnavailable, match="folder"):
        sidecar_in(tmp_path)


@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=200).map(str.encode),
        st.builds(
            lambda name, value: f"{name} = {value}".encode(),
            st.sampled_from(["title", "licence", "prompt", "tempi", "bars"]),
            st.one_of(
                st.integers().map(str),
                st.floats().map(str),
                st.lists(st.one_of(st.integers(), st.floats(), st.booleans())).map(
                    lambda values: str(values).lower()
                ),
                st.text(max_size=60).map(lambda text: f'"{text}"'),
                st.just("[" * 500),
            ),
        ),
    )
)
def test_whatever_it_holds_it_is_taken_or_refused_in_words(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = sidecar_in(written(Path(folder), content))
        except EngineUnavailable as refused:
            assert refused.message.isprintable()
        else:
            assert all(20 <= bpm <= 999 for bpm in found.tempi)
            assert all(bars >= 1 for bars in found.bars)

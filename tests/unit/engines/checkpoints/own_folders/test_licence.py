"""A folder's licence is what its files say, and never more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tonekilnd.engines.checkpoints.own_folders.licence import licence_in

STABILITY = (
    "STABILITY AI COMMUNITY LICENSE AGREEMENT\n\nLast Updated: July 5, 2024\nNon-commercial use"
)


def test_nothing_found_is_unknown_and_allows_nothing(tmp_path: Path) -> None:
    found = licence_in(tmp_path)
    assert (found.name, found.url, found.non_commercial) == ("unknown", "", True)
    assert licence_in(tmp_path / "gone") == found


@pytest.mark.parametrize(
    ("file", "text", "name", "non_commercial"),
    [
        ("LICENSE.md", STABILITY, "Stability AI Community License (its LICENSE.md)", False),
        ("LICENSE", "MIT License\n\nCopyright (c)", "MIT (its LICENSE)", False),
        ("LICENCE.txt", "Attribution-NonCommercial 4.0", "CC-BY-NC (its LICENCE.txt)", True),
        (
            "LICENSE",
            "MIT License with changes: non-commercial use only",
            "a non-commercial licence (its LICENSE)",
            True,
        ),
        ("LICENSE", "Ask me first.", 'unknown (its LICENSE: "Ask me first.")', True),
        (
            "README.md",
            "---\ntags: [a]\nlicense: other\nlicense_name: stabilityai-community\n---\nhello",
            None,
            None,
        ),
        ("README.md", "---\nlicense: cc-by-nc-4.0\n---\n", "CC-BY-NC (its README.md)", True),
        ("README.md", "---\nlicense: mit\n---\n", "MIT (its README.md)", False),
        ("README.md", "this is under the MIT license", "unknown", True),
    ],
)
def test_what_a_file_says(
    tmp_path: Path, file: str, text: str, name: str | None, non_commercial: bool | None
) -> None:
    (tmp_path / file).write_text(text)
    found = licence_in(tmp_path)
    if name is None:
        assert found.name == "Stability AI Community License (its README.md)"
        assert not found.non_commercial
        return
    assert (found.name, found.non_commercial) == (name, non_commercial)


def test_two_licences_are_both_named_and_the_stricter_counts(tmp_path: Path) -> None:
    (tmp_path / "LICENSE.md").write_text(STABILITY)
    (tmp_path / "LICENSE_GEMMA.md").write_text("Gemma Terms of Use\n")
    found = licence_in(tmp_path)
    assert found.name == (
        "Stability AI Community License (its LICENSE.md) and "
        "Gemma Terms of Use (its LICENSE_GEMMA.md)"
    )
    (tmp_path / "LICENSE.txt").write_text("CC BY-NC 4.0")
    assert licence_in(tmp_path).non_commercial


def test_what_the_owner_says_is_shown_and_never_allows_more(tmp_path: Path) -> None:
    said = licence_in(tmp_path, "MIT")
    assert said.name == 'unknown; "MIT" says its folder'
    assert said.non_commercial
    assert not said.url
    (tmp_path / "LICENSE").write_text("CC BY-NC 4.0")
    assert licence_in(tmp_path, "CC0 1.0").non_commercial
    (tmp_path / "LICENSE").write_text("MIT License")
    assert not licence_in(tmp_path, "MIT").non_commercial
    assert licence_in(tmp_path, "non-commercial only").non_commercial

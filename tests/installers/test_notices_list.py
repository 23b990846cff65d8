"""The list of works: its table, its texts, and what it says when it and the files differ."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from installers.notices import listing
from installers.notices.component import Component, Text, hidden, unclaimed, without_files
from installers.notices.within import OF_THE_WHEEL, TEXTS, inside, table, text

SITE = "python/lib/python3.11/site-packages"
STRONG = {"AGPL": "AGPL-3.0.txt", "LGPL-2.1": "LGPL-2.1.txt", "MPL-2.0": "MPL-2.0.txt"}

paths = st.lists(st.text("abc./", min_size=1), max_size=8)


def work(*files: str, but: tuple[str, ...] = ()) -> Component:
    return Component("one", "1", "MIT", "somewhere", (Text("t", "words"),), files, but)


def test_every_text_of_the_table_is_there_and_every_text_there_is_used() -> None:
    named = {name for row in table() for name in row.texts if name != OF_THE_WHEEL}
    for name in named:
        assert len(text(name).content) > 200, name
    # Those of packages that have none of their own are named by the package.
    packages = {"python-osc.txt"}
    assert {path.name for path in TEXTS.iterdir()} <= named | packages


def test_a_licence_that_asks_for_its_words_has_them() -> None:
    for row in table():
        for licence, words in STRONG.items():
            if licence in row.licence:
                assert words in row.texts, row.name
        assert row.source, row.name


def test_what_is_linked_in_is_found_by_its_marker(tmp_path: Path) -> None:
    (tmp_path / "plugin.so").write_bytes(b"\0JUCE v7\0json.exception.\0")
    found = inside(tmp_path, ["plugin.so"], ["plugin.so"], [])
    assert [one.name for one in found] == ["JUCE", "JSON for Modern C++"]
    assert found[0].claims("plugin.so")


def test_what_a_wheel_carries_has_the_wheel_s_words(tmp_path: Path) -> None:
    file = tmp_path / SITE / "soxr" / "soxr_ext.abi3.so"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"soxr")
    path = file.relative_to(tmp_path).as_posix()
    (found,) = inside(tmp_path, [path], [], [work(f"{SITE}/soxr/")])
    assert {one.name for one in found.texts} == {"LGPL-2.1.txt", "t"}


def test_a_file_of_nobody_s_and_a_work_without_files_are_told_of() -> None:
    found = [work("bin/"), work("lib/a*", but=("lib/ab",))]
    assert unclaimed(found, ["bin/x", "lib/ac", "lib/ab", "other"]) == ["lib/ab", "other"]
    assert without_files([*found, work("nowhere/")], ["bin/x", "lib/ac"]) == ["one"]
    with pytest.raises(SystemExit, match="of unknown origin"):
        listing.complain(found, ["bin/x", "lib/ac", "other"])
    with pytest.raises(SystemExit, match="not there"):
        listing.complain(found, ["bin/x"])


def test_a_library_in_a_package_is_somebody_s_by_name() -> None:
    carried = f"{SITE}/numpy.libs/libscipy_openblas64_-1.so"
    module = f"{SITE}/numpy/_core/_multiarray_umath.cpython-311.so"
    package = work(f"{SITE}/")
    assert hidden([package], [carried, module]) == [carried]
    assert hidden([package, work(f"{SITE}/numpy.libs/lib*")], [carried, module]) == []


@given(paths, paths)
def test_what_is_claimed_is_not_unclaimed(files: list[str], names: list[str]) -> None:
    found = [work(*files)]
    claimed = [name for name in names if found[0].claims(name)]
    assert sorted([*claimed, *unclaimed(found, names)]) == sorted(names)

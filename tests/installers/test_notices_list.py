"""The list of works: its table, its texts, and what it says when it and the files differ."""

from __future__ import annotations

from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from installers.notices import listing
from installers.notices.component import Component, Text, hidden, unclaimed, without_files
from installers.notices.wheels import wheel
from installers.notices.within import OF_THE_WHEEL, TEXTS, inside, table, text, to_look_into
from packaging.requirements import Requirement

SITE = "python/lib/python3.11/site-packages"
STRONG = {"AGPL": "AGPL-3.0.txt", "LGPL-2.1": "LGPL-2.1.txt", "MPL-2.0": "MPL-2.0.txt"}

paths = st.lists(st.text("abc./", min_size=1), max_size=8)


def work(*files: str, but: tuple[str, ...] = (), carries: bool = False) -> Component:
    return Component("one", "1", "MIT", "somewhere", (Text("t", "words"),), files, but, carries)


INTERPRETER = work("python/", but=(f"{SITE}/*",), carries=True)


def test_every_text_of_the_table_is_there_and_every_text_there_is_used() -> None:
    named = {name for row in table() for name in row.texts if name != OF_THE_WHEEL}
    for name in named:
        assert len(text(name).content) > 200, name
    # Those of packages that have none of their own are named by the package.
    packages = {"python-osc.txt", "CPython.txt"}
    assert {path.name for path in TEXTS.iterdir()} <= named | packages


def test_a_licence_that_asks_for_its_words_has_them() -> None:
    for row in table():
        for licence, words in STRONG.items():
            if licence in row.licence:
                assert words in row.texts, row.name
        assert row.source, row.name


def test_what_is_linked_in_is_found_by_its_marker(tmp_path: Path) -> None:
    (tmp_path / "plugin.so").write_bytes(b"\0JUCE v7\0json.exception.\0")
    found = inside(tmp_path, ["plugin.so"], ["plugin.so"], [], [])
    assert [one.name for one in found] == ["JUCE", "JSON for Modern C++"]
    assert found[0].claims("plugin.so")


def test_what_a_wheel_carries_has_the_wheel_s_words(tmp_path: Path) -> None:
    file = tmp_path / SITE / "soxr" / "soxr_ext.abi3.so"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"soxr")
    path = file.relative_to(tmp_path).as_posix()
    (found,) = inside(tmp_path, [path], [], [], [work(f"{SITE}/soxr/")])
    assert {one.name for one in found.texts} == {"LGPL-2.1.txt", "t"}


def test_a_file_of_nobody_s_and_a_work_without_files_are_told_of() -> None:
    found = [work("bin/"), work("lib/a*", but=("lib/ab",))]
    assert unclaimed(found, ["bin/x", "lib/ac", "lib/ab", "other"]) == ["lib/ab", "other"]
    assert without_files([*found, work("nowhere/")], ["bin/x", "lib/ac"]) == ["one"]
    with pytest.raises(SystemExit, match="of unknown origin"):
        listing.complain(found, ["bin/x", "lib/ac", "other"], [])
    with pytest.raises(SystemExit, match="not there"):
        listing.complain(found, ["bin/x"], [])
    with pytest.raises(SystemExit, match=r"does not tell: .*bin/x"):
        listing.complain([work("bin/", carries=True)], ["bin/x"], ["bin/x"])


@pytest.mark.parametrize(
    "name",
    [
        f"{SITE}/nobody_looked/_sodium.abi3.so",
        f"{SITE}/nobody_looked/data/blob.bin",
        f"{SITE}/nobody_looked.libs/libother-1a2b.so.3",
        f"{SITE}/numpy.libs/libscipy_openblas64_-1.so",
        "python/libother-3.dll",
        "python/lib/libother.so.1",
    ],
)
@pytest.mark.parametrize("begins", [b"\x7fELF", b"MZ\x90\0", b"\xcf\xfa\xed\xfe"])
def test_machine_code_that_nobody_looked_into_ends_the_build(
    name: str, begins: bytes, tmp_path: Path
) -> None:
    written(tmp_path / name, begins)
    carrier = work(f"{SITE}/", carries=True)
    found = to_look_into(tmp_path, [name], INTERPRETER)
    assert hidden([carrier, INTERPRETER], found) == [name]
    assert hidden([carrier, INTERPRETER, work(name)], found) == []


@pytest.mark.parametrize(
    "name",
    [
        f"{SITE}/numpy/_core/_multiarray_umath.cpython-311.so",
        f"{SITE}/nobody_looked/words.txt",
        "python/bin/python3.11",
        "python/lib/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so",
        "python/python313.dll",
    ],
)
def test_what_holds_only_what_is_told_is_let_pass(name: str, tmp_path: Path) -> None:
    written(tmp_path / name, b"words" if name.endswith(".txt") else b"\x7fELF")
    assert to_look_into(tmp_path, [name], INTERPRETER) == []


def test_every_package_of_the_daemon_has_a_notice_and_was_looked_into() -> None:
    """As they are installed here, so that a new one is told of before an installer is built."""
    found, unread = [], []
    for one in needed("tonekiln", "uv"):
        site = Path(str(one.locate_file("")))
        root = site.parents[1]
        files = [site / str(file) for file in one.files or () if ".." not in file.parts]
        paths = [file.relative_to(root).as_posix() for file in files]
        paths = [path for path in paths if (root / path).is_file()]
        folder = root / next(path for path in paths if path.endswith("/METADATA"))
        package = wheel(folder.parent, root, "bin", "ours")
        assert all(words.content.strip() for words in package.texts), package.name
        found += [package, *inside(root, paths, [], [], [package])]
        unread += to_look_into(root, paths, INTERPRETER)
    assert hidden(found, unread) == []
    assert {"PyNaCl", "libsodium, as PyNaCl carries it", "libffi, as CFFI carries it"} <= {
        one.name for one in found
    }


def needed(*names: str) -> list[Distribution]:
    """Packages, and what they need on this machine, as far as that goes."""
    found: dict[str, Distribution] = {}
    asked = list(names)
    while asked:
        one = distribution(asked.pop())
        if one.name not in found:
            found[one.name] = one
            wanted = map(Requirement, one.requires or ())
            asked += [w.name for w in wanted if not w.marker or w.marker.evaluate({"extra": ""})]
    del found["tonekiln"]  # installed in place, with no files of its own
    return list(found.values())


def written(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


@given(paths, paths)
def test_what_is_claimed_is_not_unclaimed(files: list[str], names: list[str]) -> None:
    found = [work(*files)]
    claimed = [name for name in names if found[0].claims(name)]
    assert sorted([*claimed, *unclaimed(found, names)]) == sorted(names)

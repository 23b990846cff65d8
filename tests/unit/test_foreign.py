"""Reading what others put there: an answer, or why not."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import pytest
from msgspec import Struct
from tests.systems import files_of_posix

from tonekiln import foreign
from tonekiln.foreign import Unreadable


class Pair(Struct):
    a: int
    b: str = ""


def why(path: Path, most: int = 1000) -> str:
    with pytest.raises(Unreadable) as refused:
        foreign.read(path, most)
    return refused.value.why


def test_a_file_is_read_to_its_bound(tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"12345")
    assert foreign.read(file, 5) == b"12345"
    assert why(file, 4) == "it is longer than 4 bytes"
    assert foreign.read_start(file, 3) == b"123"


def test_what_has_no_end_is_not_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(2**40)
    assert "longer than" in why(huge)


@files_of_posix
def test_what_is_in_a_files_place_is_named_and_never_waited_for(tmp_path: Path) -> None:
    places = {name: tmp_path / name for name in ("folder", "pipe", "nowhere", "loop", "below")}
    places["folder"].mkdir()
    places["nowhere"].symlink_to("/nowhere/at/all")
    places["loop"].symlink_to("loop")
    os.mkfifo(places["pipe"])
    (tmp_path / "file").write_bytes(b"")
    said = {name: why(path) for name, path in places.items() if name != "below"}
    assert said == {
        "folder": "it is a folder",
        "pipe": "it is a pipe",
        "nowhere": "a link that leads nowhere",
        "loop": "a link that leads back to itself",
    }
    assert why(tmp_path / "file" / "x") == "it lies below a file"
    with socket.socket(socket.AF_UNIX) as made:
        os.chdir(tmp_path)
        made.bind("s")
    assert why(tmp_path / "s") == "it is a socket"
    assert why(Path(os.devnull)) == "it is a device"
    assert why(tmp_path / ("x" * 400)) == "its name is too long"
    assert why(tmp_path / "a\0b") == "its name is no name of a file"


@files_of_posix
def test_only_what_is_not_there_is_absent(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    for name, absent in (("nothing", True), ("link", False)):
        with pytest.raises(Unreadable) as refused:
            foreign.status_of(tmp_path / name)
        assert refused.value.absent is absent


@pytest.mark.parametrize(
    ("number", "says"),
    [(errno.EACCES, "permission denied"), (errno.EIO, "the drive gives an error")],
)
def test_what_only_the_system_can_refuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, says: str
) -> None:
    """Root may read everything, and no drive fails on demand."""
    file = tmp_path / "f"
    file.write_bytes(b"x")

    def refused(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refused)
    assert why(file) == says
    monkeypatch.setattr(os, "scandir", refused)
    with pytest.raises(Unreadable, match=says):
        foreign.names_in(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\0\0",
        b"<html>",
        b"\xff\xfe{",
        "ü".encode("latin-1"),
        b"[" * 100_000,
        b"9" * 5000,
    ],
)
def test_what_is_no_json(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "f.json"
    file.write_bytes(content)
    for read in (lambda: foreign.read_json(file, Pair), lambda: foreign.read_object(file)):
        with pytest.raises(Unreadable):
            read()


@pytest.mark.parametrize("content", [b"null", b"[]", b"{}", b'{"a": "1"}', b'{"a": null}', b"7"])
def test_json_of_another_shape(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "f.json"
    file.write_bytes(content)
    with pytest.raises(Unreadable, match="does not hold what it should"):
        foreign.read_json(file, Pair)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "f.json"
    file.write_bytes(b'\xef\xbb\xbf{"a": 1}')
    assert foreign.read_json(file, Pair).a == 1
    assert foreign.read_object(file) == {"a": 1}
    assert foreign.read_text(file, 100) == '{"a": 1}'


def test_names_of_a_folder_are_bounded(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number:02}").write_bytes(b"")
    assert len(foreign.names_in(tmp_path)) == 20
    assert len(foreign.names_in(tmp_path, most=7)) == 7
    with pytest.raises(Unreadable):
        foreign.names_in(tmp_path / "00")


def test_a_path_for_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    home = Path("/home/ada").absolute()
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(home))
    assert foreign.shown(str(home / "w")) == str(Path("~") / "w")
    assert foreign.shown("/home/adam/w") == "/home/adam/w"
    assert foreign.shown("/räum\n\x1b[31m") == "/räum\\n\\x1b[31m"
    assert foreign.shown("/a\udcff") == "/a\\xff"
    assert len(foreign.shown("/" + "x" * 4000)) < 400
    for text in ("\ud800", "\udcff" * 10):
        foreign.shown(text).encode()

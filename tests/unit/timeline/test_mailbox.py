"""The mailbox, against its real other half in Lua where there is one, and against silence."""

from __future__ import annotations

import shutil
import stat
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.patience import PATIENCE_SECONDS
from tests.unit.timeline.clips import clip_of

from tonekiln.timeline import mailbox as module
from tonekiln.timeline.errors import RoadClosed, Vanished
from tonekiln.timeline.letters import decode, encode
from tonekiln.timeline.mailbox import Mailbox
from tonekiln.timeline.road import Road
from tonekiln.timeline.spot import Spot

LUA = shutil.which("lua5.4") or shutil.which("lua")
MAILBOX_LUA = Path(module.__file__).parent / "scripts" / "lua" / "mailbox.lua"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    mailbox = Mailbox(tmp_path / "mail")
    mailbox.prepare()
    (mailbox.folder / "here").write_text("daw=Test")
    return mailbox.folder


@contextmanager
def somebody(folder: Path, answer: bytes | None) -> Iterator[None]:
    """Takes one request, and answers with its id, with `answer`, or not at all (None)."""
    over = threading.Event()

    def take() -> None:
        while not over.wait(0.005):
            try:
                (folder / "request").rename(folder / "taken")
            except FileNotFoundError:
                continue
            if answer is not None:
                ident = decode((folder / "taken").read_bytes())["id"]
                (folder / "answer").write_bytes(answer.replace(b"ID", ident.encode()))
            return

    thread = threading.Thread(target=take)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_without_a_script_the_road_is_closed_at_once(tmp_path: Path) -> None:
    with pytest.raises(RoadClosed):
        Mailbox(tmp_path / "nobody").ask({"verb": "ping"}, 60)


def test_a_request_nobody_takes_is_withdrawn(folder: Path) -> None:
    with pytest.raises(RoadClosed):
        Mailbox(folder, pick_up=0.05).ask({"verb": "ping"}, 60)
    assert not (folder / "request").exists()


def test_a_daw_that_vanishes_loses_nothing_and_the_error_says_where(folder: Path) -> None:
    wav = folder / "drums.wav"
    wav.write_bytes(b"audio")
    road = Road("test", "Test DAW", Mailbox(folder))
    with (
        somebody(folder, None),
        pytest.MonkeyPatch.context() as patch,
        pytest.raises(Vanished) as error,
    ):
        patch.setattr("tonekiln.timeline.road.PLACE_SECONDS", 0.2)
        road.place(clip_of(wav), Spot())
    assert str(wav) in error.value.hint
    assert "daw place" in error.value.hint
    assert wav.read_bytes() == b"audio"


@pytest.mark.parametrize("answer", [b"", b"\xff\xfe", b"id=another&ok=1", b"x" * 100_000])
def test_an_answer_that_is_none_is_waited_past(folder: Path, answer: bytes) -> None:
    with somebody(folder, answer), pytest.raises(Vanished):
        Mailbox(folder).ask({"verb": "ping"}, 0.2)


def test_an_old_answer_is_not_taken_for_the_new_one(folder: Path) -> None:
    (folder / "answer").write_bytes(b"id=old&ok=1&daw=Old")
    with somebody(folder, b"id=ID&ok=1&daw=New"):
        assert Mailbox(folder).ask({"verb": "ping"}, PATIENCE_SECONDS)["daw"] == "New"


def test_the_folder_is_closed_to_others(tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path / "mail")
    mailbox.prepare()
    assert stat.S_IMODE(mailbox.folder.stat().st_mode) == 0o700


@pytest.mark.skipif(LUA is None, reason="Lua is not installed: apt-get install lua5.4")
def test_lua_reads_and_writes_the_same_letters(folder: Path) -> None:
    fields = {"verb": "place", "path": "/tmp/ünd + & = %41\n", "name": "", "bar": "5"}  # noqa: S108
    (folder / "request").write_bytes(encode(fields))
    program = (
        f"local box = dofile('{MAILBOX_LUA}').open('{folder}')\n"
        "local request = box:take()\n"
        "assert(box:take() == nil, 'a request is taken once')\n"
        "box:answer({id = '7'}, request)\n"
    )
    subprocess.run([LUA, "-e", program], check=True, timeout=PATIENCE_SECONDS)
    assert decode((folder / "answer").read_bytes()) == {**fields, "id": "7"}

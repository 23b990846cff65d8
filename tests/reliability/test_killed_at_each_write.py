"""Killed at each single write of a job's life: an answer for every job, and nothing lost.

A child process does what a daemon does to its files, and is killed by itself right before the n-th
statement or file operation, for every fifth n (`TONEKILN_KILL_EVERY=1`: for every n). Then it is
opened as by the next start.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from tests.example_engines import plan_of
from tests.unit.library.test_store import AUDIO, CLIP

from tonekiln.protocol import Accepted, ClipReady, Done, Failure, SearchClips, Timing, decode
from tonekilnd.database import open_database
from tonekilnd.jobs.journal import Journal, StoredJob
from tonekilnd.jobs.letters import Letter
from tonekilnd.jobs.outbox import Outbox
from tonekilnd.jobs.recovery import answer_for_unfinished
from tonekilnd.library.index import ClipIndex
from tonekilnd.library.plan_lines import PlanLines
from tonekilnd.library.provenance import clip_of_file
from tonekilnd.library.store import Library

WRITES = ("INSERT", "UPDATE", "DELETE", "BEGIN", "COMMIT", "CREATE", "PRAGMA")
OPERATIONS = {"os.rename", "os.link", "os.remove", "os.mkdir", "os.truncate"}
PLANS = {name: plan_of("toy", prompt=f"drums {name}") for name in ("a", "b", "c")}

EVERY = int(os.environ.get("TONEKILN_KILL_EVERY", "5"))
"""Each so-and-so-many-th write; 1 for all of them, which takes minutes on a busy machine."""

Tell = Callable[[str, str], object]


class Opened:
    """A home's parts as a daemon has them; what clients are told is told to `tell`."""

    def __init__(self, home: Path, tell: Tell = lambda _what, _id: None) -> None:
        self.database = open_database(home / "tonekiln.db")
        self.library = Library(home / "library", ClipIndex(self.database), 0)
        self.journal = Journal(self.database, PlanLines(home / "library"))
        self.tell = tell
        self.outbox = Outbox(self.journal, self._deliver)
        answer_for_unfinished(self.journal, self.library, self.outbox)

    def _deliver(self, _client: bytes, letter: Letter) -> bool:
        message = decode(letter.frames).message
        if isinstance(message, ClipReady):
            self.tell("clip", message.clip.clip_id)
        elif isinstance(message, Done | Failure):
            self.tell("end", message.job)
        return True


def a_day(opened: Opened) -> None:
    """Jobs with a clip each, one that fails, marks and a removal."""
    tell = opened.tell
    for number, name in enumerate(PLANS):
        accept(opened, name)
        if name == "b":
            error = Failure(job=name, code="internal", message="it failed")
            opened.outbox.emit(b"me", name, error)
            continue
        clip = msgspec.structs.replace(
            CLIP, clip_id=f"{number:016x}", name=f"clip-{name}", plan_id=PLANS[name].plan_id
        )
        clip = opened.library.write(clip, AUDIO, msgspec.json.encode(PLANS[name]), 0, name)
        opened.library.add(clip, name)
        opened.outbox.emit(b"me", name, ClipReady(job=name, clip=clip))
        opened.outbox.emit(b"me", name, Done(job=name, clip_ids=(clip.clip_id,), timing=Timing()))
    opened.library.mark(f"{0:016x}", pinned=True, favourite=None)
    tell("pinned", f"{0:016x}")
    tell("removing", f"{2:016x}")
    opened.library.remove(f"{2:016x}")
    tell("removed", f"{2:016x}")


def accept(opened: Opened, name: str) -> None:
    plan = PLANS[name]
    accepted = Accepted(job=name, place=0, eta_ms=None, engine="toy", plan_id=plan.plan_id)
    stored = StoredJob(name, b"me", "digest", plan.plan_id, msgspec.json.encode(accepted), False)
    opened.journal.accept(stored, plan)
    opened.tell("accepted", name)


def in_a_child(home: Path, die_at: int | None, act: Callable[[Tell], object]) -> tuple[list, bool]:
    """What the child told until it was killed, and whether it came to its end.

    Args:
        home: whose files count.
        die_at: which of its writes it does not get to; None for the last.
        act: what it does.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            die_before(home, die_at)
            act(lambda what, name: os.write(writer, json.dumps([what, name]).encode() + b"\n"))
            os._exit(0)
        except BaseException as error:
            os.write(2, repr(error).encode())
            os._exit(1)
    os.close(writer)
    with os.fdopen(reader, "rb") as told:
        lines = [json.loads(line) for line in told]
    status = os.waitpid(child, 0)[1]
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    assert killed or os.WEXITSTATUS(status) == 0
    return lines, not killed


def die_before(home: Path, die_at: int | None) -> None:
    left = [die_at]

    def write() -> None:
        if left[0] is None:
            return
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    def statement(text: str) -> None:
        if text.lstrip().upper().startswith(WRITES):
            write()

    def hook(event: str, arguments) -> None:
        if event in OPERATIONS:
            write()
        elif event == "open" and str(arguments[0]).startswith(str(home)):
            flags = arguments[2]
            if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                write()

    def traced(*arguments, **options) -> sqlite3.Connection:
        connection = connect(*arguments, **options)
        connection.set_trace_callback(statement)
        return connection

    connect, sqlite3.connect = sqlite3.connect, traced
    sys.addaudithook(hook)


def assert_nothing_lost(home: Path, told: list, again: list) -> None:
    """Of what clients heard, before the kill and after the next start."""
    heard = {what: {name for kind, name in (*told, *again) if kind == what} for what, _ in told}
    whole = sqlite3.connect(home / "tonekiln.db").execute("PRAGMA integrity_check").fetchone()
    assert whole == ("ok",)
    opened = Opened(home)
    assert opened.journal.unfinished() == []
    ends = [name for kind, name in told if kind == "end"]
    ends += [name for kind, name in again if kind == "end" and name not in ends]
    assert sorted(ends) == sorted(set(ends)), "a job with two ends"
    assert heard.get("accepted", set()) <= set(ends), "a job without an end"
    for name in heard.get("accepted", set()):
        assert opened.journal.plan(PLANS[name].plan_id) == PLANS[name]
        kinds = [event.kind for event in opened.journal.events_of_job(name)]
        assert len([kind for kind in kinds if kind != "clip"]) == 1, kinds
    clips = {clip.clip_id: clip for clip in opened.library.search(SearchClips())[0]}
    gone = heard.get("removing", set())
    assert heard.get("clip", set()) - gone <= clips.keys(), "a clip that was promised"
    assert not heard.get("removed", set()) & clips.keys(), "a clip that came back"
    assert all(clips[clip_id].pinned for clip_id in heard.get("pinned", ()))
    files = {path for path in (home / "library").iterdir() if path.suffix not in (".jsonl",)}
    assert {Path(clip.path) for clip in clips.values() if clip.clip_id not in gone} <= files
    assert all(path.suffix == ".wav" and clip_of_file(path) for path in files)
    opened.database.close()


def prepare(_home: Path) -> None:
    """A home that is not there yet."""


def survive(
    home: Path, start: Callable[[Path], object], act: Callable[[Path, Tell], object]
) -> int:
    """Kill at each write; returns how many there were."""
    for die_at in range(0, 1_000, EVERY):
        place = home / str(die_at)
        place.mkdir()
        start(place)
        told, came_to_its_end = in_a_child(place, die_at, lambda tell, at=place: act(at, tell))
        again, _ = in_a_child(place, None, lambda tell, at=place: Opened(at, tell))
        assert_nothing_lost(place, told, again)
        for part in place.glob("tonekiln.db*"):
            part.unlink()
        after = Opened(place)
        accepted = {name for kind, name in told if kind == "accepted"}
        assert all(after.journal.plan(PLANS[name].plan_id) == PLANS[name] for name in accepted)
        after.database.close()
        if came_to_its_end:
            return die_at
    raise AssertionError("it never came to its end")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a child that shares what was imported")
def test_a_day(tmp_path: Path) -> None:
    assert survive(tmp_path, prepare, lambda home, tell: a_day(Opened(home, tell))) > 60

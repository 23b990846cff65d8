"""What was seen so far, kept in the home after every step, so that a check can be gone on with."""

from __future__ import annotations

import os
from datetime import date
from enum import StrEnum
from pathlib import Path

import msgspec

import tonekiln
from tonekiln import foreign, in_the_way
from tonekiln.foreign import Unreadable
from tonekiln.home import Home
from tonekiln.platform import open_files

_MOST_BYTES = 2**20

Fact = str | int | float | bool


class Said(StrEnum):
    """What the person answered."""

    YES = "yes"
    NO = "no"
    SKIPPED = "skipped"
    NOT_ASKED = "not asked"


class Looked(StrEnum):
    """What this program found by itself."""

    FOUND = "found"
    NOT_FOUND = "not found"
    SKIPPED = "skipped"
    NOTHING_TO_LOOK_AT = "nothing to look at"


class StepSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One step, done.

    Attributes:
        facts: numbers and versions; nothing private.
        note: the person's own words, without what is private.
    """

    said: Said = Said.NOT_ASKED
    looked: Looked = Looked.NOTHING_TO_LOOK_AT
    facts: dict[str, Fact] = {}
    note: str = ""

    @property
    def bad(self) -> bool:
        """Whether it was not as it should be."""
        return self.said is Said.NO or self.looked is Looked.NOT_FOUND


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A check of a DAW.

    Attributes:
        version: of this program.
        began: the day, ISO 8601.
        clip: the newest clip's id, or "".
    """

    daw: str
    version: str
    began: str
    steps: dict[str, StepSeen] = {}
    clip: str = ""

    def with_step(self, name: str, seen: StepSeen, clip: str) -> Record:
        """The same, one step on."""
        steps = {**self.steps, name: seen}
        return msgspec.structs.replace(self, steps=steps, clip=clip or self.clip)


def new_record(daw: str) -> Record:
    """Of a check that begins today."""
    return Record(daw=daw, version=tonekiln.__version__, began=date.today().isoformat())


class Shelf:
    """Where the record of one DAW's check is kept."""

    def __init__(self, home: Home, daw: str) -> None:
        self._daw = daw
        self._path = home.root / "daw" / f"check-{daw}.json"

    def read(self) -> tuple[Record | None, str]:
        """An earlier record of this version, and a sentence about one that is not gone on with."""
        try:
            record = foreign.read_json(self._path, Record, _MOST_BYTES)
        except Unreadable as problem:
            said = "" if problem.absent else in_the_way.set_aside(self._path, problem.why)
            return None, said
        if (record.daw, record.version) != (self._daw, tonekiln.__version__):
            return None, f"an earlier check was of Tonekiln {record.version}: this one begins anew"
        return record, ""

    def write(self, record: Record) -> None:
        """Keep it. Raises OSError."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(self._path, msgspec.json.encode(record), mode=0o600)

    def clear(self) -> None:
        """Forget it: the check is done."""
        open_files.unlink(self._path, missing_ok=True)


def write_whole(path: Path, content: bytes, mode: int = 0o666) -> None:
    """Write a file that is there whole or not at all. Raises OSError."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(part, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(content)
        open_files.replace(part, path)
    finally:
        open_files.discard(part)

"""The index of clips: what is in the library and how to find it."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path, PurePath

import msgspec
from msgspec.structs import replace

from tonekiln.foreign import NOT_JSON
from tonekiln.protocol import Clip, SearchClips
from tonekiln.protocol.errors import NotFound, TonekilnError
from tonekilnd.database import transaction

from .marks import Mark
from .provenance import clip_of_file
from .search import Asked, comparable, conditions, plain_key

log = logging.getLogger(__name__)

_COLUMNS = (
    *("id", "path", "file", "name", "plan_id", "job", "bpm", "key", "engine", "words", "bytes"),
    *("pinned", "favourite", "marked", "clip", "number"),
)
_ADD = (
    f"INSERT INTO clips ({', '.join(_COLUMNS)}) "  # noqa: S608 - built of constants
    f"VALUES ({', '.join('?' * (len(_COLUMNS) - 1))}, "
    "coalesce((SELECT max(number) FROM clips), 0) + 1)"
)
_MOST_COUNTS = 64
_SEEN = "seen"
_ROW = "id, path, pinned, favourite, clip"


class ClipIndex:
    """The clips table. Used from the event loop's thread only."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._counts: dict[tuple[object, ...], int] = {}
        """How many clips answer lately asked queries, until clips come, go or are marked."""
        self._version = 0
        """Of what other connections have written."""
        self.connection = connection

    def add(self, clip: Clip, job: str, marked: int = 0) -> None:
        """Put a clip in, or replace it.

        Args:
            clip: with its path and marks.
            job: which made it; "" where nobody knows.
            marked: the number of its latest mark; 0 keeps the one that is there.
        """
        self._counts.clear()
        with transaction(self._db):
            before = self._db.execute(
                "SELECT max(marked) FROM clips WHERE id = ? OR path = ?", (clip.clip_id, clip.path)
            ).fetchone()[0]
            self._db.execute(
                "DELETE FROM clips WHERE id = ? OR path = ?", (clip.clip_id, clip.path)
            )
            self._db.execute(_ADD, _row_of(clip, job, marked or before or 0))

    def together(self) -> AbstractContextManager[None]:
        """All changes within happen at once."""
        return transaction(self._db)

    def has_file(self, path: str) -> bool:
        """Whether a clip has this file."""
        found = self._db.execute("SELECT 1 FROM clips WHERE path = ?", (path,)).fetchone()
        return found is not None

    def find(self, clip_id: str) -> Clip:
        """One clip. Raises NotFound."""
        for clip in self._clips("WHERE id = ?", clip_id):
            return clip
        raise NotFound(
            f"there is no clip {clip_id}", field="clip_id", hint="`tonekiln library` lists them"
        )

    def of_job(self, job: str) -> list[Clip]:
        """The clips a job made, in order."""
        return list(self._clips("WHERE job = ? ORDER BY number", job))

    def of_plan(self, plan_id: str) -> list[Clip]:
        """The clips of a Plan, oldest first."""
        return list(self._clips("WHERE plan_id = ? ORDER BY number", plan_id))

    def inputs(self) -> set[str]:
        """The digests of all that clips were made of."""
        rows = self._db.execute(
            "SELECT DISTINCT sha256 FROM plan_inputs WHERE EXISTS "
            "(SELECT 1 FROM clips WHERE clips.plan_id = plan_inputs.plan)"
        )
        return {row["sha256"] for row in rows}

    def plans_that_miss(self) -> set[str]:
        """The Plans of clips that nobody remembers."""
        rows = self._db.execute(
            "SELECT DISTINCT plan_id FROM clips WHERE plan_id NOT IN (SELECT id FROM plans)"
        )
        return {row["plan_id"] for row in rows}

    def search(self, query: SearchClips) -> tuple[list[Clip], int]:
        """Clips that fit the query, newest first, and how many there are in all."""
        asked = conditions(query)
        total = self._count(asked) if asked.where else self.totals()[0]
        numbers = self._db.execute(
            f"SELECT {asked.number} FROM {asked.tables} WHERE {asked.where or '1'} "  # noqa: S608
            f"ORDER BY {asked.number} DESC LIMIT ? OFFSET ?",
            (*asked.values, query.limit, query.offset),
        )
        found = [int(row[0]) for row in numbers]
        places = ", ".join("?" * len(found))
        return list(self._clips(f"WHERE number IN ({places}) ORDER BY number DESC", *found)), total

    def _count(self, asked: Asked) -> int:
        """How many there are in all: of the next page, or the same words again, it is known."""
        version = int(self._db.execute("PRAGMA data_version").fetchone()[0])
        if version != self._version:
            self._counts.clear()
            self._version = version
        key = (asked.tables, asked.where, *asked.values)
        if key not in self._counts:
            count = f"SELECT count(*) FROM {asked.tables} WHERE {asked.where}"  # noqa: S608
            if len(self._counts) >= _MOST_COUNTS:
                self._counts.clear()
            self._counts[key] = int(self._db.execute(count, asked.values).fetchone()[0])
        return self._counts[key]

    def remove(self, clip_id: str) -> None:
        """Take a clip out."""
        self._counts.clear()
        self._db.execute("DELETE FROM clips WHERE id = ?", (clip_id,))

    def mark(self, clip_id: str, mark: Mark) -> Clip:
        """Store a clip's changed marks, and return the clip. Raises NotFound."""
        self._counts.clear()
        marked = replace(self.find(clip_id), pinned=mark.pinned, favourite=mark.favourite)
        self._db.execute(
            "UPDATE clips SET pinned = ?, favourite = ?, marked = ?, clip = ? WHERE id = ?",
            (mark.pinned, mark.favourite, mark.number, msgspec.json.encode(marked), clip_id),
        )
        return marked

    def marks(self) -> dict[str, Mark]:
        """The marks of every clip that was ever marked."""
        rows = self._db.execute("SELECT id, pinned, favourite, marked FROM clips WHERE marked")
        return {
            row["id"]: Mark(
                clip=row["id"],
                pinned=bool(row["pinned"]),
                favourite=bool(row["favourite"]),
                number=row["marked"],
            )
            for row in rows
        }

    def mark_of(self, clip: Clip) -> Mark:
        """A clip's marks, with the number of the latest."""
        row = self._db.execute("SELECT marked FROM clips WHERE id = ?", (clip.clip_id,)).fetchone()
        number = int(row["marked"]) if row else 0
        return Mark(clip=clip.clip_id, pinned=clip.pinned, favourite=clip.favourite, number=number)

    def mark_all(self, marks: Iterable[Mark]) -> None:
        """`mark` for many at once; clips that are not here are passed over."""
        with transaction(self._db):
            for mark in marks:
                if self._db.execute("SELECT 1 FROM clips WHERE id = ?", (mark.clip,)).fetchone():
                    self.mark(mark.clip, mark)

    def folder_seen(self, folder: Path) -> int | None:
        """When a folder was changed last before it was read for files; None where nobody knows."""
        row = self._db.execute(
            "SELECT value FROM numbers WHERE name = ?", (_seen(folder),)
        ).fetchone()
        return None if row is None else int(row["value"])

    def see_folder(self, folder: Path, changed_ns: int) -> None:
        """Remember that every file of a folder as it is now is known."""
        self._db.execute(
            "INSERT OR REPLACE INTO numbers (name, value) VALUES (?, ?)",
            (_seen(folder), changed_ns),
        )

    def paths(self) -> set[str]:
        """Every clip's file."""
        return {path for (path,) in map(tuple, self._db.execute("SELECT path FROM clips"))}

    def totals(self) -> tuple[int, int]:
        """How many clips, and how many bytes; kept as clips come and go."""
        row = self._db.execute("SELECT clips, bytes FROM totals").fetchone()
        return int(row["clips"]), int(row["bytes"])

    def _clips(self, which: str, *values: object) -> Iterator[Clip]:
        """Clips by their rows; what one of them does not say any more, its file may."""
        rows = self._db.execute(f"SELECT {_ROW} FROM clips {which}", values)  # noqa: S608
        for row in rows.fetchall():
            try:
                yield msgspec.json.decode(row["clip"], type=Clip)
            except (*NOT_JSON, TypeError) as error:
                log.warning("the row of clip %s cannot be read: %s", row["id"], error)
                mended = _from_its_file(row)
                if mended is not None:
                    yield mended


def _from_its_file(row: sqlite3.Row) -> Clip | None:
    try:
        clip = clip_of_file(Path(row["path"]))
    except (TonekilnError, *NOT_JSON, OSError):
        return None
    marks = {"pinned": bool(row["pinned"]), "favourite": bool(row["favourite"])}
    return replace(clip, clip_id=row["id"], **marks)


def _row_of(clip: Clip, job: str, marked: int) -> tuple[object, ...]:
    words = comparable(" ".join((clip.prompt, clip.name, clip.engine, clip.stem or "")))
    return (
        clip.clip_id,
        clip.path,
        PurePath(clip.path).name,
        clip.name,
        clip.plan_id,
        job,
        clip.bpm,
        plain_key(clip.key),
        clip.engine,
        words,
        clip.bytes,
        clip.pinned,
        clip.favourite,
        marked,
        msgspec.json.encode(clip),
    )


def _seen(folder: Path) -> str:
    """The name of a folder's number; a path may hold what UTF-8 has no bytes for."""
    return f"{_SEEN} {str(folder)!a}"

"""The index of clips: what is in the library and how to find it."""

from __future__ import annotations

import sqlite3
import unicodedata

import msgspec

from tonekiln.protocol import Clip, SearchClips
from tonekiln.protocol.errors import NotFound

_SCHEMA = """
CREATE TABLE IF NOT EXISTS clips (
    id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE, plan_id TEXT NOT NULL, job TEXT NOT NULL,
    bpm REAL NOT NULL, key TEXT, engine TEXT NOT NULL, words TEXT NOT NULL,
    bytes INTEGER NOT NULL, pinned INTEGER NOT NULL, favourite INTEGER NOT NULL,
    number INTEGER NOT NULL, clip BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS clips_by_number ON clips (number);
CREATE INDEX IF NOT EXISTS clips_by_plan ON clips (plan_id);
"""


class ClipIndex:
    """The clips table. Used from the event loop's thread only."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._db.executescript(_SCHEMA)

    def add(self, clip: Clip, job: str) -> None:
        """Put a clip in, or replace it."""
        words = _comparable(" ".join((clip.prompt, clip.name, clip.engine, clip.stem or "")))
        self._db.execute(
            "INSERT OR REPLACE INTO clips VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
            "coalesce((SELECT max(number) FROM clips), 0) + 1, ?)",
            (
                clip.clip_id,
                clip.path,
                clip.plan_id,
                job,
                clip.bpm,
                _plain_key(clip.key),
                clip.engine,
                words,
                clip.bytes,
                clip.pinned,
                clip.favourite,
                msgspec.json.encode(clip),
            ),
        )

    def find(self, clip_id: str) -> Clip:
        """One clip. Raises NotFound."""
        row = self._db.execute("SELECT clip FROM clips WHERE id = ?", (clip_id,)).fetchone()
        if row is None:
            raise NotFound(
                f"there is no clip {clip_id}", field="clip_id", hint="`tonekiln library` lists them"
            )
        return _clip_of(row)

    def of_job(self, job: str) -> list[Clip]:
        """The clips a job made, in order."""
        rows = self._db.execute("SELECT clip FROM clips WHERE job = ? ORDER BY number", (job,))
        return [_clip_of(row) for row in rows]

    def of_plan(self, plan_id: str) -> list[Clip]:
        """The clips of a Plan, oldest first."""
        rows = self._db.execute(
            "SELECT clip FROM clips WHERE plan_id = ? ORDER BY number", (plan_id,)
        )
        return [_clip_of(row) for row in rows]

    def plan_ids(self) -> set[str]:
        """The Plans that clips were made from."""
        return {row["plan_id"] for row in self._db.execute("SELECT DISTINCT plan_id FROM clips")}

    def search(self, query: SearchClips) -> tuple[list[Clip], int]:
        """Clips that fit the query, newest first, and how many there are in all."""
        where, values = _conditions(query)
        total = self._db.execute(
            f"SELECT count(*) FROM clips WHERE {where}",  # noqa: S608 - built of constants
            values,
        ).fetchone()[0]
        rows = self._db.execute(
            f"SELECT clip FROM clips WHERE {where} "  # noqa: S608 - built of constants
            "ORDER BY number DESC LIMIT ? OFFSET ?",
            (*values, query.limit, query.offset),
        )
        return [_clip_of(row) for row in rows], int(total)

    def remove(self, clip_id: str) -> None:
        """Take a clip out."""
        self._db.execute("DELETE FROM clips WHERE id = ?", (clip_id,))

    def replace(self, clip: Clip) -> None:
        """Store a clip's changed marks."""
        self._db.execute(
            "UPDATE clips SET pinned = ?, favourite = ?, clip = ? WHERE id = ?",
            (clip.pinned, clip.favourite, msgspec.json.encode(clip), clip.clip_id),
        )

    def paths(self) -> set[str]:
        """Every clip's file."""
        return {row["path"] for row in self._db.execute("SELECT path FROM clips")}

    def totals(self) -> tuple[int, int]:
        """How many clips, and how many bytes."""
        row = self._db.execute("SELECT count(*), coalesce(sum(bytes), 0) FROM clips").fetchone()
        return int(row[0]), int(row[1])


def _conditions(query: SearchClips) -> tuple[str, tuple[object, ...]]:
    parts: list[str] = ["1"]
    values: list[object] = []
    for word in _comparable(query.words).split():
        parts.append("words LIKE ? ESCAPE '\\'")
        escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        values.append(f"%{escaped}%")
    exact: list[tuple[str, object]] = [
        ("engine = ?", query.engine),
        ("key = ?", _plain_key(query.key)),
        ("bpm >= ?", None if query.bpm_min is None else float(query.bpm_min)),
        ("bpm <= ?", None if query.bpm_max is None else float(query.bpm_max)),
        ("favourite = ?", query.favourite),
    ]
    for condition, value in exact:
        if value is not None:
            parts.append(condition)
            values.append(value)
    return " AND ".join(parts), tuple(values)


def _comparable(words: str) -> str:
    """Words as they are compared: without case, and composed, however they were typed."""
    return unicodedata.normalize("NFC", words).lower()


def _plain_key(key: str | None) -> str | None:
    """One spelling a key: `Am`, `a minor` and `A min` are the same."""
    if key is None:
        return None
    text = key.strip().replace("♯", "#").replace("♭", "b")
    tonic, mode = text[:1].upper(), text[1:]
    if mode[:1] in ("#", "b"):
        tonic, mode = tonic + mode[0], mode[1:]
    spelled = {"": "major", "maj": "major", "m": "minor", "min": "minor"}
    return f"{tonic} {spelled.get(mode.strip(), mode.strip())}"


def _clip_of(row: sqlite3.Row) -> Clip:
    return msgspec.json.decode(row["clip"], type=Clip)

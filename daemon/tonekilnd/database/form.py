"""The form of the database, and the way to it from every earlier one.

`PRAGMA user_version` holds the form's number: 0 is what version 0.1 wrote, which had none. A
change to any table is one more step in `_STEPS`; a step that was released is never changed.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import PurePath

import msgspec

from tonekiln.foreign import NOT_JSON
from tonekiln.protocol.errors import VersionMismatch

_FIRST = """
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY, client BLOB NOT NULL, request_digest TEXT NOT NULL,
    plan_id TEXT NOT NULL, accepted BLOB NOT NULL, ended REAL, created REAL NOT NULL);
CREATE TABLE IF NOT EXISTS plans (id TEXT PRIMARY KEY, plan BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY, job TEXT NOT NULL, client BLOB NOT NULL,
    kind TEXT NOT NULL, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS events_of_job ON events (job);
CREATE TABLE IF NOT EXISTS numbers (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS paces (engine TEXT PRIMARY KEY, seconds REAL NOT NULL);
CREATE TABLE IF NOT EXISTS clips (
    id TEXT PRIMARY KEY, path TEXT NOT NULL UNIQUE, plan_id TEXT NOT NULL, job TEXT NOT NULL,
    bpm REAL NOT NULL, key TEXT, engine TEXT NOT NULL, words TEXT NOT NULL,
    bytes INTEGER NOT NULL, pinned INTEGER NOT NULL, favourite INTEGER NOT NULL,
    number INTEGER NOT NULL, clip BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS clips_by_number ON clips (number);
CREATE INDEX IF NOT EXISTS clips_by_plan ON clips (plan_id);
"""
"""As version 0.1 wrote it."""

_FOUND_QUICKLY = """
ALTER TABLE clips ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE clips ADD COLUMN file TEXT NOT NULL DEFAULT '';
ALTER TABLE clips ADD COLUMN marked INTEGER NOT NULL DEFAULT 0;
UPDATE clips SET name = name_in(clip), file = file_in(path), marked = pinned OR favourite;
DROP INDEX clips_by_number;
CREATE UNIQUE INDEX clips_in_order ON clips (number);
CREATE INDEX clips_by_job ON clips (job);
CREATE INDEX clips_by_name ON clips (name);
CREATE INDEX clips_by_file ON clips (file);
CREATE INDEX clips_marked ON clips (marked) WHERE marked;
CREATE TABLE traits (
    number INTEGER PRIMARY KEY, words TEXT NOT NULL, bpm REAL NOT NULL, key TEXT,
    engine TEXT NOT NULL, favourite INTEGER NOT NULL);
CREATE VIRTUAL TABLE trigrams USING fts5 (
    words, content = 'traits', content_rowid = 'number', tokenize = 'trigram');
CREATE TABLE totals (
    only INTEGER PRIMARY KEY CHECK (only = 1), clips INTEGER NOT NULL, bytes INTEGER NOT NULL);
INSERT INTO totals (only, clips, bytes) SELECT 1, count(*), coalesce(sum(bytes), 0) FROM clips;
INSERT INTO traits (number, words, bpm, key, engine, favourite)
    SELECT number, words, bpm, key, engine, favourite FROM clips;
INSERT INTO trigrams (rowid, words) SELECT number, words FROM clips;
CREATE TRIGGER clip_comes AFTER INSERT ON clips BEGIN
    UPDATE totals SET clips = clips + 1, bytes = bytes + new.bytes;
    INSERT INTO traits (number, words, bpm, key, engine, favourite)
        VALUES (new.number, new.words, new.bpm, new.key, new.engine, new.favourite);
    INSERT INTO trigrams (rowid, words) VALUES (new.number, new.words);
END;
CREATE TRIGGER clip_goes AFTER DELETE ON clips BEGIN
    UPDATE totals SET clips = clips - 1, bytes = bytes - old.bytes;
    INSERT INTO trigrams (trigrams, rowid, words) VALUES ('delete', old.number, old.words);
    DELETE FROM traits WHERE number = old.number;
END;
CREATE TRIGGER clip_marked AFTER UPDATE OF favourite ON clips BEGIN
    UPDATE traits SET favourite = new.favourite WHERE number = new.number;
END;
CREATE TABLE plan_inputs (
    plan TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (plan, sha256)) WITHOUT ROWID;
"""
"""What is asked for often is beside the clips: `traits` has no long column, so that looking through
all of them reads little, and `trigrams` finds a part of a word in any script."""

_MARKS_READ_QUICKLY = """
DROP INDEX IF EXISTS clips_marked;
CREATE INDEX clips_marked ON clips (marked, id, pinned, favourite) WHERE marked;
"""
"""Each start reads all marks: 10,000 of them lie beside each other, and not in 10,000 long rows."""

_INPUT = b'"sha256":"'
_INPUT_DIGEST = re.compile(_INPUT + rb"([0-9a-f]{64})\"")
"""Read without decoding the Plan, so that inputs of Plans of other versions are known as well."""


def inputs_in(plan: bytes) -> frozenset[str]:
    """The digests of the inputs that an encoded Plan names."""
    return frozenset(digest.decode() for digest in _INPUT_DIGEST.findall(plan))


class Misfit(Exception):  # noqa: N818 - a finding
    """The file is a database, but not of the form that its number says."""


def _first(database: sqlite3.Connection) -> None:
    _execute(database, _FIRST)


def _found_quickly(database: sqlite3.Connection) -> None:
    database.create_function("name_in", 1, _name_in, deterministic=True)
    database.create_function("file_in", 1, _file_in, deterministic=True)
    _execute(database, _FOUND_QUICKLY)
    for plan_id, plan in database.execute(
        "SELECT id, plan FROM plans WHERE instr(plan, ?)", (_INPUT,)
    ).fetchall():
        keep_inputs(database, plan_id, inputs_in(plan))


def keep_inputs(database: sqlite3.Connection, plan_id: str, digests: frozenset[str]) -> None:
    """Remember which inputs a Plan needs."""
    database.executemany(
        "INSERT OR IGNORE INTO plan_inputs (plan, sha256) VALUES (?, ?)",
        [(plan_id, digest) for digest in digests],
    )


def _marks_read_quickly(database: sqlite3.Connection) -> None:
    _execute(database, _MARKS_READ_QUICKLY)


_STEPS: tuple[tuple[Callable[[sqlite3.Connection], None], ...], ...] = (
    (_first, _found_quickly),
    (_marks_read_quickly,),
)
"""What leads from each form to the next. The first also makes what 0.1 would have made."""

FORM = len(_STEPS)
"""The form that this version reads and writes."""


def bring_up_to_date(database: sqlite3.Connection) -> None:
    """Give a database of an earlier form, or an empty one, today's; each step whole or not at all.

    Raises:
        VersionMismatch: a later version wrote it; it is left as it is.
        Misfit: it has not the tables and columns that its number says.
        sqlite3.Error: it cannot be read or written now.
    """
    while (form := form_of(database)) < FORM:
        database.execute("BEGIN IMMEDIATE")
        try:
            for part in _STEPS[form]:
                part(database)
            database.execute(f"PRAGMA user_version = {form + 1}")
            database.execute("COMMIT")
        except BaseException:
            if database.in_transaction:
                database.execute("ROLLBACK")
            raise
    _check(database)


def form_of(database: sqlite3.Connection) -> int:
    """The number of a database's form. Raises VersionMismatch for those of later versions."""
    form = int(database.execute("PRAGMA user_version").fetchone()[0])
    if not 0 <= form <= FORM:
        raise VersionMismatch(
            f"tonekiln.db was written by a later version of Tonekiln (its form is {form}, this "
            f"version reads up to {FORM})",
            hint="update Tonekiln, or name another home; where neither is wanted, rename "
            "tonekiln.db: clips, plans and marks are read from the library's files",
        )
    return form


def _check(database: sqlite3.Connection) -> None:
    wanted, found = _form(), _shape(database)
    for table, columns in wanted.items():
        missing = columns.keys() - found.get(table, {}).keys()
        if table not in found or missing:
            raise Misfit(f"{table} lacks {', '.join(sorted(missing)) or 'everything'}")
        further = found[table].keys() - columns.keys()
        if any(found[table][name] for name in further):
            raise Misfit(f"{table} wants {', '.join(sorted(further))}, which nobody here knows")


@cache
def _form() -> dict[str, dict[str, bool]]:
    pattern = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for step in _STEPS:
            for part in step:
                part(pattern)
        return _shape(pattern)
    finally:
        pattern.close()


def _shape(database: sqlite3.Connection) -> dict[str, dict[str, bool]]:
    """Each table with its columns, and whether a row must give that column; indexes, triggers."""
    found: dict[str, dict[str, bool]] = {}
    for kind, name in database.execute("SELECT type, name FROM sqlite_master").fetchall():
        found[name] = {}
        if kind == "table":
            rows = database.execute("SELECT * FROM pragma_table_info(?)", (name,))
            for _, column, _, not_null, default, _ in map(tuple, rows):
                found[name][column] = bool(not_null) and default is None
    return found


def _execute(database: sqlite3.Connection, script: str) -> None:
    """Each statement of a script, within the transaction that runs (`executescript` ends it)."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            database.execute(statement)
            statement = ""


def _name_in(clip: object) -> str:
    if not isinstance(clip, bytes | str):
        return ""
    try:
        name = msgspec.json.decode(clip)["name"]
    except (*NOT_JSON, KeyError, TypeError):
        return ""
    return name if isinstance(name, str) else ""


def _file_in(path: object) -> str:
    return PurePath(path).name if isinstance(path, str) else ""

"""What can still be read of a damaged database, row by row.

Most damage is a few pages of many. Plans of clips whose files are gone, answers that a client has
not seen, and clips that can only be made again are nowhere but here.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from tonekiln.foreign import NOT_JSON
from tonekiln.protocol import KINDS, Accepted, Clip

from .form import inputs_in, keep_inputs

log = logging.getLogger(__name__)

Row = tuple[Any, ...]


def save_what_can_be_read(damaged: Path, into: sqlite3.Connection) -> None:
    """Copy every row that reads and says what its kind should; nothing is raised."""
    try:
        source = sqlite3.connect(f"{damaged.absolute().as_uri()}?mode=ro", uri=True)
    except (sqlite3.Error, ValueError) as error:
        log.warning("nothing of the damaged database can be read: %s", error)
        return
    source.text_factory = _text
    try:
        for table, (columns, fits) in _WANTED.items():
            count = _copy(source, into, table, columns, fits)
            log.info("saved %d rows of %s from the damaged database", count, table)
        into.execute("DELETE FROM numbers WHERE name <> 'event'")  # said of what was there then
        for plan_id, plan in into.execute("SELECT id, plan FROM plans").fetchall():
            keep_inputs(into, plan_id, inputs_in(plan))
    finally:
        source.close()


def _text(raw: bytes) -> str | bytes:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw  # no text: the row's check says so


def _copy(
    source: sqlite3.Connection,
    into: sqlite3.Connection,
    table: str,
    columns: tuple[str, ...],
    fits: Callable[..., bool],
) -> int:
    names, places = ", ".join(columns), ", ".join("?" * len(columns))
    saved = 0
    into.execute("BEGIN")
    for row in _readable(source, table, names):
        try:
            if fits(*row):
                saved += into.execute(
                    f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({places})",  # noqa: S608
                    row,
                ).rowcount
        except (sqlite3.Error, ValueError, TypeError, OverflowError):
            continue
    into.execute("COMMIT")
    return saved


def _readable(source: sqlite3.Connection, table: str, names: str) -> Iterator[Row]:
    """The rows before the first damaged page, and those behind the last."""
    for order in ("ASC", "DESC"):
        with contextlib.suppress(sqlite3.Error, OverflowError):
            yield from source.execute(
                f"SELECT {names} FROM {table} NOT INDEXED ORDER BY rowid {order}"  # noqa: S608
            )
            return


def _decodes(raw: object, kind: type) -> object:
    try:
        if not isinstance(raw, bytes | str):
            return None
        return msgspec.json.decode(raw, type=kind)
    except NOT_JSON:
        return None


def _is_plan(plan_id: object, plan: object) -> bool:
    found = _decodes(plan, dict)  # that of another version says more, or less
    return isinstance(found, dict) and found.get("plan_id") == plan_id


def _is_clip(clip_id: object, path: object, plan_id: object, *rest: object) -> bool:
    found = _decodes(rest[-1], Clip)
    if not isinstance(found, Clip):
        return False
    return (found.clip_id, found.path, found.plan_id) == (clip_id, path, plan_id)


def _is_job(
    _id: object, client: object, digest: object, plan_id: object, accepted: object, *_: object
) -> bool:
    told = _decodes(accepted, Accepted)
    return isinstance(told, Accepted) and isinstance(client, bytes) and isinstance(digest, str)


def _is_event(_seq: object, job: object, client: object, kind: object, body: object) -> bool:
    if not (isinstance(job, str) and isinstance(client, bytes) and isinstance(kind, str)):
        return False
    return kind in KINDS and _decodes(body, KINDS[kind]) is not None


def _is_number(name: object, value: object) -> bool:
    return isinstance(name, str) and isinstance(value, int | float) and value >= 0


_WANTED: dict[str, tuple[tuple[str, ...], Callable[..., bool]]] = {
    "plans": (("id", "plan"), _is_plan),
    "clips": (
        (
            *("id", "path", "plan_id", "job", "bpm", "key", "engine", "words", "bytes"),
            *("pinned", "favourite", "number", "clip"),
        ),
        _is_clip,
    ),
    "jobs": (
        ("id", "client", "request_digest", "plan_id", "accepted", "ended", "created"),
        _is_job,
    ),
    "events": (("seq", "job", "client", "kind", "body"), _is_event),
    "numbers": (("name", "value"), _is_number),
    "paces": (("engine", "seconds"), _is_number),
}
"""The columns that every form has, and what a row must be."""

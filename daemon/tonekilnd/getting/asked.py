"""What may be asked for: a row of the model cards, or the libraries alone."""

from __future__ import annotations

import hashlib

import msgspec

from tonekiln.protocol import GetEngine
from tonekiln.protocol.errors import EngineUnavailable, UnknownEngine
from tonekilnd.engines.model_cards.rows import Row, companions, refuse_a_folder, row_to_pull


def is_a_row(engine: str) -> bool:
    """Whether the model cards have something of this name to get."""
    try:
        row_to_pull(engine)
    except UnknownEngine:
        return False
    return True


def is_alone(engine: str) -> bool:
    """Whether it is no engine: what weights in folders of one's own need beside them."""
    return any(companion.name == engine for companion in companions())


def row_to_get(engine: str | None) -> Row | None:
    """The row to get; None for the libraries alone.

    Raises:
        EngineUnavailable: it is none of the model cards', which alone can be got; or a folder of
            one's own.
    """
    if engine is None:
        return None
    try:
        row = row_to_pull(engine)
    except UnknownEngine as error:
        raise EngineUnavailable(
            f"there is nothing to get for {engine}: it came with Tonekiln, or with a package",
            field="engine",
            hint="`tonekiln list` shows every engine and what it lacks",
        ) from error
    refuse_a_folder(row)
    return row


def digest_of(request: GetEngine) -> str:
    """A licence may be named or not: it is the same request."""
    same = msgspec.structs.replace(request, licence=None)
    return hashlib.sha256(same.kind.encode() + msgspec.json.encode(same)).hexdigest()

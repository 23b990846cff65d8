"""What the bridge and a script inside a DAW say to each other.

A letter is one line of form-encoded fields (`verb=place&bar=5`), which Lua, JavaScript and
Python read in a few lines each without a library. A request has `id` and `verb`; its answer has
the same `id` and either `ok=1` or `error` and `hint`.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

MAX_LETTER_BYTES = 64 * 1024
_MAX_FIELDS = 64

Letter = dict[str, str]


def encode(fields: Mapping[str, str]) -> bytes:
    """A letter as ASCII bytes."""
    return urlencode(fields).encode("ascii")


def decode(data: bytes) -> Letter:
    """The fields of a letter.

    Raises:
        ValueError: too long, not ASCII, or not form-encoded.
    """
    if len(data) > MAX_LETTER_BYTES:
        raise ValueError("the letter is too long")
    pairs = parse_qsl(
        data.decode("ascii"),
        keep_blank_values=True,
        strict_parsing=True,
        max_num_fields=_MAX_FIELDS,
        errors="strict",
    )
    return dict(pairs)

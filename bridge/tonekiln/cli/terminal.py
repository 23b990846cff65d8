"""What may pass to a terminal: letters, never anything that it would obey."""

from __future__ import annotations

import unicodedata

_ISOLATES_AND_OVERRIDES = frozenset(
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""They change the order in which what follows is shown (Unicode UAX 9)."""


def plain(line: str) -> str:
    """One line with its control characters written out, as ESC by its number.

    Names, prompts and notes come from requests and files of others: an escape sequence in one
    could move the cursor, rename the window or write to the clipboard; a line break could add a
    line that looks like ours.
    """
    return "".join(_written_out(c) if _is_obeyed(c) else c for c in line)


def _is_obeyed(character: str) -> bool:
    category = unicodedata.category(character)
    return category in {"Cc", "Zl", "Zp"} or character in _ISOLATES_AND_OVERRIDES


def _written_out(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")

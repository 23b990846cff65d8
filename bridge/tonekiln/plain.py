"""Text of others as it may be shown: letters, never anything that a terminal would obey."""

from __future__ import annotations

import unicodedata

_ISOLATES_AND_OVERRIDES = frozenset(
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""They change the order in which what follows is shown (Unicode UAX 9)."""


def plain(text: str) -> str:
    r"""One line of UTF-8, control characters written out, as `\x1b`.

    Names, prompts and notes come from requests and files of others: an escape sequence in one
    could move the cursor, rename the window or write to the clipboard; a line break could add a
    line that looks like ours.
    """
    return "".join(_written_out(c) if _is_obeyed(c) else c for c in text)


def in_utf8(text: str) -> str:
    r"""Text that UTF-8 can carry: a byte of a name that is none is written out, as `\xfc`."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join(_written_out(c) if _is_no_character(c) else c for c in text)
    return text


def shortened(text: str, most: int) -> str:
    """At most so many characters of it: its beginning and its end."""
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]}…{text[half + 1 - most :]}"


def _is_obeyed(character: str) -> bool:
    category = unicodedata.category(character)
    return category in {"Cc", "Cs", "Zl", "Zp"} or character in _ISOLATES_AND_OVERRIDES


def _is_no_character(character: str) -> bool:
    return unicodedata.category(character) == "Cs"


def _written_out(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8, as Python keeps it in a path
        return f"\\x{code - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")

"""What must not be in a log that a person attaches to a report.

Everything in the log is a number, a word of this program's own, a version, or a note. A version
is let through only where it looks like one; of a note is taken away what is known to be private
here (names, prompts, keys), and whatever looks like a path, an address or a key of anybody's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from tonekiln.plain import plain

REMOVED = "[removed]"
MOST_CHARACTERS = 500
"""Of a note."""

_ALONE_BELOW = 4
"""A shorter private word is taken away only where it stands alone: `al` is in `also`."""

_VERSION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 .()+_-]{0,59})(?:/[A-Za-z0-9_-]{1,20})?")
"""`7.22/linux-x86_64`, `12.1.5`, `Bitwig Studio 5.2 beta 3`."""

_METER = r"\d{1,2}/\d{1,2}(?!\d)[.,;:!?)]*"
_SLASHED = rf"(?<!\S)(?!{_METER}(?:\s|$))\S*[/\\]\S*"
_KEY = re.compile(r"[!-~]{24,}")
_SHAPES = [
    re.compile(rf"{_SLASHED}(?:[^\n]*{_SLASHED})?"),  # a path, to the last of its folders
    re.compile(r"\S*@\S+"),
    re.compile(r"\S*\w\.[A-Za-z]\S*"),  # a file or a machine: song.als, studio.local
    re.compile(r"\S*\d{1,3}(?:\.\d{1,3}){3}\S*"),
    re.compile(r"\S*[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:]*:\S*"),
    re.compile(r"\S*[A-Za-z]\S*:\d{2,5}\b\S*"),
    re.compile(r"\S*[0-9A-Fa-f]{12,}\S*"),
    _KEY,
]


class Redaction:
    """Takes private words out of texts.

    Args:
        private: names, prompts and keys, whole.
    """

    def __init__(self, private: Iterable[str]) -> None:
        words = {_composed(word).strip() for word in private} - {""}
        parts = [_pattern(word) for word in sorted(words, key=len, reverse=True)]
        self._private = re.compile("|".join(parts), re.IGNORECASE) if parts else None

    def note(self, text: str) -> str:
        """A person's own words, without what is private."""
        said = plain(_composed(text))
        said = self._without_private(said)
        for shape in _SHAPES:
            said = shape.sub(REMOVED, said)
        # What was taken away may have stood between two halves of a private word.
        return self._without_private(said)[:MOST_CHARACTERS]

    def version(self, text: str) -> str:
        """What another program calls itself, or `[removed]` where that is no such thing."""
        said = _composed(text).strip()
        if not said:
            return ""
        if not _VERSION.fullmatch(said) or _KEY.search(said):
            return REMOVED
        return self._without_private(said)

    def _without_private(self, text: str) -> str:
        return text if self._private is None else self._private.sub(REMOVED, text)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _pattern(word: str) -> str:
    # Line breaks and control characters of a prompt are written out as `plain` does.
    escaped = r"\s+".join(re.escape(part) for part in plain(" ".join(word.split())).split(" "))
    return rf"(?<!\w){escaped}(?!\w)" if len(word) < _ALONE_BELOW else escaped

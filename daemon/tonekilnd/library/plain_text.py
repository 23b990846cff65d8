"""Text for fields that hold ASCII, in letters that still say something.

EBU Tech 3285 gives `bext` ASCII; of `INFO`, some readers take UTF-8 and some Latin-1, and ASCII is
what both are. A question mark for every letter would be true of nothing.
"""

from __future__ import annotations

import unicodedata


def in_ascii(text: str) -> str:
    """Text transliterated letter by letter: `ドラム` is `doramu`, `très` is `tres`."""
    if text.isascii():
        return text
    from anyascii import anyascii  # noqa: PLC0415 - loads its tables, which few texts need

    transliterated: str = anyascii(unicodedata.normalize("NFC", text))
    return transliterated

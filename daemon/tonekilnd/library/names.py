"""Names for clips that a person can read and every file system takes."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

MOST_WORD_CHARACTERS = 48
MOST_NAME_CHARACTERS = 100
"""Room for a stem's name, a suffix and `.wav` within the 143 bytes that encrypted home folders
(eCryptfs) allow; FAT, NTFS, APFS and ext4 allow more."""

_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_RESERVED = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(10)}
"""Device names on Windows, with whatever extension."""

_KEY = re.compile(r"([A-Ga-g])(#|b|♯|♭)? ?([a-z]*)")
_MODES = {"": "", "maj": "", "major": "", "m": "m", "min": "m", "minor": "m"}


def clip_name(prompt: str, bpm: Decimal | None, key: str | None, length: str, digest: str) -> str:
    """A name like `dusty-lofi-drums_84bpm_Am_4bars_7f3a`, without an ending.

    Letters, digits, `-`, `_` and the point of a fractional tempo only: nothing that a shell, a
    URL, FAT or Windows minds, and no way out of the folder.

    Args:
        prompt: any text; its words in ASCII, as many as fit 48 characters, or `clip` where
            no word of it can be written so.
        bpm: left out if None.
        key: a key as the protocol takes it; left out if None or not one.
        length: like `4bars` or `2.5s`.
        digest: a few characters that keep two clips of one prompt apart.
    """
    parts = [
        _words(prompt),
        f"{_plain(bpm)}bpm" if bpm is not None else "",
        key_in_name(key) if key else "",
        _safe(length),
        _safe(digest),
    ]
    name = "_".join(part for part in parts if part)[:MOST_NAME_CHARACTERS]
    return name.rstrip("._-") or "clip"


def key_in_name(key: str) -> str:
    """A key as it stands in a file's name: `Am`, `Fsm`, `Bb`, `D-dorian`; "" if it is none.

    A sharp is `s`: `#` starts a fragment in the file URLs that drag and drop uses, and a
    comment in a shell.
    """
    match = _KEY.fullmatch(key)
    if match is None:
        return ""
    note, accidental, mode = match.groups()
    sign = {"#": "s", "♯": "s", "b": "b", "♭": "b"}.get(accidental or "", "")
    return note.upper() + sign + _MODES.get(mode, f"-{mode}")


def _words(prompt: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", prompt).encode("ascii", "ignore").decode()
    words = _NOT_A_WORD.sub("-", ascii_only.lower().replace("'", "")).strip("-")
    if len(words) > MOST_WORD_CHARACTERS:
        whole, _, cut = words[: MOST_WORD_CHARACTERS + 1].rpartition("-")
        words = whole or cut[:MOST_WORD_CHARACTERS]
    return "clip" if not words or words in _RESERVED else words


def _plain(bpm: Decimal) -> str:
    """`84`, `128.5`: no exponent, no trailing zeros."""
    text = f"{bpm:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _safe(text: str) -> str:
    return re.sub(r"\.+", ".", re.sub(r"[^A-Za-z0-9.]+", "-", text)).strip(".-")

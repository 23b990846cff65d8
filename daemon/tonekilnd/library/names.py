"""Names for clips that a person can read and every file system takes."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from .plain_text import in_ascii

MOST_WORD_CHARACTERS = 48
MOST_WORD_BYTES = 72
"""24 letters of the scripts that take three bytes each."""

MOST_NAME_CHARACTERS = 100
MOST_NAME_BYTES = 120
"""UTF-8. Room for a stem's name, a suffix and `.wav` within the 143 bytes that encrypted home
folders (eCryptfs) allow; FAT, NTFS and APFS allow 255 UTF-16 units, ext4 255 bytes."""

_RESERVED = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(10)}
"""Device names on Windows, with whatever extension."""

_KEY = re.compile(r"([A-Ga-g])(#|b|♯|♭)? ?([a-z]*)")
_MODES = {"": "", "maj": "", "major": "", "m": "m", "min": "m", "minor": "m"}


def clip_name(prompt: str, bpm: Decimal | None, key: str | None, length: str, digest: str) -> str:
    """A name like `dusty-lofi-drums_84bpm_Am_4bars_7f3a`, without an ending.

    Letters and digits of any script, `-`, `_` and the point of a fractional tempo only: nothing
    that a shell, FAT, exFAT, APFS or Windows minds, and no way out of the folder. NFC throughout.

    Args:
        prompt: any text; its words, as many as fit 48 characters and 72 bytes, accents taken off
            Latin letters, or `clip` where it has none.
        bpm: left out if None.
        key: a key as the protocol takes it; left out if None or not one.
        length: like `4bars`, `1bar` or `2.5s`.
        digest: a few characters that keep two clips of one prompt apart.
    """
    parts = [
        _words(prompt),
        f"{_plain(bpm)}bpm" if bpm is not None else "",
        key_in_name(key) if key else "",
        _safe(length),
        _safe(digest),
    ]
    name = "_".join(part for part in parts if part)
    return _cut(name, MOST_NAME_CHARACTERS, MOST_NAME_BYTES).rstrip("._-") or "clip"


def length_in_name(bars: int | None, seconds: float | None) -> str:
    """A length as it stands in a file's name: `1bar`, `4bars`, `2.5s`."""
    if bars:
        return f"{bars}bar" if bars == 1 else f"{bars}bars"
    return f"{seconds or 0:g}s"


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
    text = unicodedata.normalize("NFKC", prompt).lower()
    for quote in "'\u2019":
        text = text.replace(quote, "")
    words = "-".join(_letters(text).split())
    if len(words) > MOST_WORD_CHARACTERS or len(words.encode()) > MOST_WORD_BYTES:
        cut = _cut(words, MOST_WORD_CHARACTERS, MOST_WORD_BYTES)
        whole_words, _, _ = cut.rpartition("-")
        words = cut if words[len(cut)] == "-" else whole_words or cut
    return "clip" if not words or words in _RESERVED else words


def _letters(text: str) -> str:
    """Letters, digits and the marks on them; a space for everything else."""
    kept: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        if unicodedata.category(letter).startswith("M"):
            # An accent on a letter that was written in ASCII has nothing left to stand on.
            kept.append(letter if kept and kept[-1] != " " and not kept[-1].isascii() else "")
        elif unicodedata.category(letter) == "Cf":
            continue  # joiners and marks of direction: nobody sees them
        elif letter.isascii() or not letter.isalnum():
            kept.append(letter if letter.isalnum() else " ")
        elif _stays(letter):
            kept.append(letter)
        else:
            kept += "".join(c if c.isalnum() else " " for c in in_ascii(letter).lower())
    return unicodedata.normalize("NFC", "".join(kept))


def _stays(letter: str) -> bool:
    """Whether a letter is kept as it is.

    Latin ones lose their accents, as file names in those languages commonly do. APFS refuses
    what it does not know as assigned; Python's table of Unicode 3.2 is older than any APFS.
    """
    latin = unicodedata.name(letter, "").startswith("LATIN ")
    return not latin and unicodedata.ucd_3_2_0.category(letter) != "Cn"


def _cut(text: str, characters: int, most_bytes: int) -> str:
    """The start of a text that fits; no letter loses its marks."""
    end = min(len(text), characters)
    while len(text[:end].encode()) > most_bytes:
        end -= 1
    while 0 < end < len(text) and unicodedata.category(text[end]).startswith("M"):
        end -= 1
    return text[:end]


def _plain(bpm: Decimal) -> str:
    """`84`, `128.5`: no exponent, no trailing zeros."""
    text = f"{bpm:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _safe(text: str) -> str:
    return re.sub(r"\.+", ".", re.sub(r"[^A-Za-z0-9.]+", "-", text)).strip(".-")

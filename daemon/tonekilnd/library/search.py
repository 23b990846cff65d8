"""What a search asks of the database."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from tonekiln.protocol import SearchClips

_TRIGRAM = 3
"""Parts of words from this length on are looked up; shorter ones are looked for in every row."""

_LOOKED_UP = 12
"""So much of a word is looked up. Each further letter costs a walk through all places of a text
where its trigram occurs, so that a long word of one letter took seconds; the rest is compared."""

_MEANT = (
    "traits.number IN (SELECT number FROM clips WHERE id >= ? AND id < ? UNION "
    "SELECT number FROM clips WHERE name = ? UNION SELECT number FROM clips WHERE file = ? UNION "
    "SELECT number FROM clips WHERE path = ?)"
)
_LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Asked:
    """The parts of a statement that finds clips.

    Attributes:
        number: the column with the clips' numbers.
        where: "" for all clips.
    """

    tables: str
    number: str
    where: str
    values: tuple[object, ...]


def conditions(query: SearchClips) -> Asked:
    """Every word must occur, in any place of a word, and everything else be as it is given."""
    parts: list[str] = []
    values: list[object] = []
    words = list(dict.fromkeys(comparable(query.words).replace("\0", " ").split()))
    looked_up = list(dict.fromkeys(word[:_LOOKED_UP] for word in words if len(word) >= _TRIGRAM))
    if looked_up:
        quoted = ('"' + word.replace('"', '""') + '"' for word in looked_up)
        parts.append("trigrams MATCH ?")
        values.append(" ".join(quoted))
    for word in words:
        if len(word) < _TRIGRAM or len(word) > _LOOKED_UP:
            parts.append("instr(traits.words, ?)")
            values.append(word)
    if query.called is not None:
        parts.append(_MEANT)
        values += [query.called, query.called + _LAST_CHARACTER, *[query.called] * 3]
    exact: list[tuple[str, object]] = [
        ("engine = ?", query.engine),
        ("key = ?", plain_key(query.key)),
        ("bpm >= ?", None if query.bpm_min is None else float(query.bpm_min)),
        ("bpm <= ?", None if query.bpm_max is None else float(query.bpm_max)),
        ("favourite = ?", query.favourite),
    ]
    for condition, value in exact:
        if value is not None:
            parts.append(condition)
            values.append(value)
    where = " AND ".join(parts)
    if not looked_up:
        return Asked("traits", "traits.number", where, tuple(values))
    tables = "trigrams"
    if len(parts) > 1:
        tables += " CROSS JOIN traits ON traits.number = trigrams.rowid"
    return Asked(tables, "trigrams.rowid", where, tuple(values))


def comparable(words: str) -> str:
    """Words as they are compared: without case, and composed, however they were typed."""
    return unicodedata.normalize("NFC", words).lower()


def plain_key(key: str | None) -> str | None:
    """One spelling a key: `Am`, `a minor` and `A min` are the same."""
    if key is None:
        return None
    text = key.strip().replace("♯", "#").replace("♭", "b")
    tonic, mode = text[:1].upper(), text[1:]
    if mode[:1] in ("#", "b"):
        tonic, mode = tonic + mode[0], mode[1:]
    spelled = {"": "major", "maj": "major", "m": "minor", "min": "minor"}
    return f"{tonic} {spelled.get(mode.strip(), mode.strip())}"

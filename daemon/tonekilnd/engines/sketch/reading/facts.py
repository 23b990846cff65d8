"""Keys, tempos, meters and lengths in a prompt's words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..music.keys import Key, parse_key

# A lone letter is a key only where the words around it say so: "a" is mostly an article.
_KEY = re.compile(
    r"\b(?:(?:in|key of)\s+)?([A-G](?:#|b|♯|♭|-sharp|-flat| sharp| flat)?)"
    r"\s?(major|minor|maj|min|dorian|phrygian|lydian|mixolydian|m)\b"
)
_KEY_OF = re.compile(r"\b(?:in|key of|in the key of)\s+([A-G](?:#|b|♯|♭)?)(?![\w#♯♭])")
_OTHERS = (
    re.compile(r"\b\d{2,3}(?:\.\d+)?\s?bpm\b|\bbpm:?\s?\d{2,3}\b", re.IGNORECASE),
    re.compile(r"\b\d{1,2}/(?:2|4|8|16)\b"),
    re.compile(r"\b\d+\s?(?:bars?|seconds?|secs?|s)\b", re.IGNORECASE),
)
_BREAK = " , "


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found.

    Attributes:
        key: the key, if one is named.
        understood: the phrases that were facts.
        rest: the text without them.
    """

    key: Key | None
    understood: tuple[str, ...]
    rest: str


def take_facts(text: str) -> Facts:
    """Take keys, tempos, meters and lengths out of a text.

    Tempo, meter and length are fields of the request: in words they are understood and need
    nothing done.
    """
    key, understood = None, []
    for pattern in (_KEY, _KEY_OF):
        match = pattern.search(text)
        if match and key is None:
            key = parse_key(_plain(match[1]) + _mode(match))
            understood.append(match[0].strip())
            text = text[: match.start()] + _BREAK + text[match.end() :]
    for pattern in _OTHERS:
        understood += [match[0] for match in pattern.finditer(text)]
        text = pattern.sub(_BREAK, text)
    return Facts(key, tuple(understood), text)


def _plain(note: str) -> str:
    return re.sub(r"[- ]sharp", "#", re.sub(r"[- ]flat", "b", note))


def _mode(match: re.Match[str]) -> str:
    if match.re is _KEY_OF:
        return ""
    return "m" if match[2] == "m" else f" {match[2]}"

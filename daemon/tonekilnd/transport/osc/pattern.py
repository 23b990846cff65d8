"""OSC 1.0 address patterns: `?`, `*`, `[a-c]`, `[!x]` and `{one,two}`.

A pattern is followed through a part of an address as a set of places it may have reached, so that
no pattern, however many stars it has, takes longer than its length times the address's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from tonekiln.protocol.errors import InvalidRequest

_SPECIAL = frozenset("?*[]{}")
_MOST_PATTERN_CHARACTERS = 256
_TOKEN = re.compile(r"\*+|\?|\[[^\[\]{}]*\]|\{[^\[\]{}]*\}|[^?*\[\]{}]")


def matching(pattern: str, addresses: Iterable[str]) -> list[str]:
    """Those of `addresses` that a pattern names, in their order; an address names itself.

    Raises:
        InvalidRequest: a bracket or brace is not closed, or the pattern is too long.
    """
    if not _SPECIAL.intersection(pattern):
        return [address for address in addresses if address == pattern]
    if len(pattern) > _MOST_PATTERN_CHARACTERS:
        raise InvalidRequest(
            "the address pattern is too long",
            field="address",
            bound=f"at most {_MOST_PATTERN_CHARACTERS} characters",
        )
    parts = [_tokens(part) for part in pattern.split("/")]
    return [address for address in addresses if _matches(parts, address.split("/"))]


def _tokens(part: str) -> list[str]:
    tokens = _TOKEN.findall(part)
    if sum(map(len, tokens)) != len(part):
        raise InvalidRequest(
            f"{part[:80]!r} is no address pattern",
            field="address",
            hint="a [ needs its ], a { its }",
        )
    return tokens


def _matches(parts: list[list[str]], texts: list[str]) -> bool:
    return len(parts) == len(texts) and all(
        _part_matches(tokens, text) for tokens, text in zip(parts, texts, strict=True)
    )


def _part_matches(tokens: list[str], text: str) -> bool:
    places = {0}
    for token in tokens:
        places = {end for place in places for end in _ends(token, text, place)}
    return len(text) in places


def _ends(token: str, text: str, place: int) -> Iterable[int]:
    """Where in `text` a token may end that begins at `place`."""
    if token[0] == "*":
        return range(place, len(text) + 1)
    if token[0] == "{":
        words = token[1:-1].split(",")
        return [place + len(word) for word in words if text.startswith(word, place)]
    fits = place < len(text) and (token in ("?", text[place]) or _in_set(token, text[place]))
    return [place + 1] if fits else []


def _in_set(token: str, letter: str) -> bool:
    if token[0] != "[":
        return False
    negated = token.startswith("[!")
    body = token[2 if negated else 1 : -1]
    ranges = re.findall(r"(.)-(.)|(.)", body, re.DOTALL)
    found = any(min(a, b) <= letter <= max(a, b) if a else letter == c for a, b, c in ranges)
    return found is not negated

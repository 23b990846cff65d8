"""Meters in words: 3/4, 7/8 time; not the 1/8 of a delay or the 1/16 of a hat."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tonekiln.protocol import Meter

_METER = re.compile(
    r"(?<![0-9A-Za-z./,])([0-9]{1,2})\s?/\s?(2|4|8|16)(?![0-9A-Za-z/])"
    # A fraction of a bar is a note's length; so is any that says it is one.
    r"(?!\s{0,3}(?:-\s?)?(?:notes?|delays?|echo(?:es)?|triplets?|dotted|rolls?|quanti[sz]e)\b)"
    r"(?:\s(?:time|met(?:er|re))\b)?",
    re.IGNORECASE,
)


def meters(plain: str) -> Iterator[tuple[int, int, Meter]]:
    """Start, end and value of every meter in a folded text."""
    for match in _METER.finditer(plain):
        beats = int(match[1])
        if beats == 1:
            continue
        try:
            yield match.start(), match.end(), Meter(beats, int(match[2]))
        except ValueError:
            continue


def meter_in_words(meter: Meter) -> str:
    """`3/4 time`, as captions of music write it."""
    return f"{meter} time"

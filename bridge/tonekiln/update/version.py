"""Versions: three numbers."""

from __future__ import annotations

import re
from typing import NamedTuple

PATTERN = r"^(0|[1-9][0-9]{0,4})\.(0|[1-9][0-9]{0,4})\.(0|[1-9][0-9]{0,4})\Z"
_BEGINNING = re.compile(r"([0-9]{1,5})\.([0-9]{1,5})\.([0-9]{1,5})")


class Version(NamedTuple):
    """`1.12.0` is newer than `1.9.3`."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> Version:
        """The three numbers that a version begins with; `0.2.0.dev3` counts as `0.2.0`.

        Raises:
            ValueError: it begins with none.
        """
        match = _BEGINNING.match(text)
        if match is None:
            raise ValueError(f"{text!r} is no version")
        major, minor, patch = map(int, match.groups())
        return cls(major, minor, patch)

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

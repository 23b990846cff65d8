"""One work, and the files of an installation that are it or hold it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Text:
    """The words of a licence or a notice."""

    name: str
    content: str


@dataclass(frozen=True)
class Component:
    """One work in an installer."""

    name: str
    version: str
    licence: str
    """SPDX where that has a name for it."""
    source: str
    """Where the exact source is."""
    texts: tuple[Text, ...]
    files: tuple[str, ...]
    """Patterns of paths within the installation; one that ends in "/" is a whole folder."""
    but: tuple[str, ...] = ()
    """What of those is not its."""
    carries: bool = False
    """Whether the work of others may be within its files: of packages, and of what is linked."""

    def claims(self, path: str) -> bool:
        """Whether the file is its, or holds it."""
        return _any(self.files, path) and not _any(self.but, path)


def unclaimed(components: Iterable[Component], paths: Iterable[str]) -> list[str]:
    """Files of unknown origin."""
    found = tuple(components)
    return [path for path in paths if not any(one.claims(path) for one in found)]


def without_files(components: Iterable[Component], paths: Iterable[str]) -> list[str]:
    """Names of what is told of and not there."""
    found = tuple(paths)
    return [one.name for one in components if not any(map(one.claims, found))]


def hidden(components: Iterable[Component], machine_code: Iterable[str]) -> list[str]:
    """Files of machine code of which nobody says what is linked into them."""
    found = tuple(components)
    return [path for path in machine_code
            if all(one.carries for one in found if one.claims(path))]  # fmt: skip


def _any(patterns: Iterable[str], path: str) -> bool:
    return any(
        path.startswith(pattern) if pattern.endswith("/") else fnmatchcase(path, pattern)
        for pattern in patterns
    )

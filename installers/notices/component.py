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


def hidden(components: Iterable[Component], paths: Iterable[str]) -> list[str]:
    """Libraries of others that only the package which carries them answers for."""
    found = tuple(components)
    carried = [path for path in paths if _is_carried(path)]
    return [path for path in carried if sum(one.claims(path) for one in found) < 2]


def _is_carried(path: str) -> bool:
    """A shared library in a package, unlike a module of Python's, is somebody else's."""
    folder, _, name = path.rpartition("/")
    library = name.endswith(".dll") or ".so." in name or (name[:3] == "lib" and ".so" in name)
    return library and "site-packages/" in f"{folder}/"


def _any(patterns: Iterable[str], path: str) -> bool:
    return any(
        path.startswith(pattern) if pattern.endswith("/") else fnmatchcase(path, pattern)
        for pattern in patterns
    )

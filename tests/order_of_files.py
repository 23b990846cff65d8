"""In which order a whole run takes the tests' files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

TESTS = Path(__file__).parent
WAITING = ("plugin",)
"""Folders whose tests wait for other programs more than they compute."""
LONGEST = (
    "integration/models",
    "unit/engines",
    "reliability",
    "integration",
    "fuzz",
    "unit/fit",
    "unit/client",
)
"""Of the others, those whose files take longest, in this order; what is not named comes last."""
BETWEEN = 2
"""Files that compute, to each that waits: with as many workers and one more, all have work."""


def in_order(files: Iterable[Path]) -> list[Path]:
    """The files that take longest first, so that no worker has one left when all others are done.

    Those that wait and those that compute are mixed.
    """
    places = {file: _place(file) for file in files}
    waiting = [file for file in places if _within(places[file], WAITING)]
    computing = iter(
        sorted(
            (file for file in places if not _within(places[file], WAITING)),
            key=lambda file: _rank(places[file]),
        )
    )
    mixed = chain.from_iterable(_turn(file, computing) for file in waiting)
    return [*mixed, *computing]


def _place(file: Path) -> str:
    """Its folder within the tests; "" for a file from elsewhere."""
    folder = file.parent
    return folder.relative_to(TESTS).as_posix() if folder.is_relative_to(TESTS) else ""


def _turn(waiting: Path, computing: Iterator[Path]) -> list[Path]:
    return [waiting, *islice(computing, BETWEEN)]


def _rank(place: str) -> int:
    return next(
        (at for at, folder in enumerate(LONGEST) if _within(place, (folder,))), len(LONGEST)
    )


def _within(place: str, folders: tuple[str, ...]) -> bool:
    return any(f"{place}/".startswith(f"{folder}/") for folder in folders)

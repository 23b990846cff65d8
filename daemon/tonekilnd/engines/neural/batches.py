"""Which takes can be made in one batch without any of them hearing of the others."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

T = TypeVar("T")


def alike(items: Sequence[T], likeness: Callable[[T], Hashable]) -> list[list[int]]:
    """Indices of items grouped by likeness, in order of first appearance."""
    groups: dict[Hashable, list[int]] = {}
    for index, item in enumerate(items):
        groups.setdefault(likeness(item), []).append(index)
    return list(groups.values())

"""What is held in reserve goes to whoever needs a file when none is left."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tonekilnd import descriptors


@pytest.fixture
def reserve() -> Iterator[list[int]]:
    """Two descriptors that are held back."""
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(2)]

    def let_go() -> None:
        while held:
            os.close(held.pop())

    descriptors.hold_in_reserve(let_go)
    yield held
    descriptors.forget_reserve(let_go)
    let_go()


def test_where_none_is_left_the_reserve_is_let_go_of(reserve: list[int]) -> None:
    def needs_one() -> str:
        if reserve:
            raise OSError(errno.EMFILE, "Too many open files")
        return "opened"

    assert descriptors.with_reserve(needs_one) == "opened"
    assert not reserve


def test_other_troubles_leave_it_alone(reserve: list[int], tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        descriptors.with_reserve((tmp_path / "missing").read_bytes)
    assert len(reserve) == 2


def test_what_still_fails_is_told(reserve: list[int]) -> None:
    def never() -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    with pytest.raises(OSError, match="Too many open files"):
        descriptors.with_reserve(never)
    assert not reserve

"""A whole run takes every file of tests once, whatever is renamed."""

from __future__ import annotations

from itertools import pairwise

from tests.order_of_files import LONGEST, TESTS, WAITING, in_order


def test_every_file_is_taken_once_and_those_that_wait_are_apart() -> None:
    files = sorted(TESTS.rglob("test_*.py"))
    ordered = in_order(files)
    assert sorted(ordered) == files
    waits = [file.relative_to(TESTS).parts[0] in WAITING for file in ordered]
    assert not any(one and other for one, other in pairwise(waits))


def test_the_folders_that_are_named_are_there() -> None:
    assert all((TESTS / folder).is_dir() for folder in (*WAITING, *LONGEST))

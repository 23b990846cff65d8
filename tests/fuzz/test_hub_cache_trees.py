"""Whatever lies in a cache, a home or a folder of weights, engines are listed and sketch is one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.fuzz.hub_cache_trees import Case, cases, try_one

COUNT = 300


@pytest.mark.skipif(os.name == "nt", reason="pipes, sockets and devices that are files are Unix's")
def test_odd_trees(tmp_path: Path) -> None:
    for case in cases(20261130, COUNT):
        try:
            try_one(case, tmp_path)
        except BaseException as error:
            error.add_note(f"{case} in {tmp_path}")
            raise


def test_cases_come_again() -> None:
    assert list(cases(1, 5)) == list(cases(1, 5))
    assert all(isinstance(case, Case) for case in cases(1, 5))

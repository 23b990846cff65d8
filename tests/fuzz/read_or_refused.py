"""What every reader of foreign files promises: sound or a reason, soon and in little memory."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from pathlib import Path
from typing import Any

MOST_BYTES = 64 * 2**20


def assert_read_or_refused(reader: Any, folder: Path) -> None:
    """Try 300 cases of a module that has `cases` and `try_one`; both ends must be among them."""
    ends: Counter[bool] = Counter()
    for case in reader.cases(seed=13, count=300):
        tracemalloc.start()
        try:
            ends[reader.try_one(case, folder) == "read"] += 1
            assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
        finally:
            tracemalloc.stop()
    assert min(ends[True], ends[False]) > 30, "the cases are all of one kind"

"""Whatever a WAV file holds, reading ends in sound or a reason, soon and in little memory."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from pathlib import Path

from tests.fuzz.wav_headers import cases, try_one

MOST_BYTES = 64 * 2**20


def test_whatever_it_holds_it_is_read_or_refused_with_a_reason(tmp_path: Path) -> None:
    ends: Counter[bool] = Counter()
    for case in cases(seed=13, count=300):
        tracemalloc.start()
        try:
            ends[try_one(case, tmp_path) == "read"] += 1
            assert tracemalloc.get_traced_memory()[1] < MOST_BYTES
        finally:
            tracemalloc.stop()
    assert min(ends[True], ends[False]) > 30, "the cases are all of one kind"

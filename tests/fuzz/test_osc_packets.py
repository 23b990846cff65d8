"""Whatever comes to the OSC port: an answer or none, no traceback, and the next is heard."""

from __future__ import annotations

from tests.fuzz.osc_packets import cases, close, try_one


def test_any_packet(tmp_path) -> None:
    for number, case in enumerate(cases(seed=13, count=300)):
        try:
            try_one(case, tmp_path)
        except Exception as error:
            raise AssertionError(f"packet {number}: {case!r}") from error
    close(tmp_path)


def test_the_same_seed_gives_the_same_packets() -> None:
    lengths = [[len(case) for case in cases(seed=1, count=50)] for _ in range(2)]
    assert lengths[0] == lengths[1]

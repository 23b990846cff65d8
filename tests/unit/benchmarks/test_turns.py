"""Timing in turn: who runs how often, and which runs count."""

from __future__ import annotations

import pytest
from benchmarks import turns


class Clock:
    """Stands still unless work is done."""

    def __init__(self) -> None:
        self.now = 0.0

    def work(self, name: str, ran: list[str], *seconds: float):
        takes = iter(seconds)

        def run() -> None:
            ran.append(name)
            self.now += next(takes)

        return run


@pytest.fixture
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(turns, "perf_counter", lambda: clock.now)
    return clock


def test_ways_take_turns_and_their_first_runs_count_for_nothing(clock: Clock) -> None:
    ran: list[str] = []
    ways = {
        "ours": clock.work("ours", ran, 9.0, 0.5, 0.25, 0.75),
        "stock": clock.work("stock", ran, 1.0, 2.0, 4.0, 3.0),
    }
    assert turns.in_turn(ways, 4) == {"ours": 0.5, "stock": 3.0}
    assert ran == ["ours", "stock"] * 4


def test_what_takes_longer_than_the_patience_runs_once_and_counts(clock: Clock) -> None:
    ran: list[str] = []
    ways = {
        "slow": clock.work("slow", ran, 5.0),
        "quick": clock.work("quick", ran, 1.0, 0.5, 0.25),
    }
    assert turns.in_turn(ways, 3, patience=4.0) == {"slow": 5.0, "quick": 0.375}
    assert ran == ["slow", "quick", "quick", "quick"]

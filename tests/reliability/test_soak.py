"""A daemon's hard day, shortened: whatever befalls it, every request gets its answer."""

from __future__ import annotations

from pathlib import Path

from benchmarks.soak import SHORT, attack


def test_every_request_is_answered_whatever_happens(tmp_path: Path) -> None:
    figures = attack(tmp_path, SHORT)
    assert figures.accepted > 50
    assert set(figures.troubles) == set(SHORT.troubles)
    assert figures.lost == 0, "requests without any answer"
    assert figures.endless == 0, "accepted jobs without an end"
    assert figures.contradicted == 0, "jobs with two different ends"
    assert figures.internal == []
    assert figures.marked > 0
    assert (figures.plans_lost, figures.pins_lost) == (0, 0)

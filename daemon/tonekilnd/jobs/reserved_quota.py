"""Room that accepted jobs will take, before their clips are there."""

from __future__ import annotations

from tonekilnd.domain import Plan

MOST_STEMS = 5
"""The stems that an engine makes beside each mix, at most."""


def most_clips(plan: Plan) -> int:
    """How many clips a Plan makes at most, stems included."""
    return len(plan.takes) * (1 + MOST_STEMS * plan.stems)

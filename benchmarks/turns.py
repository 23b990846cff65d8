"""Ways to do the same work, timed in turn: what disturbs a machine meanwhile reaches them all."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter

PATIENCE = 4.0
"""Seconds: what takes longer is run only once where time is short."""


def in_turn(
    ways: Mapping[str, Callable[[], object]], rounds: int, *, patience: float = math.inf
) -> dict[str, float]:
    """Median seconds of each way.

    Args:
        ways: what to run, by name.
        rounds: how often every way is run, one after the other. The first run of each warms
            it, and counts for nothing.
        patience: a way whose first run took longer than this many seconds is not run again; that
            run counts.
    """
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, work in ways.items():
            if not times[name] or times[name][0] <= patience:
                times[name].append(_seconds(name, work))
    return {name: median(values[1:] or values) for name, values in times.items()}


def _seconds(name: str, work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    took = perf_counter() - began
    if took > 1.0:  # past what libraries' messages are kept from
        print(f"  {name}: {took:.2f} s", file=sys.__stdout__, flush=True)
    return took

"""Ping while fifty clients ask 190 things a second and a worker computes, beside a bare echo.

With `--against PATH` the tree at PATH is measured in the same run.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .soak.people import People
from .soak.served import Served
from .table import Row, percentile, row

PER_SECOND = 190.0
REQUESTS, QUICK_REQUESTS = 10_000, 2_500
WARM_UP = 2_000
"""By then what is bounded has filled: SQLite's pages, the queue's jobs, the fit's buffers."""
SETTLE_SECONDS = 120.0
LIMITS_MS: Mapping[str, float] = {"p50": 3.0, "p99": 30.0, "worst": 100.0}
MOST_GROWTH_MB = 5.0


@dataclass(frozen=True)
class Heard:
    """Of one daemon.

    Attributes:
        ping, echo: milliseconds by `p50`, `p99` and `worst`.
        grown_mb: resident memory after the requests over that after the warm-up, all jobs ended.
        lost: requests without an answer, and jobs without an end.
    """

    ping: dict[str, float]
    echo: dict[str, float]
    grown_mb: float
    lost: int


def measure(*, quick: bool, against: Path | None = None) -> list[Row]:
    """Both trees one after the other, each with its own echo."""
    requests = QUICK_REQUESTS if quick else REQUESTS
    ours = _hear(None, requests)
    theirs = _hear(against, requests) if against is not None else None
    rows = []
    for name, limit in LIMITS_MS.items():
        other = None if theirs is None else theirs.ping[name]
        rows.append(
            row(f"ping under the mix, {name}", "ms", ours.ping[name], stock=other, limit=limit)
        )
        rows.append(row(f"a bare echo meanwhile, {name}", "ms", ours.echo[name]))
        if theirs is not None:
            rows.append(row(f"a bare echo beside the other tree, {name}", "ms", theirs.echo[name]))
    grown = None if theirs is None else theirs.grown_mb
    work = f"growth over {requests} requests"
    rows.append(row(work, "MB", ours.grown_mb, stock=grown, limit=MOST_GROWTH_MB))
    rows.append(row("requests without an answer or an end", "", ours.lost, limit=0.0))
    return rows


def _hear(tree: Path | None, requests: int) -> Heard:
    with tempfile.TemporaryDirectory() as scratch:
        served = Served(Path(scratch), tree)
        people = People(served.start(), seed=14)
        try:
            people.mix(WARM_UP, PER_SECOND)
            people.settle(SETTLE_SECONDS)
            before = served.megabytes()
            pinger = _start_pinger(served)
            people.mix(requests, PER_SECOND)
            times = json.loads(pinger.communicate("\n")[0])
            people.settle(SETTLE_SECONDS)
            grown = served.megabytes() - before
            lost = people.ledger.lost + people.ledger.endless
        finally:
            people.close()
            served.stop()
    return Heard(_figures(times["ping"]), _figures(times["echo"]), grown, lost)


def _start_pinger(served: Served) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.soak.pinger", str(served.home.root)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _figures(times_ms: list[float]) -> dict[str, float]:
    return {
        "p50": percentile(times_ms, 50),
        "p99": percentile(times_ms, 99),
        "worst": max(times_ms),
    }

"""Nothing stops the daemon, nothing is lost: a mix of requests, first in peace, then in trouble."""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tonekiln.client.blocking import Client
from tonekiln.protocol import ClipDetails
from tonekiln.protocol.errors import Busy, TonekilnError

from ..table import Row, percentile, row
from .hostile import Hostile
from .people import People
from .served import Served
from .troubles import Troubles

LONG = True
SEED = 14
SETTLE_SECONDS = 120.0
_AGAIN_SECONDS = 0.1


@dataclass(frozen=True)
class Scale:
    """How much of everything.

    Attributes:
        calm: requests of the mix before any trouble, after a fifth of it to warm up.
        per_second: their pace; attack and trouble go on at half of it.
        troubles: how often each comes.
        between: requests between two troubles.
    """

    calm: int
    per_second: float
    troubles: Mapping[str, int]
    between: int


FULL = Scale(
    10_000,
    190.0,
    {
        "worker killed": 140,
        "worker stopped for a second": 5,
        "daemon killed": 60,
        "database locked": 20,
        "disk full": 20,
        "clock set": 10,
        "hostile clients": 10,
    },
    20,
)
QUICK = Scale(4_000, 190.0, dict.fromkeys(FULL.troubles, 4), 20)
SHORT = Scale(400, 100.0, dict.fromkeys(FULL.troubles, 2), 10)
"""What `make test` runs."""


@dataclass
class Figures:
    """What became of it all."""

    asked: int = 0
    accepted: int = 0
    busy: int = 0
    lost: int = 0
    endless: int = 0
    contradicted: int = 0
    internal: list[str] = field(default_factory=list)
    pings_ms: list[float] = field(default_factory=list)
    grown_mb: float = 0.0
    pins_lost: int = 0
    plans_lost: int = 0
    marked: int = 0
    troubles: dict[str, int] = field(default_factory=dict)


def attack(root: Path, scale: Scale) -> Figures:
    """One daemon's hard day; all of it ends within minutes."""
    served = Served(root)
    people = People(served.start(), SEED)
    hostile = Hostile(SEED)
    figures = Figures()
    try:
        people.mix(scale.calm // 5, scale.per_second)
        people.settle(SETTLE_SECONDS)
        before = served.megabytes()
        people.mix(scale.calm, scale.per_second)
        people.settle(SETTLE_SECONDS)
        figures.grown_mb = served.megabytes() - before
        figures.pings_ms = list(people.ledger.pings_ms)
        troubles = Troubles(served, people, hostile, SEED)
        for name in _in_turn(scale.troubles):
            people.mix(scale.between, scale.per_second / 2)
            troubles.befall(name)
        figures.troubles = troubles.counts
        people.settle(SETTLE_SECONDS)
        _note(figures, people)
        hostile.close()
        _lose_the_index(served, people, figures)
    finally:
        hostile.close()
        people.close()
        served.stop()
    return figures


def _in_turn(troubles: Mapping[str, int]) -> list[str]:
    rounds = [[name] * count for name, count in troubles.items()]
    return [name for turn in itertools.zip_longest(*rounds) for name in turn if name is not None]


def _note(figures: Figures, people: People) -> None:
    ledger = people.ledger
    figures.asked = len(ledger.asked)
    figures.accepted = ledger.accepted
    figures.busy = ledger.refusals.get("busy", 0)
    figures.lost = ledger.lost
    figures.endless = ledger.endless
    figures.contradicted = ledger.contradicted
    figures.internal = ledger.internal


def _lose_the_index(served: Served, people: People, figures: Figures) -> None:
    """The database is deleted: Plans, pins and favourites come back from the files."""
    with Client(served.home, timeout=60) as client:
        marked = {clip.clip_id: clip for clip in client.search_all().clips if clip.pinned}
    served.stop()
    for file in served.home.root.glob("tonekiln.db*"):
        file.unlink()
    served.start()
    with Client(served.home, timeout=60) as client:
        for clip_id in marked:
            try:
                details = _shown(client, clip_id)
            except TonekilnError:
                figures.plans_lost += 1
                continue
            figures.pins_lost += not (details.clip.pinned and details.clip.favourite)
    figures.marked = len(marked)


def _shown(client: Client, clip_id: str) -> ClipDetails:
    """Once the files have been read: until then the daemon says that it is busy with it."""
    while True:
        try:
            return client.show(clip_id)
        except Busy:
            time.sleep(_AGAIN_SECONDS)


def measure(*, quick: bool) -> list[Row]:
    """The table of figures."""
    with tempfile.TemporaryDirectory() as scratch:
        figures = attack(Path(scratch), QUICK if quick else FULL)
    for message in sorted(set(figures.internal)):
        print(f"internal: {message}")
    befell = ", ".join(f"{count} x {name}" for name, count in figures.troubles.items())
    print(f"troubles: {befell}")
    scale = QUICK if quick else FULL
    return [
        row("requests of 50 clients", "", figures.asked),
        row("jobs accepted", "", figures.accepted),
        row("refused as busy", "", figures.busy),
        row("requests without any answer", "", figures.lost, limit=0),
        row("accepted jobs without an end", "", figures.endless, limit=0),
        row("jobs with two different ends", "", figures.contradicted, limit=0),
        row("answers that say `internal`", "", len(figures.internal), limit=0),
        row("pinned clips before the index was deleted", "", figures.marked),
        row("their Plans lost with it", "", figures.plans_lost, limit=0),
        row("their pins or favourites lost with it", "", figures.pins_lost, limit=0),
        row(
            "ping in peace, as the busy askers see it, p50", "ms", percentile(figures.pings_ms, 50)
        ),
        row("the same, p99", "ms", percentile(figures.pings_ms, 99)),
        row("the same, worst", "ms", max(figures.pings_ms)),
        row(
            f"growth over {scale.calm} requests",
            "MB",
            figures.grown_mb,
            limit=5.0,
        ),
    ]

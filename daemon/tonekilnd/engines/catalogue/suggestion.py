"""Which trained model a person who has none yet is offered first."""

from __future__ import annotations

from collections.abc import Iterable

from tonekiln.protocol import Ability, EngineKind, EngineRow, Readiness

_HERE = (Readiness.WARM, Readiness.LOADING, Readiness.ON_DISK)


def suggested(engines: Iterable[EngineRow]) -> str:
    """The name of the trained model that fits this machine, or "" where none does.

    What is here already comes before what has to be got, what may be used in anything one sells
    before what may not, and what is simply got before what wants a token. Of those a processor is
    offered the lightest, which is the quickest on it, and a GPU the largest that has room.

    Args:
        engines: as the daemon lists them.
    """
    fitting = [
        row
        for row in engines
        if row.kind == EngineKind.NEURAL
        and row.fits_memory
        and Ability.SEPARATE not in row.abilities
    ]
    return min(fitting, key=_rank).name if fitting else ""


def _rank(row: EngineRow) -> tuple[bool, bool, bool, int]:
    on_processor = row.device in ("", "cpu")
    weight = row.memory_bytes if on_processor else -row.memory_bytes
    return row.readiness not in _HERE, row.non_commercial, row.gated, weight

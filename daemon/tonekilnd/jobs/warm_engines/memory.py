"""How much memory warm engines take, against what they may take; and what would fit instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import psutil

from tonekiln.protocol import Ability, Readiness
from tonekiln.protocol.errors import OutOfMemory
from tonekilnd.engines.contract import EngineFacts

_DEVICE_SHARE = 0.9
"""Of a GPU's memory, unless the setting says how much."""

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """Bytes of the machine's memory, and of a GPU's own."""

    machine: int = 0
    device: int = 0

    def __add__(self, other: Taken) -> Taken:
        return Taken(self.machine + other.machine, self.device + other.device)


@dataclass(frozen=True, slots=True)
class Budget:
    """What all warm engines together may take.

    Attributes:
        device: of a GPU's own memory; 0 is most of it, once a worker has told how much it has.
    """

    machine: int
    device: int = 0

    def holds(self, taken: Taken, device_total: int) -> bool:
        """Whether so much may be taken."""
        most = self.device or int(device_total * _DEVICE_SHARE)
        return taken.machine <= self.machine and (not most or taken.device <= most)


def expected(facts: EngineFacts) -> Taken:
    """What an engine will take, before anything was measured."""
    return placed(facts, 0, facts.memory_bytes) if _has_own(facts) else Taken(facts.memory_bytes)


def placed(facts: EngineFacts, resident: int, device: int) -> Taken:
    """A worker's resident bytes and those on its device, where they count.

    What MPS computes on is the machine's own memory.
    """
    return Taken(resident, device) if _has_own(facts) else Taken(resident + device)


def _has_own(facts: EngineFacts) -> bool:
    return facts.device == "cuda"


def with_what_fits(
    error: OutOfMemory, facts: EngineFacts, known: Iterable[EngineFacts], budget: Budget
) -> OutOfMemory:
    """The error, its hint beginning with what would fit instead.

    Args:
        error: raised after everything else that may go had gone.
        facts: the engine that did not fit.
        known: all engines.
        budget: what may be taken at most.
    """
    room = min(budget.machine, psutil.virtual_memory().available)
    if _has_own(facts):  # nobody knows what else is on the GPU
        room = facts.memory_bytes
    fitting = [
        other
        for other in known
        if other.readiness is Readiness.ON_DISK
        and (Ability.SEPARATE in other.abilities) == (Ability.SEPARATE in facts.abilities)
        and other.memory_bytes < facts.memory_bytes
        and other.memory_bytes <= room
    ]
    fitting.sort(key=lambda other: -other.memory_bytes)
    named = ", ".join(f"{o.name} ({_gigabytes(o.memory_bytes)})" for o in fitting[:_MOST_NAMED])
    would = f"would fit: {named}" if named else "nothing smaller is on this machine"
    hint = f"{would}; fewer variations and a shorter clip need less too"
    return OutOfMemory(error.message, field=error.field, bound=error.bound, hint=hint)


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"

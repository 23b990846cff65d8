"""Engine facts and Plans for tests that need no engine."""

from __future__ import annotations

from decimal import Decimal

from tonekiln.protocol import Ability, EngineKind, Generate, Readiness
from tonekilnd.domain import Plan
from tonekilnd.engines.contract import EngineFacts
from tonekilnd.planning.plan import make_plan

MEGABYTE = 2**20


def facts_of(name: str = "toy", memory: int = 100 * MEGABYTE, **changes) -> EngineFacts:
    fields = {
        "name": name,
        "title": name,
        "kind": EngineKind.NEURAL,
        "readiness": Readiness.ON_DISK,
        "sample_rate": 32_000,
        "channels": 1,
        "longest_seconds": 30.0,
        "windows": True,
        "exact": False,
        "abilities": frozenset({Ability.GUIDANCE}),
        "licence": "MIT",
        "licence_url": "",
        "non_commercial": False,
        "memory_bytes": memory,
        "checkpoint": "1",
    }
    return EngineFacts(**(fields | changes))


def plan_of(engine: str = "toy", **changes) -> Plan:
    request = Generate(**({"bpm": Decimal(120), "bars": 4, "prompt": "dusty drums"} | changes))
    return make_plan(request, facts_of(engine), seed=7, inputs={})

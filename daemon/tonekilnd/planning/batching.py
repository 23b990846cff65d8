"""Which Plans an engine may make together as one batch."""

from __future__ import annotations

from collections.abc import Hashable

from msgspec.structs import replace

from tonekiln.protocol import EngineKind
from tonekilnd.domain import EngineFacts, Plan


def batch_key(plan: Plan, facts: EngineFacts) -> Hashable | None:
    """Plans of equal keys differ in words and seeds only, so that their steps go together.

    None for what gains nothing: a procedural engine shares no weights between takes, a refit
    uses no engine, what is taken apart is no batch of words and seeds.
    """
    if facts.kind is EngineKind.PROCEDURAL or plan.refit_of is not None or plan.parent:
        return None
    shape = replace(plan.takes[0], prompt="", negative="", seed=0, key=None)
    return plan.engine, plan.checkpoint, plan.precision, plan.device, bool(plan.negative), shape

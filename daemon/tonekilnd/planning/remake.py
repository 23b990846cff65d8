"""The Plan to make a clip again by."""

from __future__ import annotations

from msgspec.structs import replace

from tonekilnd.domain import EngineFacts, Plan

from .made_by import code_of
from .plan import plan_digest

EARLIER_WAY = "made by an earlier way: the sound may differ"


def remake_plan(plan: Plan, facts: EngineFacts, fit_code: str) -> Plan:
    """The same Plan where all that makes its samples is as it was, else a new one that says so.

    Other samples never pass under an old Plan's id: what the new Plan makes are clips of its own.

    Args:
        plan: as it was stored, perhaps by an earlier version, whose `made_by` is empty.
        facts: its engine as it is now.
        fit_code: which code fits takes now.
    """
    now = _of_today(plan, facts, fit_code)
    changes = _changes(plan, now)
    if not changes:
        return plan
    note = f"{EARLIER_WAY} ({', '.join(changes)})"
    kept = tuple(said for said in plan.notes if not said.startswith(EARLIER_WAY))
    return replace(now, plan_id=plan_digest(now), notes=(*kept, note))


def _of_today(plan: Plan, facts: EngineFacts, fit_code: str) -> Plan:
    if plan.refit_of is not None:
        return replace(plan, made_by=fit_code)
    offered = not facts.precisions or plan.precision in facts.precisions
    precision = plan.precision if offered else facts.precision
    return replace(
        plan,
        checkpoint=facts.checkpoint,
        precision=precision,
        device=facts.device,
        takes=tuple(replace(take, precision=precision) for take in plan.takes),
        made_by=code_of(facts, precision, fit_code),
    )


def _changes(then: Plan, now: Plan) -> list[str]:
    """What differs, each as `then, now FOO`."""
    pairs = {
        "weights": (then.checkpoint, now.checkpoint),
        "precision": (then.precision, now.precision),
        "device": (then.device, now.device),
    }
    changes = [
        name if name == "weights" else f"{old}, now {new}"
        for name, (old, new) in pairs.items()
        if old != new
    ]
    if then.made_by == now.made_by:
        return changes
    if not then.made_by:
        return [*changes, "it was kept without saying how"]
    before, after = then.made_by.split(", "), now.made_by.split(", ")
    gone = [part for part in before if part not in after]
    come = [part for part in after if part not in before]
    return [*changes, f"{' '.join(gone) or 'less'}, now {' '.join(come) or 'less'}"]

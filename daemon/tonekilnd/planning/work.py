"""How much an engine has to compute for a Plan, to compare runs by."""

from __future__ import annotations

from tonekilnd.domain import EngineFacts, Plan


def work_seconds(plan: Plan, facts: EngineFacts) -> float:
    """Seconds of audio that are computed, all takes together.

    A model of fixed length computes all of it in each pass, whatever is asked for.
    """
    if facts.windows or facts.exact:
        return len(plan.takes) * plan.frames / plan.sample_rate
    passes = max(1, len(plan.takes[0].section_frames))
    return len(plan.takes) * passes * facts.longest_seconds


def way_of_computing(plan: Plan) -> str:
    """What must be equal for one run's pace to tell another's: engine, precision, steps."""
    if plan.refit_of is not None:
        return "refit"
    steps = plan.takes[0].steps
    return " ".join(
        part for part in (plan.engine, plan.precision, f"{steps} steps" if steps else "") if part
    )

"""Which code makes a Plan's samples, in one line that a person can read and compare."""

from __future__ import annotations

from tonekilnd.domain import EngineFacts


def code_of(facts: EngineFacts, precision: str, fit_code: str) -> str:
    """The engine's code, the kernels of the precision, and the fit; what is unknown is left out."""
    return ", ".join(
        part for part in (facts.made_by, facts.kernels.get(precision, ""), fit_code) if part
    )

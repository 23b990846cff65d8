"""`NAME@WEIGHT`: a LoRA as people and surfaces write it."""

from __future__ import annotations

from collections.abc import Iterable

from . import limits
from .errors import InvalidRequest


def loras_from_text(typed: Iterable[str]) -> dict[str, float]:
    """Weights by name; 1 where none is written.

    Raises:
        InvalidRequest: no number where a weight should be, or a name written twice.
    """
    found: dict[str, float] = {}
    for one in typed:
        name, at, weight = one.partition("@")
        if name in found:
            raise InvalidRequest(f"{name[:40]} is named twice", field="lora", hint="name it once")
        found[name] = _weight(weight, one) if at else 1.0
    return found


def _weight(typed: str, whole: str) -> float:
    try:
        return float(typed)
    except ValueError as error:
        raise InvalidRequest(
            f"{whole[:80]}: {typed[:40]!r} is no weight",
            field="lora",
            bound=f"{-limits.MAX_LORA_WEIGHT:g} to {limits.MAX_LORA_WEIGHT:g}",
            hint="write it like NAME@0.8",
        ) from error

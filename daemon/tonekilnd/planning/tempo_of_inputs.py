"""What there is to say of inputs that are of another tempo than their clip."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

_NAMES = {
    "init": "initial audio",
    "continuation": "audio to continue",
    "melody": "melody",
    "inpaint": "audio to inpaint",
}
_SAME = Decimal("0.05")
"""Quarter notes per minute that a file's rounded tempo may be off."""


def other_tempi(stated: Mapping[str, Decimal], bpm: Decimal) -> tuple[str, ...]:
    """A note for each input that says it is of another tempo: inputs are laid as they play.

    Args:
        stated: by the request's field, the tempo that its file says it has.
        bpm: the request's.
    """
    return tuple(
        f"the {_NAMES[field]} says it is at {tempo.normalize():f} bpm; it is laid as it plays, "
        f"on bars at {bpm.normalize():f}"
        for field, tempo in stated.items()
        if abs(tempo - bpm) > _SAME
    )

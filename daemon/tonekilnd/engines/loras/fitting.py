"""Whether a LoRA's changes have their matrices in a model's weights, and which these are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from tonekiln import foreign

from .form import Change

_PLACES = ("", "model.", "model.model.", "conditioner.")
"""What trainers leave out before a module's name in a checkpoint of stable-audio-tools."""


def matrix_of(change: Change, shapes: Mapping[str, tuple[int, ...]]) -> str:
    """The name of the tensor that is changed, among a checkpoint's; "" for none."""
    names = (f"{place}{change.module}.weight" for place in _PLACES)
    return next((name for name in names if name in shapes), "")


def unfit(changes: Iterable[Change], shapes: Mapping[str, tuple[int, ...]]) -> str:
    """Why changes were made for another model, or "".

    Args:
        changes: a LoRA's.
        shapes: of the tensors of a checkpoint, by name.
    """
    for change in changes:
        shown = foreign.shown(change.module)
        name = matrix_of(change, shapes)
        if not name:
            return f"it changes {shown}, which the model has not"
        shape = shapes[name]
        if (shape[0], math.prod(shape[1:])) != (change.outputs, change.inputs):
            own = f"{shape[0]} by {math.prod(shape[1:])}"
            return f"{shown} is {change.outputs} by {change.inputs} in it, and {own} in the model"
    return ""

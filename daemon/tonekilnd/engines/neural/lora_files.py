"""LoRAs of the home, read for the model that they are folded into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch
from torch import Tensor

from tonekiln.foreign import Unreadable
from tonekiln.protocol.errors import EngineUnavailable, NotFound
from tonekilnd.domain import LoraWeight

from ..loras.fitting import matrix_of, unfit
from ..loras.form import Change
from ..loras.shelf import LoraShelf, unusable
from . import weights
from .folding import Factors, Weighted


def changes_of(
    loras: Sequence[LoraWeight], home: Path, base: Mapping[str, Tensor]
) -> dict[str, Weighted]:
    """What LoRAs change of a checkpoint, by the names of its tensors.

    Raises:
        NotFound: one is not here any more.
        EngineUnavailable: one is damaged, or was made for another model.
    """
    found: dict[str, list[tuple[Factors, float]]] = {}
    shapes = {name: tuple(tensor.shape) for name, tensor in base.items()}
    for lora in loras:
        file, changes = _read(lora, home)
        if why := unfit(changes, shapes):
            raise EngineUnavailable(f"the LoRA {lora.name} does not fit: {why}", field="loras")
        tensors = {name: tensor.clone() for name, tensor in weights.mapped(file).items()}
        if not all(torch.isfinite(tensor).all() for tensor in tensors.values()):
            raise unusable(lora.name, "it holds numbers that are none")
        for change in changes:
            factors = _factors(change, tensors)
            found.setdefault(matrix_of(change, shapes), []).append((factors, lora.weight))
    return dict(found)


def _read(lora: LoraWeight, home: Path) -> tuple[Path, tuple[Change, ...]]:
    shelf = LoraShelf(home)
    added = shelf.find(lora.sha256)
    if added is None:
        raise NotFound(
            f"the LoRA {lora.name} is not here any more",
            field="loras",
            hint="add its file again: `tonekiln lora add FILE`",
        )
    file = shelf.weights(added)
    try:
        return file, shelf.changes(added).changes
    except Unreadable as problem:
        raise unusable(added.name, str(problem)) from problem


def _factors(change: Change, tensors: Mapping[str, Tensor]) -> Factors:
    """A change's own tensors, in fp32."""

    def lengths(name: str) -> Tensor | None:
        return tensors[name].float().reshape(-1) if name else None

    scale = change.scale
    if change.alpha:
        scale = float(tensors[change.alpha].float().reshape(-1)[0]) / change.rank
    return Factors(
        up=tensors[change.up].float().reshape(change.outputs, change.rank),
        down=tensors[change.down].float().reshape(change.rank, change.inputs),
        scale=scale,
        rows=lengths(change.rows),
        columns=lengths(change.columns),
    )

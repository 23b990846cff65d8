"""A model with LoRAs folded in: only the matrices they touch are other ones.

The model it is made of stays whole beside it, with which it shares everything else.
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from ..fast.int8_modules import Int8Linear
from .block import FastBlock
from .conditioner import ReadOnce
from .model import Model

_TRANSFORMER, _CONDITIONER = "model.", "conditioner."


def with_matrices(
    model: Model, plain: nn.Module, matrices: Mapping[str, Tensor], cache: Path
) -> Model:
    """A model with other matrices in the places of some.

    Args:
        model: in any precision.
        plain: the same transformer as it was read, for what holds its matrices packed.
        matrices: by the checkpoint's names of them, in fp32.
        cache: where compiled code is kept.
    """
    wrapped = copy.copy(model.wrapped)
    wrapped._modules = dict(model.wrapped._modules)
    inner = _within(matrices, _TRANSFORMER)
    if inner:
        wrapped.model = _replaced(model.wrapped.model, plain, inner, cache)
    outer = _within(matrices, _CONDITIONER)
    if outer:
        wrapped.conditioner = _replaced(
            model.wrapped.conditioner, model.wrapped.conditioner, outer, cache
        )
    return replace(model, wrapped=wrapped)


def _within(matrices: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """Those of a part, by the names of their modules in it."""
    return {
        name.removeprefix(prefix).removesuffix(".weight"): matrix
        for name, matrix in matrices.items()
        if name.startswith(prefix)
    }


def _replaced(module: Any, plain: Any, matrices: Mapping[str, Tensor], cache: Path) -> Any:
    """A copy of a module down to the layers whose matrices are given, which are other ones."""
    if "" in matrices:
        return _layer(module, plain, matrices[""], cache)
    if isinstance(module, FastBlock):
        return FastBlock(_replaced(plain, plain, matrices, cache), cache, module.rotary)
    copied = copy.copy(module)
    copied._modules = dict(module._modules)
    if isinstance(copied, ReadOnce):  # what was read went through the matrices of before
        copied._read = OrderedDict()
    for name, of_child in _by_child(matrices).items():
        child, own = module._modules[name], plain._modules[name]
        copied._modules[name] = _replaced(child, own, of_child, cache)
    return copied


def _by_child(matrices: Mapping[str, Tensor]) -> dict[str, dict[str, Tensor]]:
    found: dict[str, dict[str, Tensor]] = {}
    for path, matrix in matrices.items():
        name, _, rest = path.partition(".")
        found.setdefault(name, {})[rest] = matrix
    return found


def _layer(layer: Any, plain: Any, matrix: Tensor, cache: Path) -> nn.Module:
    """A layer like the one that is there, around another matrix."""
    made = copy.copy(plain)
    made._parameters = dict(plain._parameters)
    if isinstance(layer, Int8Linear):
        made.weight = nn.Parameter(matrix, requires_grad=False)
        return Int8Linear(made, cache)
    like = layer.weight
    made._parameters = dict(layer._parameters)
    made.weight = nn.Parameter(matrix.to(like.device, like.dtype), requires_grad=False)
    return made

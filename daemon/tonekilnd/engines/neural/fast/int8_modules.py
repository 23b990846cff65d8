"""A module's matrices in int8, part by part, without ever holding it twice."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from .quantise import int8_gemm


class Int8Linear(nn.Module):
    """A linear layer in int8, with fp32 around it."""

    def __init__(self, linear: nn.Linear, cache: Path) -> None:
        super().__init__()
        self._matrix = int8_gemm(linear.weight.detach().float(), linear.bias, cache)

    def forward(self, x: Tensor) -> Tensor:
        """The product with rows (..., inputs)."""
        return self._matrix.matmul(x)


def linears_in_int8(module: nn.Module, cache: Path) -> nn.Module:
    """The module itself, its linear layers in int8."""
    return _replaced(
        module, lambda child: type(child) is nn.Linear, lambda linear: Int8Linear(linear, cache)
    )


def copied_with(
    module: nn.Module, chosen: Callable[[nn.Module], bool], made: Callable[[Any], nn.Module]
) -> nn.Module:
    """A copy in fp32 with another part made of each chosen one; the rest stays as it is.

    Args:
        module: whose linear layers are shared until they are replaced.
        chosen: tells which parts.
        made: from such a part to what takes its place.
    """
    linears = [part for part in module.modules() if isinstance(part, nn.Linear)]
    copied = copy.deepcopy(module, {id(linear): linear for linear in linears}).float()
    return _replaced(copied, chosen, made)


def _replaced(
    module: nn.Module, chosen: Callable[[nn.Module], bool], made: Callable[[Any], nn.Module]
) -> nn.Module:
    for parent in list(module.modules()):
        for name, child in list(parent.named_children()):
            if chosen(child):
                setattr(parent, name, made(child))
    return module

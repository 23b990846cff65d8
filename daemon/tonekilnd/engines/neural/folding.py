"""A matrix with LoRAs in it: the base, and the sum of what each changes about it.

The base is never written to, so that nothing is left of a LoRA that is taken off, and their order
decides nothing. What a LoRA changes by itself is what its trainer's library computes at full
strength: LoRA (arXiv:2106.09685), DoRA by rows or columns (arXiv:2402.09353), BoRA by both
(arXiv:2412.06441). A weight scales that change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

_LEAST_LENGTH = 1e-12
"""As stable-audio-tools 0.0.20 keeps lengths from zero."""


@dataclass(frozen=True, slots=True)
class Factors:
    """One LoRA's change of one matrix, in fp32.

    Attributes:
        up: (outputs, rank).
        down: (rank, inputs).
        scale: of their product.
        rows: lengths of the rows of what comes of it (outputs), or None.
        columns: likewise of its columns (inputs).
    """

    up: Tensor
    down: Tensor
    scale: float
    rows: Tensor | None = None
    columns: Tensor | None = None

    def added_to(self, total: Tensor, base: Tensor, weight: float) -> Tensor:
        """A sum (outputs, inputs) with the change about `base` in it too.

        One product that begins with the sum: a matrix is read and written once.
        """
        if self.rows is None and self.columns is None:
            return torch.addmm(total, self.up, self.down, alpha=weight * self.scale)
        return total + weight * self._lengthened(base)

    def _lengthened(self, base: Tensor) -> Tensor:
        """What is changed about a matrix whose lengths are given."""
        whole = torch.addmm(base, self.up, self.down, alpha=self.scale)
        if self.rows is not None:
            whole = self.rows[:, None] * whole / (_lengths(whole, 1) + _LEAST_LENGTH)
        if self.columns is not None:
            whole = self.columns[None, :] * whole / (_lengths(whole, 0) + _LEAST_LENGTH)
        return whole - base


def _lengths(matrix: Tensor, along: int) -> Tensor:
    return matrix.norm(dim=along, keepdim=True)


Weighted = Sequence[tuple[Factors, float]]


def folded(base: Tensor, changes: Weighted) -> Tensor:
    """A matrix of any shape, its outputs first, with changes in it, in fp32.

    Args:
        base: stays as it is.
        changes: each with its weight.
    """
    matrix = base.float().reshape(base.shape[0], -1)
    total = matrix
    for factors, weight in changes:
        total = factors.added_to(total, matrix, weight)
    return total.reshape(base.shape)


def folded_all(base: Mapping[str, Tensor], changes: Mapping[str, Weighted]) -> dict[str, Tensor]:
    """The matrices that changes touch, by their names."""
    return {name: folded(base[name], of_it) for name, of_it in changes.items()}

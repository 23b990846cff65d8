"""A family whose models the decode core computes."""

from __future__ import annotations

from ..catalogue.family import ManifestFamily
from .fast.kernel_family import kernel_family


class NeuralFamily(ManifestFamily):
    """Rows of the model cards, in the precisions and kernels of `fast`."""

    def _kernels(self, precision: str, device: str) -> str:
        return kernel_family(precision, device)

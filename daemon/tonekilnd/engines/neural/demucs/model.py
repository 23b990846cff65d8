"""HTDemucs, loaded from safetensors and ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from ...checkpoints import adopt
from ...checkpoints.integrity import damaged
from ...checkpoints.store import Store
from ...contract import EngineSettings
from ...model_cards.rows import Row
from .. import weights
from ..devices import device_of, prepare
from .arguments import arguments_of
from .upstream import demucs


@dataclass(frozen=True, slots=True)
class Model:
    """What taking apart needs.

    Attributes:
        network: upstream's HTDemucs.
    """

    network: Any
    device: torch.device

    @property
    def stems(self) -> list[str]:
        """The names of what it gives, in its order."""
        return list(self.network.sources)

    @property
    def segment_frames(self) -> int:
        """Frames that are taken apart at a time."""
        return int(self.network.samplerate * self.network.segment)


def load(row: Row, settings: EngineSettings, progress: Callable[[float, str], None]) -> Model:
    """A row's model, from what is on this machine alone.

    Raises:
        EngineUnavailable: its checkpoint is not here, damaged, or of another kind.
    """
    prepare(settings)
    device = device_of(settings)
    checkpoint = adopt.checked(row, Store(settings.home), progress)
    file = next(
        Path(one.path) for one in checkpoint.weights.files if one.path.endswith(".safetensors")
    )
    progress(0.5, "building the model")
    model = Model(weights.moved(network_in(file), device), device)
    progress(1.0, "read")
    return model


def network_in(file: Path) -> Any:
    """The network of a checkpoint in the published form, in fp32: nothing in it is run.

    Raises:
        EngineUnavailable: it is damaged, or of another kind.
    """
    arguments = arguments_of(weights.metadata(file), file)
    build = demucs().htdemucs.HTDemucs

    def built() -> Any:
        try:
            return build(**arguments)
        except (
            ArithmeticError,
            AssertionError,
            LookupError,
            TypeError,
            ValueError,
            RuntimeError,
        ) as error:
            raise damaged(file, f"no network can be built as it says: {error}") from error

    return weights.filled(built, weights.mapped(file), torch.float32, file)

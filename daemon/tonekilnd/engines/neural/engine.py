"""An engine whose model makes takes, whichever library the model comes from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

import torch

from tonekiln.protocol.errors import EngineUnavailable
from tonekilnd.domain import Take, TakeSpec

from ..computing.precision import engine_precision, loading
from ..contract import Callbacks, EngineSettings
from ..model_cards.rows import Row
from . import warming
from .devices import device_of, memory_of
from .finishing import finished_takes, made_ready
from .takes import Made


class OnADevice(Protocol):
    """A model that was read."""

    @property
    def device(self) -> torch.device:
        """Where its weights are."""


ModelT = TypeVar("ModelT", bound=OnADevice)


class NeuralEngine(ABC, Generic[ModelT]):
    """One row of the model cards. A family says how its model is read, prepared and asked."""

    def __init__(self, row: Row, settings: EngineSettings) -> None:
        self._row = row
        self._settings = settings

    @abstractmethod
    def _read(self, settings: EngineSettings, progress: warming.Progress) -> ModelT:
        """The checkpoint's model; nothing is fetched."""

    @abstractmethod
    def _prepare(self, model: ModelT, precision: str) -> None:
        """Keep the model as it will compute; whatever of it takes may need is in memory then."""

    @abstractmethod
    def _make(self, precision: str, specs: Sequence[TakeSpec], callbacks: Callbacks) -> list[Made]:
        """One take per spec. Raises EngineUnavailable before it was prepared."""

    @abstractmethod
    def unload(self) -> None:
        """Let go of the model."""

    def load(self, progress: Callable[[float, str], None]) -> None:
        """Read the checkpoint; nothing is fetched."""
        model = self._read(loading(self._settings), warming.reading(progress))
        precision = engine_precision(self._row, self._settings)
        warming.preparing(progress, precision)
        self._prepare(model, precision)
        made_ready(self._row, model.device, self._made)
        warming.ready(progress)

    def generate(self, specs: Sequence[TakeSpec], callbacks: Callbacks) -> list[Take]:
        """One take per spec; those that die away are made once more."""
        return finished_takes(self._row, self._settings, specs, callbacks, self._made)

    def device_memory(self) -> tuple[int, int]:
        """See Engine."""
        return memory_of(device_of(self._settings))

    def _made(self, specs: Sequence[TakeSpec], callbacks: Callbacks) -> list[Made]:
        # Jobs are only batched with others of the same precision.
        precision = specs[0].precision or engine_precision(self._row, self._settings)
        return self._make(precision, specs, callbacks)

    def _not_loaded(self) -> EngineUnavailable:
        return EngineUnavailable(f"{self._row.name} is not loaded")

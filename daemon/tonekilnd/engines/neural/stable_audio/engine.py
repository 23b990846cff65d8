"""Stable Audio Open as engines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tonekiln.protocol.errors import EngineUnavailable
from tonekilnd.domain import Take, TakeSpec

from ...computing.precision import engine_precision, loading
from ...contract import Callbacks, EngineSettings
from ...model_cards.rows import Row
from .. import warming, weights
from ..devices import device_of, memory_of
from ..finishing import finished_takes, made_ready
from ..takes import Made
from . import diffused_takes
from .model import load
from .precisions import FastDiffusion


class StableAudioEngine:
    """One row that stable-audio-tools runs."""

    def __init__(self, row: Row, settings: EngineSettings) -> None:
        self._row = row
        self._settings = settings
        self._variants: FastDiffusion | None = None

    def load(self, progress: Callable[[float, str], None]) -> None:
        """Read the checkpoint; nothing is fetched."""
        model = load(self._row, loading(self._settings), warming.reading(progress))
        precision = engine_precision(self._row, self._settings)
        warming.preparing(progress, precision)
        self._variants = FastDiffusion(model, self._settings.home)
        variant = self._variants.of(precision)
        weights.read_in(variant.model.wrapped)
        made_ready(self._row, model.device, self._made)
        warming.ready(progress)

    def generate(self, specs: Sequence[TakeSpec], callbacks: Callbacks) -> list[Take]:
        """One take per spec; those that die away are made once more."""
        return finished_takes(self._row, self._settings, specs, callbacks, self._made)

    def device_memory(self) -> tuple[int, int]:
        """See Engine."""
        return memory_of(device_of(self._settings))

    def unload(self) -> None:
        """Let go of the model."""
        self._variants = None

    def _made(self, specs: Sequence[TakeSpec], callbacks: Callbacks) -> list[Made]:
        if self._variants is None:
            raise EngineUnavailable(f"{self._row.name} is not loaded")
        # Jobs are only batched with others of the same precision.
        precision = specs[0].precision or engine_precision(self._row, self._settings)
        variant = self._variants.of(precision)
        return diffused_takes.made(variant.model, self._row, specs, callbacks, variant.decode)

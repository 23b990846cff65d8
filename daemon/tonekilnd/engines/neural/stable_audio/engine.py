"""Stable Audio Open as engines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tonekiln.protocol.errors import EngineUnavailable
from tonekilnd.domain import TakeSpec

from ...contract import Callbacks, EngineSettings
from .. import weights
from ..engine import NeuralEngine
from ..takes import Made
from ..warming import Progress
from . import diffused_takes
from .model import Model, load
from .precisions import FastDiffusion


class StableAudioEngine(NeuralEngine[Model]):
    """One row that stable-audio-tools runs."""

    _variants: FastDiffusion | None = None

    def _read(self, settings: EngineSettings, progress: Progress) -> Model:
        return load(self._row, settings, progress)

    def _prepare(self, model: Model, precision: str) -> None:
        self._variants = FastDiffusion(model, self._settings.home)
        weights.read_in(self._variants.of(precision).model.wrapped)

    def unload(self) -> None:
        """Let go of the model."""
        self._variants = None

    def _make(self, precision: str, specs: Sequence[TakeSpec], callbacks: Callbacks) -> list[Made]:
        if self._variants is None:
            raise self._not_loaded()
        loras = specs[0].loras or ()
        variant = self._variants.of(precision, loras)
        made = diffused_takes.made(variant.model, self._row, specs, callbacks, variant.decode)
        if loras and not all(np.isfinite(one.audio).all() for one in made):
            raise EngineUnavailable(
                f"with {', '.join(lora.name for lora in loras)} the model makes no numbers",
                field="loras",
                hint="take less of them, or leave one out",
            )
        return made

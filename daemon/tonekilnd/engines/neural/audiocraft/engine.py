"""MusicGen, AudioGen and MAGNeT as engines."""

from __future__ import annotations

from collections.abc import Sequence

from tonekilnd.domain import TakeSpec

from ...contract import Callbacks, EngineSettings
from .. import weights
from ..engine import NeuralEngine
from ..takes import Made
from ..warming import Progress
from . import autoregressive_takes, masked_takes
from .loading import load
from .model import Model
from .precisions import FastMasked, FastSteppers


class AudiocraftEngine(NeuralEngine[Model]):
    """One row that audiocraft runs."""

    _model: Model | None = None
    _steppers: FastSteppers | None = None
    _masked: FastMasked | None = None

    def _read(self, settings: EngineSettings, progress: Progress) -> Model:
        return load(self._row, settings, progress)

    def _prepare(self, model: Model, precision: str) -> None:
        self._model = model
        if self._row.method == "masked":
            self._masked = FastMasked(model.lm, self._settings.home)
            self._masked.of(precision)
        else:
            self._steppers = FastSteppers(model, self._settings.home)
            self._steppers.of(precision)
        # In another precision the language model was packed anew, and is not read again.
        weights.read_in(*model.text_encoder_and_codec, *([model.lm] if precision == "fp32" else []))

    def unload(self) -> None:
        """Let go of the model."""
        self._model = self._steppers = self._masked = None

    def _make(self, precision: str, specs: Sequence[TakeSpec], callbacks: Callbacks) -> list[Made]:
        if self._model is None:
            raise self._not_loaded()
        if self._masked is not None:
            masked = self._masked.of(precision)
            return masked_takes.made(self._model, self._row, masked, specs, callbacks)
        assert self._steppers is not None  # noqa: S101 - made with the model
        stepper = self._steppers.of(precision)
        return autoregressive_takes.made(self._model, self._row, stepper, specs, callbacks)

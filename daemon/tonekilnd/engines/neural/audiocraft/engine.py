"""MusicGen, AudioGen and MAGNeT as engines."""

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
from . import autoregressive_takes, masked_takes
from .loading import load
from .model import Model
from .precisions import FastMasked, FastSteppers


class AudiocraftEngine:
    """One row that audiocraft runs."""

    def __init__(self, row: Row, settings: EngineSettings) -> None:
        self._row = row
        self._settings = settings
        self._model: Model | None = None
        self._steppers: FastSteppers | None = None
        self._masked: FastMasked | None = None

    def load(self, progress: Callable[[float, str], None]) -> None:
        """Read the checkpoint; nothing is fetched."""
        self._model = load(self._row, loading(self._settings), warming.reading(progress))
        precision = engine_precision(self._row, self._settings)
        warming.preparing(progress, precision)
        if self._row.method == "masked":
            self._masked = FastMasked(self._model.lm, self._settings.home)
            self._masked.of(precision)
        else:
            self._steppers = FastSteppers(self._model, self._settings.home)
            self._steppers.of(precision)
        # In another precision the language model was packed anew, and is not read again.
        weights.read_in(
            *self._model.text_encoder_and_codec, *([self._model.lm] if precision == "fp32" else [])
        )
        made_ready(self._row, self._model.device, self._made)
        warming.ready(progress)

    def generate(self, specs: Sequence[TakeSpec], callbacks: Callbacks) -> list[Take]:
        """One take per spec; those that die away are made once more."""
        return finished_takes(self._row, self._settings, specs, callbacks, self._made)

    def device_memory(self) -> tuple[int, int]:
        """See Engine."""
        return memory_of(device_of(self._settings))

    def unload(self) -> None:
        """Let go of the model."""
        self._model = self._steppers = self._masked = None

    def _made(self, specs: Sequence[TakeSpec], callbacks: Callbacks) -> list[Made]:
        if self._model is None:
            raise EngineUnavailable(f"{self._row.name} is not loaded")
        # Jobs are only batched with others of the same precision.
        precision = specs[0].precision or engine_precision(self._row, self._settings)
        if self._masked is not None:
            masked = self._masked.of(precision)
            return masked_takes.made(self._model, self._row, masked, specs, callbacks)
        assert self._steppers is not None  # noqa: S101 - made with the model
        stepper = self._steppers.of(precision)
        return autoregressive_takes.made(self._model, self._row, stepper, specs, callbacks)

"""HTDemucs as an engine: what it is given is taken apart, and nothing is made from words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tonekiln.protocol.errors import EngineUnavailable, InternalError, UnsupportedAbility
from tonekilnd.domain import Take, TakeSpec
from tonekilnd.inputs.audio import as_channels, read_as_it_is

from ...contract import Callbacks, EngineSettings
from ...model_cards.rows import Row
from .. import warming, weights
from ..devices import device_of, memory_of
from ..finishing import stoppable_between_modules
from .arguments import CHANNELS
from .model import Model, load
from .taking_apart import taken_apart


class DemucsEngine:
    """One row that demucs runs."""

    def __init__(self, row: Row, settings: EngineSettings) -> None:
        self._row = row
        self._settings = settings
        self._model: Model | None = None

    def load(self, progress: Callable[[float, str], None]) -> None:
        """Read the checkpoint; nothing is fetched."""
        model = load(self._row, self._settings, warming.reading(progress))
        weights.read_in(model.network)
        self._model = model
        warming.ready(progress)

    def generate(self, specs: Sequence[TakeSpec], callbacks: Callbacks) -> list[Take]:
        """One take per spec: its source, with the stems that sum to it.

        Raises:
            UnsupportedAbility: a spec has no source to take apart.
            InvalidRequest: its source cannot be read.
        """
        if self._model is None:
            raise EngineUnavailable(f"{self._row.name} is not loaded")
        with stoppable_between_modules():
            return [self._taken_apart(self._model, spec, callbacks) for spec in specs]

    def _taken_apart(self, model: Model, spec: TakeSpec, callbacks: Callbacks) -> Take:
        if not spec.source:
            raise UnsupportedAbility(f"{self._row.name} makes no sound from words", field="engine")
        audio, rate = read_as_it_is(spec.source, "source")
        mix = as_channels(audio, CHANNELS)
        if (rate, mix.shape[1]) != (spec.sample_rate, spec.frames):
            raise InternalError(f"{spec.source.shown} is not what it was when it was taken in")
        return Take(mix, rate, taken_apart(model, mix, rate, callbacks.step))

    def unload(self) -> None:
        """Let go of the model."""
        self._model = None

    def device_memory(self) -> tuple[int, int]:
        """See Engine."""
        return memory_of(device_of(self._settings))

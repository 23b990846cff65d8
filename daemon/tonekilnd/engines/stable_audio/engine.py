"""Stable Audio Open as engines."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tonekiln.protocol.errors import EngineUnavailable
from tonekilnd.domain import Audio, Take, TakeSpec

from .. import takes
from ..base import Callbacks, EngineSettings
from ..fast.diffusion import FastDiffusion
from ..fast.precision import engine_precision, loading, offered
from ..manifest import Row
from . import diffused_takes
from .model import load


class StableAudioEngine:
    """One row that stable-audio-tools runs."""

    def __init__(self, row: Row, settings: EngineSettings) -> None:
        self._row = row
        self._settings = settings
        self._variants: FastDiffusion | None = None

    def load(self, progress: Callable[[float, str], None]) -> None:
        """Read the checkpoint; nothing is fetched."""
        model = load(self._row, loading(self._settings), progress)
        self._variants = FastDiffusion(model, self._settings.home)
        self._variants.of(engine_precision(self._row, self._settings))

    def generate(self, specs: Sequence[TakeSpec], callbacks: Callbacks) -> list[Take]:
        """One take per spec; those that die away are made once more."""
        for spec in specs:
            takes.refuse_what_is_not_offered(self._row, spec)
            if spec.precision:
                offered(self._row, self._settings, spec.precision)
        made = takes.made_again_if_it_died(specs, callbacks, self._made)
        rate = self._row.sample_rate
        return [
            Take(takes.as_stereo(audio, rate, spec.width), rate, notes=notes)
            for spec, (audio, notes) in zip(specs, made, strict=True)
        ]

    def unload(self) -> None:
        """Let go of the model."""
        self._variants = None

    def _made(self, specs: Sequence[TakeSpec], callbacks: Callbacks) -> list[Audio]:
        if self._variants is None:
            raise EngineUnavailable(f"{self._row.name} is not loaded")
        # Jobs are only batched with others of the same precision.
        precision = specs[0].precision or engine_precision(self._row, self._settings)
        variant = self._variants.of(precision)
        return diffused_takes.made(variant.model, self._row, specs, callbacks, variant.decode)

"""HTDemucs at full size: 8 s taken apart into stems."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import torch

from tonekilnd.engines.neural.demucs.model import Model
from tonekilnd.engines.neural.demucs.taking_apart import taken_apart
from tonekilnd.engines.neural.demucs.upstream import demucs

from ..table import Row, row
from ..turns import PATIENCE, in_turn
from . import full_size

SECONDS = 8.0
RATES = (44_100, 48_000)

PUBLISHED: dict[str, Any] = {
    "sources": ["drums", "bass", "other", "vocals"],
    "bottom_channels": 512,
    "segment": Fraction(39, 5),
}
"""As its author trained it; everything else are his class's defaults."""


def measure(*, quick: bool) -> list[Row]:
    """Two overlapping segments, from the samples of a clip to those of its stems."""
    with full_size.without_initialisation():
        network = demucs().htdemucs.HTDemucs(**PUBLISHED)
    model = Model(full_size.filled(network), torch.device("cpu"))
    mixes = {rate: _noise(rate) for rate in RATES}
    ways: dict[str, Callable[[], object]] = {"demucs": lambda: _stock(model, mixes[RATES[0]])}
    for rate, mix in mixes.items():
        ways[str(rate)] = lambda rate=rate, mix=mix: taken_apart(model, mix, rate, _told)
    took = in_turn(ways, 2, patience=PATIENCE) if quick else in_turn(ways, 4)
    return [
        row(
            f"stems of {SECONDS:g} s at {rate} Hz",
            "s",
            took[str(rate)],
            stock=took["demucs"],
            limit=SECONDS,
        )
        for rate in RATES
    ]


def _noise(rate: int) -> np.ndarray:
    shape = (2, round(SECONDS * rate))
    return (0.2 * np.random.default_rng(1).standard_normal(shape)).astype(np.float32)


def _stock(model: Model, mix: np.ndarray) -> object:
    with torch.no_grad():
        return demucs().apply.apply_model(model.network, torch.from_numpy(mix)[None], shifts=0)


def _told(_done: int, _of: int) -> None:
    """Nobody listens."""

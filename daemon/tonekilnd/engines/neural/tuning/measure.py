"""Every precision of an engine beside its fp32."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import torch
from torch import Tensor

from ...computing.precision import precisions
from ...computing.tuned import Measured
from ...contract import EngineSettings
from ...model_cards.rows import Row
from .spectrum import spectral_distance
from .subjects import Steps, subject_of


def measured(
    row: Row, settings: EngineSettings, says: Callable[[str], None]
) -> tuple[Measured, ...]:
    """Every precision of an engine, fp32 first; all are asked what fp32 is.

    Args:
        row: the engine.
        settings: with what threads, on which device.
        says: is told what goes on.

    Raises:
        EngineUnavailable: its weights are not here.
    """
    with torch.inference_mode():
        return tuple(_each(row, replace(settings, precision="fp32"), says))


def _each(row: Row, exactly: EngineSettings, says: Callable[[str], None]) -> Iterator[Measured]:
    says(f"loading {row.name}")
    subject = subject_of(row, exactly)
    says("measuring fp32")
    exact, take = subject.steps("fp32"), subject.take("fp32")
    yield Measured(precision="fp32", ms=exact.ms)
    for precision in precisions(exactly)[1:]:
        says(f"measuring {precision}")
        steps = subject.steps(precision)
        distance, agreement = _agreement(steps, exact)
        yield Measured(
            precision=precision,
            ms=steps.ms,
            logits_distance=distance,
            tokens_agreement=agreement,
            spectral_db=spectral_distance(subject.take(precision), take, row.sample_rate),
        )


def _agreement(steps: Steps, exact: Steps) -> tuple[float | None, float | None]:
    """Mean total variation of the distributions, and how often the likeliest token is the same."""
    ours, theirs = steps.logits, exact.logits
    if ours is None or theirs is None:
        return None, None
    return _variation(ours, theirs), float((ours.argmax(-1) == theirs.argmax(-1)).float().mean())


def _variation(logits: Tensor, exact: Tensor) -> float:
    return float((logits.softmax(-1) - exact.softmax(-1)).abs().sum(-1).mean() / 2)

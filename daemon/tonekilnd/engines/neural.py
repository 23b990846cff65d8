"""What the engines of both model libraries do around their models."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from torch.nn.modules.module import register_module_forward_pre_hook

from tonekilnd.domain import Audio, Take, TakeSpec

from . import takes
from .base import Callbacks, EngineSettings
from .fast.precision import offered
from .manifest import Row
from .stopping import check

Make = Callable[[Sequence[TakeSpec], Callbacks], list[Audio]]
"""Takes as the model makes them, (channels, frames) each."""


def finished_takes(
    row: Row,
    settings: EngineSettings,
    specs: Sequence[TakeSpec],
    callbacks: Callbacks,
    make: Make,
) -> list[Take]:
    """One stereo take per spec; those that die away are made once more.

    Raises:
        UnsupportedAbility: a spec asks what the row does not have.
        StopGenerating: the batch was cancelled, be it within a step.
    """
    for spec in specs:
        takes.refuse_what_is_not_offered(row, spec)
        if spec.precision:
            offered(row, settings, spec.precision)
    with _stoppable_between_modules():
        made = takes.made_again_if_it_died(specs, callbacks, make)
    rate = row.sample_rate
    return [
        Take(takes.as_stereo(audio, rate, spec.width), rate, notes=notes)
        for spec, (audio, notes) in zip(specs, made, strict=True)
    ]


@contextmanager
def _stoppable_between_modules() -> Iterator[None]:
    """The libraries' own transformers and codecs are asked before each of their modules."""
    hook = register_module_forward_pre_hook(lambda _module, _inputs: check())
    try:
        yield
    finally:
        hook.remove()

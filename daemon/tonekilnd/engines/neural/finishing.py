"""What every model library's engines do before and after their models make takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal

import torch
from torch.nn.modules.module import register_module_forward_pre_hook

from tonekilnd.abilities import refuse_what_is_lacking
from tonekilnd.domain import Take, TakeSpec

from ..computing.precision import offered
from ..contract import Callbacks, EngineSettings
from ..model_cards.rows import Row
from . import takes
from .inpainting import turned_back
from .stopping import check

Make = Callable[[Sequence[TakeSpec], Callbacks], list[takes.Made]]
"""Takes as the model makes them."""


_WARM_STEPS = 4
"""Of methods that let themselves be told how many."""


def made_ready(row: Row, device: torch.device, make: Make) -> None:
    """On a GPU, make half a second and drop it, while the engine still says that it loads.

    What a driver does once (loading kernels, choosing among them, making room) is done then, and
    not while somebody waits for a first clip. A CPU has nothing of the kind.
    """
    if device.type == "cpu":
        return
    half_a_second = TakeSpec(
        prompt="music",
        negative="",
        seed=0,
        sample_rate=row.sample_rate,
        frames=row.sample_rate // 2,
        pre_roll_frames=0,
        bpm=Decimal(120),
        meter="4/4",
        bars=None,
        key=None,
        steps=None if row.method == "autoregressive" else _WARM_STEPS,
        retake=False,
    )
    make([half_a_second], Callbacks(lambda _done, _of: None, lambda *_heard: None))


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
        refuse_what_is_lacking(spec, row.name, row.abilities)
        if spec.precision:
            offered(row, settings, spec.precision)
    with stoppable_between_modules():
        made = takes.made_again_if_it_died(specs, callbacks, make)
    rate = row.sample_rate
    return [
        Take(
            takes.as_stereo(turned_back(one.audio, spec), rate, spec.width),
            rate,
            notes=one.notes,
            words_ignored=one.words_ignored,
        )
        for spec, one in zip(specs, made, strict=True)
    ]


@contextmanager
def stoppable_between_modules() -> Iterator[None]:
    """The libraries' own transformers and codecs are asked before each of their modules."""
    hook = register_module_forward_pre_hook(lambda _module, _inputs: check())
    try:
        yield
    finally:
        hook.remove()

"""What Stable Audio's transformer is conditioned on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from .given import GivenSection, seconds_told
from .model import Model
from .staying import Stay


def conditions_of(
    model: Model, group: Sequence[GivenSection], stays: Sequence[Stay | None]
) -> dict[str, Any]:
    """Of takes of which `stays` are there already."""
    told = [{} if stay is None else stay.told(model) for stay in stays]
    conditions = {
        name: value if value is None else value.to(model.dtype)
        for name, value in _inputs(model, group, told, negative=False).items()
    }
    if any(section.spec.negative for section in group):
        conditions |= _inputs(model, group, told, negative=True)
    return conditions


def _inputs(
    model: Model,
    group: Sequence[GivenSection],
    stays: Sequence[dict[str, Tensor]],
    *,
    negative: bool,
) -> dict[str, Any]:
    """What the transformer is conditioned on; each take's prompt is encoded on its own.

    T5 runs in half precision, as upstream's does, and would round a prompt differently beside
    others.
    """
    wrapped = model.wrapped
    each = [
        wrapped.get_conditioning_inputs(
            {
                **wrapped.conditioner([asked], str(model.device)),
                **{name: [value] for name, value in its.items()},
            },
            negative=negative,
        )
        for asked, its in zip(_asked(model, group, negative=negative), stays, strict=True)
    ]
    return {
        name: None if value is None else torch.cat([one[name] for one in each])
        for name, value in each[0].items()
    }


def _asked(model: Model, group: Sequence[GivenSection], *, negative: bool) -> list[dict[str, Any]]:
    return [
        {
            "prompt": (section.given.negative if negative else section.given.prompt).text,
            "seconds_start": 0,
            "seconds_total": seconds_told(model, section),
        }
        for section in group
    ]

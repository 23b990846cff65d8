"""Which device computes, and in which precision."""

from __future__ import annotations

import torch

from tonekiln.protocol.errors import EngineUnavailable, UnsupportedAbility

from .base import EngineSettings

_DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}


def device_of(settings: EngineSettings) -> torch.device:
    """The device that was asked for, or the best there is.

    Raises:
        EngineUnavailable: it was named and is not there.
    """
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": _has_mps()}
    if settings.device == "auto":
        return torch.device(next(name for name in ("cuda", "mps", "cpu") if there[name]))
    if not there.get(settings.device):
        raise EngineUnavailable(
            f"there is no {settings.device} device here", hint="set `device` to auto"
        )
    return torch.device(settings.device)


def dtype_of(settings: EngineSettings, device: torch.device) -> torch.dtype:
    """The type of a model's weights; `auto` takes only what is faithful on the device.

    Raises:
        UnsupportedAbility: the precision is not offered.
    """
    if settings.precision == "auto":
        return torch.bfloat16 if device.type == "cuda" else torch.float32
    if settings.precision not in _DTYPES:
        raise UnsupportedAbility(
            f"precision {settings.precision} is not offered for this engine",
            field="precision",
            bound="auto, fp32 or bf16",
        )
    return _DTYPES[settings.precision]


def prepare(settings: EngineSettings) -> None:
    """Use as many threads as the worker was given."""
    torch.set_num_threads(max(1, settings.threads))


def _has_mps() -> bool:
    return bool(torch.backends.mps.is_available())

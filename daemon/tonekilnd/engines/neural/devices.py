"""The device that computes, and the type of the weights, as torch knows them."""

from __future__ import annotations

import torch

from tonekiln.protocol.errors import EngineUnavailable, UnsupportedAbility

from ..computing.hardware import device_and_precision
from ..contract import EngineSettings

_DTYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}


def device_of(settings: EngineSettings) -> torch.device:
    """The device that the settings come to, and that the Plan names.

    Raises:
        EngineUnavailable: it is not there.
    """
    device, _ = device_and_precision(settings)
    there = {
        "cpu": True,
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
    }
    if not there.get(device):
        raise EngineUnavailable(
            f"torch finds no {device} device here", hint="set `device` to cpu, or install a driver"
        )
    return torch.device(device)


def dtype_of(settings: EngineSettings) -> torch.dtype:
    """The type of a model's weights.

    Raises:
        UnsupportedAbility: the precision is not offered.
    """
    _, precision = device_and_precision(settings)
    if precision not in _DTYPES:
        raise UnsupportedAbility(
            f"precision {precision} is not offered for this engine",
            field="precision",
            bound="auto, fp32 or bf16",
        )
    return _DTYPES[precision]


def prepare(settings: EngineSettings) -> None:
    """Use as many threads as the worker was given."""
    torch.set_num_threads(max(1, settings.threads))


def memory_of(device: torch.device) -> tuple[int, int]:
    """Bytes that this process took on a device, and all it has; 0 for a CPU."""
    if device.type == "cuda":
        return torch.cuda.memory_reserved(device), torch.cuda.mem_get_info(device)[1]
    if device.type == "mps":
        return torch.mps.driver_allocated_memory(), torch.mps.recommended_max_memory()
    return 0, 0

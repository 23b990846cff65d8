"""Which precision an engine computes in: what was asked for, else what is faithful.

`auto` is fp32, on CUDA bfloat16, or what `tonekiln tune` recorded with this machine's owner
watching; nothing less exact is ever chosen silently. Light: imports no model library.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tonekiln.protocol.errors import UnsupportedAbility

from ..base import EngineSettings
from ..checkpoints import adopt
from ..checkpoints.store import Store
from ..hardware import device_and_precision
from ..manifest import Row
from .tuned import tuned_precision

_OF_METHOD = {
    "autoregressive": ("fp32", "bf16", "int8"),
    "masked": ("fp32", "bf16"),
    "diffusion": ("fp32", "bf16"),
}

_BF16_FLAGS = frozenset({"amx_bf16", "avx512_bf16"})


def precisions(row: Row, settings: EngineSettings) -> tuple[str, ...]:
    """What an engine computes in on its device, exactest first.

    int8 needs a CPU. On CUDA weights are loaded as they are computed with, in bfloat16 unless
    the setting says fp32: what was rounded once cannot be called fp32 again.
    """
    device, _ = device_and_precision(settings)
    choices = _OF_METHOD[row.method]
    if device == "cpu":
        return choices
    if device == "cuda" and settings.precision != "fp32":
        return ("bf16",)
    return tuple(choice for choice in choices if choice != "int8")


def engine_precision(row: Row, settings: EngineSettings) -> str:
    """What the engine computes in when a request does not say.

    A setting that this engine does not have stands for the nearest it has.
    """
    choices = precisions(row, settings)
    wanted = settings.precision
    if wanted == "auto":
        wanted = tuned_precision(settings.home, row.name, lambda: _digest(row, settings))
        return wanted if wanted in choices else choices[0]
    return wanted if wanted in choices else "bf16"


def _digest(row: Row, settings: EngineSettings) -> str:
    return adopt.digest_of(row, Store(settings.home))


def draft_precision(row: Row, settings: EngineSettings) -> str:
    """The fastest, for drafts; "" where none is known to be faster than fp32."""
    choices = precisions(row, settings)
    device, _ = device_and_precision(settings)
    # A step of an autoregressive model waits for its weights' bytes: fewer are faster.
    if row.method == "autoregressive" or device == "cuda" or multiplies_bf16():
        return choices[-1]
    return ""


def loading(settings: EngineSettings) -> EngineSettings:
    """The settings to load weights with: as published, to be packed from there as asked."""
    if settings.precision == "fp32":
        return settings
    return replace(settings, precision="auto")


def offered(row: Row, settings: EngineSettings, precision: str) -> str:
    """The precision itself.

    Raises:
        UnsupportedAbility: the engine does not have it.
    """
    choices = precisions(row, settings)
    if precision not in choices:
        raise UnsupportedAbility(
            f"{row.name} does not compute in {precision}",
            field="precision",
            bound="auto, " + " or ".join(choices),
        )
    return precision


def multiplies_bf16() -> bool:
    """Whether this CPU multiplies matrices in bfloat16; if not, it is slower than fp32."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return False
    flags = next((line for line in lines if line.startswith("flags")), "")
    return not _BF16_FLAGS.isdisjoint(flags.split())

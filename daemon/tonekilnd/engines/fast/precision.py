"""Which precision an engine computes in: what was asked for, else what is faithful.

`auto` is fp32 on a CPU, or what `tonekiln tune` recorded with this machine's owner watching;
nothing less exact is ever chosen silently. Light: imports no model library.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tonekiln.protocol.errors import UnsupportedAbility

from ..base import EngineSettings
from ..checkpoints import adopt
from ..checkpoints.store import Store
from ..manifest import Row
from .tuned import tuned_precision

OFFERED = {
    "autoregressive": ("fp32", "bf16", "int8"),
    "masked": ("fp32", "bf16"),
    "diffusion": ("fp32", "bf16"),
}
"""By a row's method."""

_BF16_FLAGS = frozenset({"amx_bf16", "avx512_bf16"})


def engine_precision(row: Row, settings: EngineSettings) -> str:
    """What the engine computes in when a request does not say.

    A setting that this engine does not have stands for the nearest it has.
    """
    if settings.precision != "auto":
        return settings.precision if settings.precision in OFFERED[row.method] else "bf16"
    if settings.device == "cuda":
        return "bf16"
    return tuned_precision(settings.home, row.name, lambda: _digest(row, settings)) or "fp32"


def _digest(row: Row, settings: EngineSettings) -> str:
    return adopt.digest_of(row, Store(settings.home))


def draft_precision(row: Row, settings: EngineSettings) -> str:
    """The fastest, for drafts; "" where none is faster than fp32."""
    if settings.device == "cuda":
        return "bf16"
    if row.method == "autoregressive":
        return "int8"
    return "bf16" if multiplies_bf16() else ""


def loading(settings: EngineSettings) -> EngineSettings:
    """The settings to load weights with: as published, to be packed from there as asked."""
    if settings.precision == "fp32":
        return settings
    return replace(settings, precision="auto")


def offered(row: Row, precision: str) -> str:
    """The precision itself.

    Raises:
        UnsupportedAbility: the engine does not have it.
    """
    choices = OFFERED[row.method]
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

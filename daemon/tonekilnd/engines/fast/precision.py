"""Which precision an engine computes in: what was asked for, else what is faithful.

`auto` is fp32 on a CPU, or what `tonekiln tune` recorded with this machine's owner watching;
nothing less exact is ever chosen silently. Light: imports no model library.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tonekiln.protocol.errors import UnsupportedAbility

from ..base import EngineSettings
from ..manifest import Row
from .tuned import tuned_precision

OFFERED = ("fp32", "bf16", "int8")


def engine_precision(row: Row, settings: EngineSettings) -> str:
    """What the engine computes in when a request does not say."""
    if settings.precision != "auto":
        return settings.precision
    if settings.device == "cuda":
        return "bf16"
    return tuned_precision(settings.home, row.name) or "fp32"


def draft_precision(row: Row, settings: EngineSettings) -> str:
    """The fastest, for drafts; "" where none is faster than fp32."""
    if settings.device == "cuda":
        return "bf16"
    if row.method == "autoregressive":
        return "int8"
    # Many rows at once are bound by arithmetic: what the processor has instructions for is fast.
    flags = _processor_flags()
    if "amx_bf16" in flags:
        return "bf16"
    if "avx512_vnni" in flags:
        return "int8"
    return "bf16" if "avx512_bf16" in flags else ""


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
    if precision not in OFFERED:
        raise UnsupportedAbility(
            f"{row.name} does not compute in {precision}",
            field="precision",
            bound="auto, " + " or ".join(OFFERED),
        )
    return precision


def _processor_flags() -> frozenset[str]:
    """What instructions this CPU has, as Linux names them; none known elsewhere."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return frozenset()
    return frozenset(next((line for line in lines if line.startswith("flags")), "").split())

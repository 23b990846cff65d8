"""Which precision an engine computes in: what was asked for, else what is faithful.

`auto` is fp32, on CUDA bfloat16, or what `tonekiln tune` recorded with this machine's owner
watching; nothing less exact is ever chosen silently. Light: imports no model library.
"""

from __future__ import annotations

from dataclasses import replace

from tonekiln.protocol.errors import UnsupportedAbility
from tonekilnd.setting_values import PRECISIONS

from ..checkpoints import adopt
from ..checkpoints.store import Store
from ..contract import EngineSettings
from ..model_cards.rows import Row
from .hardware import device_and_precision, processor_flags
from .tuned import tuned_precision

OFFERED = PRECISIONS


def precisions(settings: EngineSettings) -> tuple[str, ...]:
    """What engines compute in on their device, exactest first.

    int8 needs a CPU. On CUDA weights are loaded as they are computed with, in bfloat16 unless
    the setting says fp32: what was rounded once cannot be called fp32 again.
    """
    device, _ = device_and_precision(settings)
    if device == "cpu":
        return OFFERED
    if device == "cuda" and settings.precision != "fp32":
        return ("bf16",)
    return tuple(choice for choice in OFFERED if choice != "int8")


def engine_precision(row: Row, settings: EngineSettings) -> str:
    """What the engine computes in when a request does not say.

    A setting that this engine does not have stands for the nearest it has.
    """
    choices = precisions(settings)
    wanted = settings.precision
    if wanted == "auto":
        wanted = tuned_precision(settings.home, row.name, lambda: _digest(row, settings))
        return wanted if wanted in choices else choices[0]
    return wanted if wanted in choices else "bf16"


def _digest(row: Row, settings: EngineSettings) -> str:
    return adopt.digest_of(row, Store(settings.home))


def draft_precision(row: Row, settings: EngineSettings) -> str:
    """The fastest, for drafts; "" where none is known to be faster than fp32."""
    device, _ = device_and_precision(settings)
    # A step of an autoregressive model waits for its weights' bytes: fewer are faster.
    if row.method == "autoregressive" or device != "cpu":
        return precisions(settings)[-1]
    # Many rows at once are bound by arithmetic: by what the processor has instructions for.
    flags = processor_flags()
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


def offered(row: Row, settings: EngineSettings, precision: str) -> str:
    """The precision itself.

    Raises:
        UnsupportedAbility: the engine does not have it.
    """
    choices = precisions(settings)
    if precision not in choices:
        raise UnsupportedAbility(
            f"{row.name} does not compute in {precision}",
            field="precision",
            bound="auto, " + " or ".join(choices),
        )
    return precision

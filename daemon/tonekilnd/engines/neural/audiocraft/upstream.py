"""The one place that imports audiocraft, and knows what its imports need.

audiocraft 1.3.0 imports xformers, spacy, flashy, dora, PyAV and its own training solvers when it
is imported. None of them takes part in generating: attention is written here on
`scaled_dot_product_attention` (xformers has no CPU operator), the rest is stood in for.
"""

from __future__ import annotations

import functools
import sys
import warnings
from types import ModuleType
from typing import Any

from ...libraries.stand_ins import Later, StandIn, stood_in, torchaudio_without_its_extension


@functools.cache
def audiocraft() -> ModuleType:
    """The audiocraft package, importable parts loaded."""
    torchaudio_without_its_extension()
    _xformers_on_sdpa()
    with warnings.catch_warnings(), stood_in(_TRAINING_ONLY):
        warnings.simplefilter("ignore")
        import audiocraft as package  # noqa: PLC0415 - heavy, worker only
        import audiocraft.models  # noqa: PLC0415
        import audiocraft.modules.conditioners  # noqa: PLC0415
    return package


class _Unused:
    """Base class for upstream's training classes, which are defined but never made."""


_TRAINING_ONLY: dict[str, dict[str, Any]] = {
    "spacy": {},
    "av": {},
    "dora": {},
    "dora.log": {"fatal": None},
    "flashy": {},
    "flashy.distrib": {
        "is_distributed": lambda: False,
        "broadcast_tensors": lambda *_: None,
        "rank": lambda: 0,
    },
    "librosa": {"filters": Later("librosa.filters")},  # for melodies; brings numba and scipy
    "audiocraft.solvers": {},
    "audiocraft.solvers.compression": {"CompressionSolver": _Unused},
}


class LowerTriangularMask:
    """Marks causal self-attention, as xformers' class of the same name does."""


def memory_efficient_attention(
    query: Any, key: Any, value: Any, attn_bias: Any = None, p: float = 0.0
) -> Any:
    """Attention in xformers' layout, [batch, time, heads, dim], on torch's own operator."""
    from torch.nn import functional  # noqa: PLC0415 - heavy, worker only

    causal = isinstance(attn_bias, LowerTriangularMask)
    out = functional.scaled_dot_product_attention(
        query.transpose(1, 2),
        key.transpose(1, 2),
        value.transpose(1, 2),
        attn_mask=None if causal else attn_bias,
        dropout_p=p,
        is_causal=causal,
    )
    return out.transpose(1, 2)


def _xformers_on_sdpa() -> None:
    """Imports from xformers also happen while audiocraft runs, so this stand-in stays."""
    ops = {
        "unbind": lambda tensor, dim: tensor.unbind(dim),
        "memory_efficient_attention": memory_efficient_attention,
        "LowerTriangularMask": LowerTriangularMask,
    }
    for name, attributes in {
        "xformers": {},
        "xformers.ops": ops,
        "xformers.profiler": {},
    }.items():
        sys.modules[name] = StandIn(name, attributes)
    sys.modules["xformers"].ops = sys.modules["xformers.ops"]  # type: ignore[attr-defined]

"""Which kernels a precision is computed with on this machine, told without importing torch.

Two families round differently, and a rounding can turn a token: a Plan names the one that made
its samples. Light: imports no model library.
"""

from __future__ import annotations

from ...computing.hardware import processor_flags
from .native.compiler import CannotBuild, compiler

_NATIVE = {
    "int8": (("avx512_vnni", "vnni"),),
    "bf16": (("amx_bf16", "amx"), ("avx512_bf16", "avx512"), ("avx2", "avx2")),
    "fp32": (("avx512f", "avx512"), ("avx2", "avx2")),
}
"""By precision: a processor's flag and the family that is built for it, the fastest first."""


def kernel_family(precision: str, device: str) -> str:
    """What a precision is computed with on a device: `int8-vnni`, `bf16-amx`, `fp32-cuda`.

    fp32 on a CPU is told apart by the width of its vectors alone: torch's products and ours are
    equal within rounding there, and both follow the processor.
    """
    if device != "cpu":
        return f"{precision}-{device}"
    found = _of_processor(precision)
    if precision != "fp32" and not (found and _can_build()):
        return f"{precision}-torch"
    return f"{precision}-{found}" if found else precision


def _of_processor(precision: str) -> str:
    flags = processor_flags()
    return next((name for flag, name in _NATIVE[precision] if flag in flags), "")


def _can_build() -> bool:
    try:
        compiler()
    except CannotBuild:
        return False
    return True

"""Telling that memory ran out from everything else that may go wrong."""

from __future__ import annotations

_WORDS = (
    "can't allocate memory",
    "DefaultCPUAllocator: not enough memory",
    "out of memory",
)


def is_out_of_memory(error: Exception) -> bool:
    """Torch has a type of its own for CUDA only; its other devices say so in words."""
    return (
        isinstance(error, MemoryError)
        or type(error).__name__ == "OutOfMemoryError"
        or (isinstance(error, RuntimeError) and any(words in str(error) for words in _WORDS))
    )

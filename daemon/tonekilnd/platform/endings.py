"""How a process ended: what its exit status says of the machine."""

from __future__ import annotations

import sys

_SIGKILL = 9
_NO_MEMORY = {0xC0000017, 0xC000009A, 0xC000012D}
"""Windows' STATUS_NO_MEMORY, STATUS_INSUFFICIENT_RESOURCES and STATUS_COMMITMENT_LIMIT."""


def may_have_lacked_memory(status: int | None) -> bool:
    """Whether a system that has no memory left ends processes like this.

    Args:
        status: of `subprocess.Popen`: a signal is negative, a status of Windows has 32 bits.
    """
    if sys.platform == "win32":
        return status is not None and status & 0xFFFFFFFF in _NO_MEMORY
    else:
        return status == -_SIGKILL

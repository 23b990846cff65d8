"""Whether others on this machine may see a file or folder."""

from __future__ import annotations

import stat
import sys


def open_to_others(mode: int) -> bool:
    """Whether the mode of a file lets others in than its owner.

    Windows keeps that in access lists, of which a mode says nothing: under the person's own
    application data, where homes are unless they are moved, the folder's list is the person's.
    """
    return sys.platform != "win32" and bool(mode & (stat.S_IRWXG | stat.S_IRWXO))

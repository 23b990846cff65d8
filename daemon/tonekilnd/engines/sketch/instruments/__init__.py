"""Pitched instruments, one file a family, and the register of them all."""

from __future__ import annotations

from .bass import BASSES
from .guitars import GUITARS
from .keys import KEYS
from .leads import LEADS
from .orchestra import ORCHESTRA
from .pads import PADS
from .patch import Patch, Role
from .plucks import PLUCKS

PATCHES: dict[str, Patch] = {
    patch.name: patch
    for family in (BASSES, KEYS, GUITARS, ORCHESTRA, PADS, PLUCKS, LEADS)
    for patch in family
}
"""Every patch by its name."""

__all__ = ["PATCHES", "Patch", "Role"]

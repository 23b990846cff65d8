"""Pitched instruments, one file a family, and the register of them all.

A patch's numbers are the settings of its synthesizer's panel; synth/ has their units and ranges,
and what is copied from real instruments has its source beside it. Levels are those at which
the styles' bands keep the spectrum of records (parts.arrangement).
"""

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

"""From words to wishes: what a prompt asks for, and which of its words were understood."""

from __future__ import annotations

from .facts import effects
from .reader import read
from .wishes import Wishes

__all__ = ["Wishes", "effects", "read"]

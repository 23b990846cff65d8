"""Whose a file or folder is: what decides for this user must be this user's.

A home that somebody else owns can hold planted keys, and settings that name programs to run. On
Windows there is no owner to compare; what holds there is the access list of the user's profile.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from . import foreign
from .foreign import Unreadable

_user_id = getattr(os, "geteuid", None)


def is_foreign(path: Path) -> bool:
    """Whether another user owns what is there, links followed; False where nothing is."""
    if _user_id is None:
        return False
    try:
        return bool(foreign.status_of(path).st_uid != _user_id())
    except Unreadable:
        return False


def whose(path: Path) -> str:
    """The owner's name, or number where it has none."""
    if sys.platform == "win32":
        return "another user"
    else:
        try:
            return path.owner()
        except (KeyError, OSError):
            return f"user {foreign.status_of(path).st_uid}"


def belongs_to_another(path: Path) -> str:
    """What is said of something that another user owns."""
    return f"{foreign.shown(path)} belongs to {whose(path)}, not to the user who runs this"


WAY_OUT = "use a home of your own (TONEKILN_HOME), or run this as its owner"

"""The road into Ardour 7: an editor hook that looks into a mailbox ten times a second."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tonekiln.home import Home
from tonekiln.platform.folders import own_home

from .installation import Installation, first_existing, in_lua, mailbox_of
from .mailbox import Mailbox
from .road import Road

_VERSIONS = (7, 8, 9)
_STEPS = (
    "In Ardour: Edit > Lua Scripts > Script Manager, page Action Hooks, New Hook.",
    'Choose "Tonekiln" and press Add. Ardour remembers it.',
)


def road(home: Home) -> Road:
    """How to reach a running Ardour."""
    return Road("ardour", "Ardour", Mailbox(mailbox_of(home, "ardour")))


def installation(home: Home, folder: Path | None = None) -> Installation:
    """The hook goes to Ardour's scripts, what it loads to our home, where updates reach it.

    Args:
        home: ours.
        folder: Ardour's configuration folder, if not where it usually is.
    """
    config = folder or first_existing(_config_folders())
    target = config / "scripts" / "tonekiln.lua"
    return in_lua(home, "ardour", "ardour/tonekiln.lua", target, _STEPS)


def _config_folders() -> list[Path]:
    """Where Ardour keeps its configuration; the version that was verified comes first."""
    if sys.platform == "darwin":
        base, name = own_home() / "Library" / "Preferences", "Ardour"
    elif sys.platform == "win32":
        base, name = Path(os.environ.get("LOCALAPPDATA", own_home())), "ardour"
    else:
        base, name = Path(os.environ.get("XDG_CONFIG_HOME", own_home() / ".config")), "ardour"
    return [base / f"{name}{version}" for version in _VERSIONS]

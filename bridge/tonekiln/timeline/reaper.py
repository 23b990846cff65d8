"""The road into REAPER: a ReaScript that looks into a mailbox while it runs."""

from __future__ import annotations

from pathlib import Path

from tonekiln.home import Home
from tonekiln.platform import folders

from .installation import Installation, first_existing, in_lua, mailbox_of
from .mailbox import Mailbox
from .road import Road

_STEPS = (
    "In REAPER: Actions > Show action list > New action > Load ReaScript, choose",
    "Scripts/Tonekiln/Tonekiln.lua, and run it; it listens until REAPER ends.",
)


def road(home: Home) -> Road:
    """How to reach a running REAPER."""
    return Road("reaper", "REAPER", Mailbox(mailbox_of(home, "reaper")))


def installation(home: Home, folder: Path | None = None) -> Installation:
    """The script goes to REAPER's scripts, what it loads to our home, where updates reach it.

    Args:
        home: ours.
        folder: REAPER's resource folder, if not where it usually is.
    """
    scripts = (folder or first_existing([_resources()])) / "Scripts" / "Tonekiln"
    return in_lua(home, "reaper", "reaper/Tonekiln.lua", scripts / "Tonekiln.lua", _STEPS)


def _resources() -> Path:
    return folders.settings_of("REAPER")

"""The road into REAPER: a ReaScript that looks into a mailbox while it runs."""

from __future__ import annotations

from pathlib import Path

from tonekiln.home import Home
from tonekiln.platform import folders

from .installation import Installation, ScriptFile, first_existing, quoted, record_of, script
from .mailbox import Mailbox
from .road import Road

_STEPS = (
    "In REAPER: Actions > Show action list > New action > Load ReaScript, choose",
    "Scripts/Tonekiln/Tonekiln.lua, and run it; it listens until REAPER ends.",
)


def road(home: Home) -> Road:
    """How to reach a running REAPER."""
    return Road("reaper", "REAPER", Mailbox(_mailbox(home)))


def installation(home: Home, folder: Path | None = None) -> Installation:
    """The script goes to REAPER's scripts, what it loads to our home, where updates reach it.

    Args:
        home: ours.
        folder: REAPER's resource folder, if not where it usually is.
    """
    ours = home.root / "daw" / "reaper"
    road_file, mailbox_file = ours / "road.lua", ours / "mailbox.lua"
    values = {
        "ROAD_FILE": quoted(road_file),
        "MAILBOX_FILE": quoted(mailbox_file),
        "MAILBOX_FOLDER": quoted(_mailbox(home)),
    }
    scripts = (folder or first_existing([_resources()])) / "Scripts" / "Tonekiln"
    return Installation(
        name="reaper",
        files=(
            ScriptFile(scripts / "Tonekiln.lua", script("reaper/Tonekiln.lua", values)),
            ScriptFile(road_file, script("reaper/road.lua")),
            ScriptFile(mailbox_file, script("lua/mailbox.lua")),
        ),
        folders=(home.run, _mailbox(home)),
        steps=_STEPS,
        record=record_of(home, "reaper"),
    )


def _mailbox(home: Home) -> Path:
    return home.run / "reaper"


def _resources() -> Path:
    return folders.settings_of("REAPER")

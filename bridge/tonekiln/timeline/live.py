"""The road into Ableton Live 12.0.5 or newer: a Remote Script that listens on loopback."""

from __future__ import annotations

from pathlib import Path

from tonekiln.home import Home
from tonekiln.platform import folders

from .installation import Installation, ScriptFile, first_existing, quoted, record_of, script
from .loopback import Loopback
from .road import Road

_MODULES = ("__init__.py", "surface.py", "listener.py", "placing.py", "settings.py")
_STEPS = (
    "Start Live anew; in Settings > Link, Tempo & MIDI choose Tonekiln as a Control Surface",
    "(Input and Output stay at None).",
)


def road(home: Home) -> Road:
    """How to reach a running Live."""
    return Road("live", "Ableton Live", Loopback(_connection_file(home), "live"))


def installation(home: Home, folder: Path | None = None) -> Installation:
    """The script goes to Live's User Library.

    Args:
        home: ours.
        folder: the User Library, if not where it usually is.
    """
    target = (folder or first_existing(_user_libraries())) / "Remote Scripts" / "Tonekiln"
    values = {"CONNECTION_FILE": quoted(_connection_file(home))}
    return Installation(
        name="live",
        files=tuple(
            ScriptFile(target / name, script(f"live/Tonekiln/{name}", values)) for name in _MODULES
        ),
        folders=(home.run,),
        steps=_STEPS,
        record=record_of(home, "live"),
    )


def _connection_file(home: Home) -> Path:
    return home.run / "live.json"


def _user_libraries() -> list[Path]:
    return [folders.music_library() / "Ableton" / "User Library"]

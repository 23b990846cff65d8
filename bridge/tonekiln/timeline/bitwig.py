"""The road into Bitwig Studio: a controller script that fills launcher slots.

Its scripts cannot write files, so port and secret are agreed on when it is installed.
"""

from __future__ import annotations

import secrets
from pathlib import Path

import msgspec

from tonekiln.foreign import NOT_JSON
from tonekiln.home import Home
from tonekiln.platform import folders

from .installation import Installation, ScriptFile, first_existing, record_of, script
from .loopback import Loopback, LoopbackFacts
from .road import Road

_PORT = 27_811
"""Below the ports that systems hand out to connections (32,768 upwards on Linux)."""

_STEPS = (
    "In Bitwig Studio: Settings > Controllers > Add controller, choose Tonekiln > Tonekiln.",
    "Make an audio track named Tonekiln, or select the track that clips should go to.",
)


def road(home: Home) -> Road:
    """How to reach a running Bitwig Studio."""
    return Road("bitwig", "Bitwig Studio", Loopback(_connection_file(home), "bitwig"))


def installation(home: Home, folder: Path | None = None) -> Installation:
    """The script goes to Bitwig's controller scripts, the secret to it and to our home.

    Args:
        home: ours.
        folder: Bitwig's user folder, if not where it usually is.
    """
    facts = _facts(home)
    values = {"SECRET": f'"{facts.secret}"', "PORT": str(facts.port)}
    target = (folder or first_existing([_user_folder()])) / "Controller Scripts" / "Tonekiln"
    connection = msgspec.json.encode(facts).decode()
    return Installation(
        name="bitwig",
        files=(
            ScriptFile(
                target / "Tonekiln.control.js",
                script("bitwig/Tonekiln.control.js", values),
                private=True,
            ),
            ScriptFile(_connection_file(home), connection, private=True),
        ),
        folders=(home.root / "daw",),
        steps=_STEPS,
        record=record_of(home, "bitwig"),
    )


def _facts(home: Home) -> LoopbackFacts:
    """What an earlier installation agreed on, or something new."""
    try:
        facts = msgspec.json.decode(_connection_file(home).read_bytes(), type=LoopbackFacts)
    except (OSError, *NOT_JSON):
        facts = LoopbackFacts(port=_PORT)
    # The token of earlier versions was sent to whoever listened: it is no secret.
    return facts if facts.secret else LoopbackFacts(port=_PORT, secret=secrets.token_urlsafe(32))


def _connection_file(home: Home) -> Path:
    return home.root / "daw" / "bitwig.json"


def _user_folder() -> Path:
    return folders.documents_of_programs() / "Bitwig Studio"

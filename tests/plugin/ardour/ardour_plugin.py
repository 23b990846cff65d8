"""The VST3 where a test's Ardour looks for it, and what Ardour's session files say of it."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path

from tests.folders_of_a_user import folders_of
from tests.plugin.ardour.ardour_programs import ardour_program
from tests.plugin.built import VST3

SCANNER = Path("/usr/lib/ardour7/ardour-vst3-scanner")
SUPERCLOCKS_PER_SECOND = 282_240_000  # of Ardour 7
STATE_MAGIC = b"TONEKILN1\n"


def install_for(user: Path, environment: Mapping[str, str]) -> str:
    """Put the bundle into a user's home and have Ardour scan it; returns the plugin's id."""
    bundle = user / ".vst3" / VST3.name
    shutil.copytree(VST3, bundle)
    for file in bundle.rglob("*.so"):
        os.utime(file, (1, 1))  # a plugin newer than its cache counts as unscanned
    ardour_program(
        [SCANNER, "-f", bundle],
        {**environment, **folders_of(user), "LD_LIBRARY_PATH": str(SCANNER.parent)},
    )
    (cache,) = (user / ".cache" / "ardour7" / "vst").glob("*.v3i")
    found = re.search(r'uid="([0-9A-F]{32})"', cache.read_text())
    assert found
    return found[1]


def silence_inputs(session: Path) -> None:
    """Take the tracks' inputs off the sound card: the dummy's hum is no part of the song."""
    text = session.read_text(encoding="utf-8")
    session.write_text(
        re.sub(r'<Connection other="system:capture[^>]*/>', "", text), encoding="utf-8"
    )


def set_range(session: Path, seconds: float) -> None:
    """Give a session without one a range to export, from its start."""
    text = session.read_text(encoding="utf-8")
    end = round(SUPERCLOCKS_PER_SECOND * seconds)
    location = (
        f'<Locations><Location id="990001" name="session" start="a0" end="a{end}" '
        'flags="IsSessionRange" locked="0" timestamp="0"/></Locations>'
    )
    assert "<Locations/>" in text
    session.write_text(text.replace("<Locations/>", location), encoding="utf-8")


def begin_range_at_zero(session: Path) -> None:
    """Have the session's range begin at the song's start, not at its first region."""
    text, found = re.subn(
        r'(<Location [^>]*name="session" start=")[^"]*',
        r"\g<1>a0",
        session.read_text(encoding="utf-8"),
    )
    assert found == 1
    session.write_text(text, encoding="utf-8")


def state_of_plugin(session: Path) -> dict[str, object]:
    """What the plugin has saved into a session file."""
    root = ET.parse(session).getroot()  # noqa: S314 - our own file
    for node in root.iter("chunk"):
        chunk = base64.b64decode(node.text or "")
        at = chunk.find(STATE_MAGIC)
        if at >= 0:
            text = chunk[at + len(STATE_MAGIC) :].decode("utf-8", "replace")
            state: dict[str, object] = json.JSONDecoder().raw_decode(text)[0]
            return state
    raise AssertionError(f"{session} holds no state of ours")

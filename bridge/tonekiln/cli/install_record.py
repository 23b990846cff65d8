"""The install record: how the plugin, which knows no Python, starts the daemon."""

from __future__ import annotations

import contextlib
import json
import os

import tonekiln
from tonekiln import foreign
from tonekiln.client.launch import daemon_command
from tonekiln.foreign import Unreadable
from tonekiln.home import Home
from tonekiln.in_the_way import way_for_file
from tonekiln.ownership import is_foreign
from tonekiln.platform import open_files

_MOST_BYTES = 65536


def write_install_record(home: Home | None = None) -> None:
    """Write `install.json` where it is missing or says something else.

    `python` and `args` together are the command that serves this home. A home that cannot be
    written to, or is another user's, is left for the command itself to complain about.
    """
    home = home or Home.find()
    python, *arguments = daemon_command(home)
    record = {"python": python, "args": arguments, "version": tonekiln.__version__}
    text = json.dumps(record, indent=1)
    if is_foreign(home.root):
        return
    with contextlib.suppress(OSError):
        if _read(home) == text:
            return
        home.make()
        way_for_file(home.install_record)
        part = home.install_record.with_name(f"install.{os.getpid()}.part")
        try:
            part.touch(mode=0o600)
            part.write_text(text, encoding="utf-8", newline="\n")  # as it is compared
            open_files.replace(part, home.install_record)
        finally:
            open_files.discard(part)


def _read(home: Home) -> str:
    try:
        return foreign.read_text(home.install_record, _MOST_BYTES)
    except Unreadable:
        return ""

"""`tonekiln update`: looks for a newer version, and fetches it, each only when it is told to."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

import tonekiln
from tonekiln.cli.answer import Answer, megabytes
from tonekiln.cli.arguments import Commands, add_command
from tonekiln.cli.daemon_package import ask_daemon_package
from tonekiln.cli.peace import check_peace
from tonekiln.home import Home
from tonekiln.platform import streams
from tonekiln.update.errors import NotFetched
from tonekiln.update.fetching import download
from tonekiln.update.looking import look, update_settings
from tonekiln.update.manifest import Manifest, UpdateFile
from tonekiln.update.newest import updates_folder
from tonekiln.update.offer import file_for, how_to_install, this_machine, this_system
from tonekiln.update.version import Version

from .daemon import started_client

_TOLD_EVERY_BYTES = 10_000_000


def add_commands(commands: Commands) -> None:
    """Add the command."""
    update = add_command(commands, "update", _update, "look whether there is a newer version")
    update.add_argument(
        "--download", action="store_true", help="fetch it too, into the home; it starts nothing"
    )


def _update(options: argparse.Namespace) -> Answer:
    home = Home.find()
    rows = ask_daemon_package("settings", "--home", str(home.root), "--json")["settings"]
    address, key = update_settings({row["name"]: row["value"] for row in rows})
    _check_peace()
    installed = Version.parse(tonekiln.__version__)
    manifest = look(home, address, key, installed)
    document = {"installed": str(installed), "offered": manifest.version, "file": None}
    if manifest.number == installed:
        return Answer(document, [f"{installed} is the newest version"])
    file = _file(manifest)
    if not options.download:
        said = f"{manifest.version} is there ({megabytes(file.bytes)}); you have {installed}"
        return Answer(document, [said, *_notes(manifest), "fetch it: tonekiln update --download"])
    _check_peace()
    path = download(file, address, updates_folder(home), _telling(file))
    steps = how_to_install(file)
    document |= {"file": str(path), "install": steps}
    return Answer(document, [f"fetched and checked {path}", *_notes(manifest), f"now {steps}"])


def _check_peace() -> None:
    with started_client() as client:
        check_peace(client)


def _file(manifest: Manifest) -> UpdateFile:
    file = file_for(manifest, this_system(), this_machine())
    if file is None:
        raise NotFetched(
            f"{manifest.version} is there, but not for {this_system()} on {this_machine()}",
            field="files",
        )
    return file


def _notes(manifest: Manifest) -> list[str]:
    return [line for line in manifest.notes.splitlines() if line.strip()]


def _telling(file: UpdateFile) -> Callable[[int], None]:
    """Says how far it is, every ten megabytes."""
    next_at = _TOLD_EVERY_BYTES

    def told(count: int) -> None:
        nonlocal next_at
        if count >= next_at:
            next_at += _TOLD_EVERY_BYTES
            streams.tell(sys.stderr, f"{megabytes(count)} of {megabytes(file.bytes)}\n")

    return told

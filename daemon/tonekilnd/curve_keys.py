"""CURVE keys: one pair for the server, one for this machine's clients, kept in the home.

They persist, so that a copy of the connection file on another machine stays good.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import zmq

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.home import Home
from tonekiln.in_the_way import set_aside, way_for_file, way_for_folder
from tonekiln.platform import open_files, privacy
from tonekiln.protocol.errors import NotFound


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A Z85-encoded CURVE key pair (ZeroMQ RFC 26 and 32)."""

    public: str
    secret: str


@dataclass(frozen=True, slots=True)
class Keys:
    """The server's pair and the clients'."""

    server: KeyPair
    client: KeyPair


def load_keys(home: Home) -> Keys:
    """Read the home's keys, making them on first use in a 0700 folder, 0600 each."""
    make_private_folder(home.keys)
    return Keys(server=_pair(home.keys / "server.json"), client=_pair(home.keys / "client.json"))


def _pair(path: Path) -> KeyPair:
    pair = _kept(path)
    if pair is None:
        if os.path.lexists(path):
            set_aside(path, "it holds no keys")
        public, secret = zmq.curve_keypair()
        pair = KeyPair(public.decode("ascii"), secret.decode("ascii"))
        write_private(path, json.dumps({"public": pair.public, "secret": pair.secret}))
    return pair


def _kept(path: Path) -> KeyPair | None:
    """The pair in a file; None where it is none, or its halves do not belong together."""
    try:
        pair = foreign.read_json(path, KeyPair)
        public = zmq.curve_public(pair.secret.encode("ascii"))
    except (Unreadable, ValueError, zmq.ZMQError):
        return None
    return pair if public.decode("ascii") == pair.public else None


def write_connection_file(home: Home, keys: Keys, endpoint: str, version: str) -> None:
    """Tell clients of this machine how to reach the daemon."""
    make_private_folder(home.run)
    facts = {
        "endpoint": endpoint,
        "server_key": keys.server.public,
        "client_public": keys.client.public,
        "client_secret": keys.client.secret,
        "pid": os.getpid(),
        "version": version,
    }
    write_private(home.connection_file, json.dumps(facts, indent=1))


def remove_connection_file(home: Home) -> None:
    """Take our connection file away; one that another daemon wrote meanwhile is left to it."""
    try:
        found = foreign.read_object(home.connection_file)
    except Unreadable:
        return
    if found.get("pid") == os.getpid():
        open_files.unlink(home.connection_file, missing_ok=True)


def make_private_folder(folder: Path) -> None:
    """Make a folder only its owner may enter, or close one that others may.

    Raises:
        NotFound: it cannot be made; says what is in its place.
    """
    way_for_folder(folder)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if privacy.open_to_others(folder):
            privacy.close(folder)
    except OSError as error:
        why = foreign.why_no_folder(folder) or error.strerror
        raise NotFound(
            f"the folder {foreign.shown(folder)} cannot be used ({why})",
            field="home",
            hint="is its drive mounted? Another home is named by TONEKILN_HOME",
        ) from error


def write_private(path: Path, text: str) -> None:
    """Write a 0600 file atomically: it is never seen half-written or readable by others."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    open_files.unlink(part, missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        if privacy.open_to_others(part):  # Windows takes no mode
            privacy.close(part)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    way_for_file(path)
    open_files.replace(part, path)

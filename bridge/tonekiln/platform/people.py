"""Who sits here and what this machine is called: what a report must not tell."""

from __future__ import annotations

import getpass
import os
import platform
import socket
import sys

from .folders import own_home


def names_of_user() -> set[str]:
    """The account's names as far as this process knows them."""
    found = {os.environ.get(name, "") for name in ("USER", "LOGNAME", "USERNAME")}
    found |= {own_home().name, _account(), *_full_names()}
    return {name for name in found if name}


def names_of_machine() -> set[str]:
    """The machine's name, whole and without its domain."""
    found = {platform.node(), socket.gethostname(), os.environ.get("COMPUTERNAME", "")}
    return {name for text in found for name in (text, text.partition(".")[0]) if name}


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        return ""


def _full_names() -> set[str]:
    """The person's name as the system has it, and its parts."""
    if sys.platform == "win32":
        return set()
    else:
        import pwd  # noqa: PLC0415 - there is none on Windows

        try:
            full = pwd.getpwuid(os.getuid()).pw_gecos.partition(",")[0]
        except KeyError:
            return set()
        return {full, *full.split()}

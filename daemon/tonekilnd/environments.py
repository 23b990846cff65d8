"""Where libraries lie that were brought for models: an environment of their own in the home.

An environment is a folder of packages (`--target` of uv and pip) that the daemon's own Python
looks into before its own. So it needs no virtual environment, which a Python in an installer
cannot make, may be renamed, and never differs from the daemon in Python's version. One file names
the environment in use; it is replaced in one step, and the one before stays for going back.
"""

from __future__ import annotations

import sys
from pathlib import Path

from msgspec import Struct

from tonekiln import foreign
from tonekiln.foreign import Unreadable

PREFIX = "env-"
"""Of the folders' names."""

_FOLDER = "environments"
_POINTER = "current.json"
_MOST_BYTES = 65536

_START = (
    "import runpy, sys; folder, module = sys.argv[1:3]; del sys.argv[1:3]; "
    "sys.path.insert(0, folder); runpy.run_module(module, run_name='__main__', alter_sys=True)"
)
"""Works where PYTHONPATH does not: a Python with a `._pth` file takes no notice of it."""


class Current(Struct, frozen=True, kw_only=True):
    """What the pointer says.

    Attributes:
        folder: the name of the environment in use; "" for none.
        before: that of the one before, kept for going back; "" for none.
        families: entry points of the engine families whose workers run in it.
        requirements: digest of the files that it was made from.
    """

    folder: str = ""
    before: str = ""
    families: tuple[str, ...] = ()
    requirements: str = ""


def folder_of_environments(home: Path) -> Path:
    """Where they all lie."""
    return home / _FOLDER


def pointer_of(home: Path) -> Path:
    """The file that names the environment in use."""
    return folder_of_environments(home) / _POINTER


def current(home: Path) -> Current:
    """The environment in use; none where nothing was brought, or its folder is gone."""
    try:
        found = foreign.read_json(pointer_of(home), Current)
    except Unreadable:
        return Current()
    if not all(_is_name(name) for name in (found.folder, found.before) if name):
        return Current()
    here = foreign.is_folder(folder_of_environments(home) / found.folder)
    return found if found.folder and here else Current()


def _is_name(name: str) -> bool:
    return name.startswith(PREFIX) and Path(name).name == name


def environment_of(home: Path, family: str) -> str:
    """The environment that a family's workers run in; "" for none."""
    found = current(home)
    if family not in found.families:
        return ""
    return str(folder_of_environments(home) / found.folder)


def is_environment(interpreter: str) -> bool:
    """Whether what runs a worker is an environment, and not another Python."""
    return bool(interpreter) and foreign.is_folder(Path(interpreter))


def run_module(module: str, interpreter: str = "") -> list[str]:
    """The command that runs a module.

    Args:
        module: its name.
        interpreter: another Python, an environment, or "" for this Python as it is.
    """
    if is_environment(interpreter):
        return [sys.executable, "-X", "utf8", "-c", _START, interpreter, module]
    return [interpreter or sys.executable, "-m", module]

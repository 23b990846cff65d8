"""What a person types on this system, for hints."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path


def end_process(pid: int) -> str:
    """Ends a process that does not end by itself."""
    return f"taskkill /F /PID {pid}" if sys.platform == "win32" else f"kill {pid}"


def show_rights(path: Path) -> str:
    """Shows whose a file or folder is, and who may do what with it."""
    return f"icacls {_said(path)}" if sys.platform == "win32" else f"ls -ld {_said(path)}"


def close_to_others(path: Path) -> str:
    """Leaves a file or folder to its owner only."""
    if sys.platform == "win32":
        return f'icacls {_said(path)} /inheritance:r /grant:r "%USERNAME%:(OI)(CI)F"'
    else:
        return f"chmod go-rwx {_said(path)}"


def install(package: str) -> str:
    """Installs a package of the system's; "" where wheels bring what it holds."""
    return f"apt-get install {package}" if sys.platform == "linux" else ""


def own(path: Path) -> str:
    """Makes a file or folder this user's, as an administrator."""
    if sys.platform == "win32":
        return f"icacls {_said(path)} /setowner %USERNAME% /T"
    else:
        return f'sudo chown -R "$(id -un)" {_said(path)}'


def show_sizes(folder: Path) -> str:
    """Shows what takes the room of a folder."""
    return f"dir /s {_said(folder)}" if sys.platform == "win32" else f"du -sh {_said(folder)}/*"


def remove(path: Path) -> str:
    """Removes a file."""
    return f"del {_said(path)}" if sys.platform == "win32" else f"rm {_said(path)}"


def rename(path: Path, name: str) -> str:
    """Gives a file another name in its folder."""
    if sys.platform == "win32":
        return f"ren {_said(path)} {_said(name)}"
    else:
        return f"mv {_said(path)} {_said(path.with_name(name))}"


def allow_open_files(count: int) -> str:
    """Lets what is started from this shell open so many files."""
    return f"ulimit -n {count}, as an administrator; for a service LimitNOFILE={count}"


def _said(name: str | Path) -> str:
    """A name as one word of this system's shell."""
    if sys.platform == "win32":
        return subprocess.list2cmdline([str(name)])
    else:
        return shlex.quote(str(name))

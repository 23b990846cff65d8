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
    if sys.platform == "win32":
        return f"icacls {subprocess.list2cmdline([str(path)])}"
    else:
        return f"ls -ld {shlex.quote(str(path))}"


def close_to_others(path: Path) -> str:
    """Leaves a file or folder to its owner only."""
    if sys.platform == "win32":
        named = subprocess.list2cmdline([str(path)])
        return f'icacls {named} /inheritance:r /grant:r "%USERNAME%:(OI)(CI)F"'
    else:
        return f"chmod go-rwx {shlex.quote(str(path))}"


def install(package: str) -> str:
    """Installs a package of the system's; "" where wheels bring what it holds."""
    return f"apt-get install {package}" if sys.platform == "linux" else ""


def own(path: Path) -> str:
    """Makes a file or folder this user's, as an administrator."""
    if sys.platform == "win32":
        return f"icacls {subprocess.list2cmdline([str(path)])} /setowner %USERNAME% /T"
    else:
        return f'sudo chown -R "$(id -un)" {shlex.quote(str(path))}'


def show_sizes(folder: Path) -> str:
    """Shows what takes the room of a folder."""
    if sys.platform == "win32":
        return f"dir /s {subprocess.list2cmdline([str(folder)])}"
    else:
        return f"du -sh {shlex.quote(str(folder))}/*"


def remove(path: Path) -> str:
    """Removes a file."""
    if sys.platform == "win32":
        return f"del {subprocess.list2cmdline([str(path)])}"
    else:
        return f"rm {shlex.quote(str(path))}"


def rename(path: Path, name: str) -> str:
    """Gives a file another name in its folder."""
    if sys.platform == "win32":
        return f"ren {subprocess.list2cmdline([str(path), name])}"
    else:
        return f"mv {shlex.quote(str(path))} {shlex.quote(str(path.with_name(name)))}"


def allow_open_files(count: int) -> str:
    """Lets what is started from this shell open so many files."""
    return f"ulimit -n {count}, as an administrator; for a service LimitNOFILE={count}"

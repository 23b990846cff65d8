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

"""Which of a manifest's files is for this machine, and how a person installs it."""

from __future__ import annotations

import platform
import sys

from .manifest import Manifest, UpdateFile

_MACHINES = {
    "x86_64": "x86_64",
    "amd64": "x86_64",
    "arm64": "arm64",
    "aarch64": "arm64",
}
_INSTALL = {
    ".exe": "close your DAWs, then open it; Windows asks before it changes anything",
    ".pkg": "close your DAWs, then open it",
    ".dmg": "close your DAWs, open it, and do what its window says",
    ".deb": "close your DAWs, then: sudo apt install ./{name}",
    ".zip": "close your DAWs, unpack it, and read its INSTALL",
    ".gz": "close your DAWs, unpack it, and read its INSTALL",
    ".xz": "close your DAWs, unpack it, and read its INSTALL",
}


def file_for(manifest: Manifest, system: str, machine: str) -> UpdateFile | None:
    """The first file for a system and machine; one for every machine will do."""
    return next(
        (
            file
            for file in manifest.files
            if file.system == system and file.machine in (machine, "universal")
        ),
        None,
    )


def this_system() -> str:
    """As manifests call it."""
    return {"win32": "windows", "darwin": "macos"}.get(sys.platform, "linux")


def this_machine() -> str:
    """As manifests call it."""
    name = platform.machine().lower()
    return _MACHINES.get(name, name)


def how_to_install(file: UpdateFile) -> str:
    """What a person does with it; this program starts nothing."""
    return _INSTALL["." + file.name.rpartition(".")[2]].format(name=file.name)

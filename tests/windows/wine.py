"""Running programs for Windows: a prefix of our own, and a hard end to every step."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath

from tests.ended import Ended
from tests.patience import PATIENCE_SECONDS

OVERRIDES = "mscoree=;mshtml=;winemenubuilder.exe="
"""Parts of Wine that are not to be there: they ask a person for downloads, or write menus."""


def windows_path(path: Path) -> str:
    """How Windows calls a file of ours: Wine shows the whole system as drive Z."""
    return str(PureWindowsPath("Z:/", *path.absolute().parts[1:]))


@dataclass(frozen=True)
class Wine:
    """A prefix, that is a Windows of its own, and the variables its programs get."""

    prefix: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def in_cache(cls, cache: Path, variables: Mapping[str, str]) -> Wine:
        """The prefix of this version of Wine, made on first use."""
        said = subprocess.run(
            ["wine", "--version"],
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE_SECONDS,
        )
        prefix = cache / f"prefix-{said.stdout.split()[0]}"
        wine = cls(prefix, variables)
        if not (prefix / "ready").exists():
            shutil.rmtree(prefix, ignore_errors=True)
            prefix.mkdir(parents=True)
            wine._boot()
            (prefix / "ready").touch()
        return wine

    def _boot(self) -> None:
        """Make it; a program that crashes shall end, and not wait for a person."""
        crash = ["reg", "add", "HKCU\\Software\\Wine\\WineDbg", "/v", "ShowCrashDialog"]
        for command in (["wineboot", "-i"], [*crash, "/t", "REG_DWORD", "/d", "0", "/f"]):
            ended = self.run(command)
            assert ended.status == 0, ended
        self.end_all()

    def environment(self) -> dict[str, str]:
        """Of the programs: nothing of ours but the way to them, and an encoding for names."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.prefix),
            "LC_ALL": "C.UTF-8",
            "WINEPREFIX": str(self.prefix),
            "WINEDEBUG": "-all",
            "WINEDLLOVERRIDES": OVERRIDES,
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            **self.variables,
        }

    def start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start a program; its streams are pipes, the only kind Wine's Python takes."""
        return subprocess.Popen(
            ["wine", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self.environment(),
        )

    def run(self, command: Sequence[str], seconds: float = PATIENCE_SECONDS) -> Ended:
        """Run a program to its end.

        Raises:
            TimeoutExpired: it took longer, and was killed.
        """
        process = self.start(command)
        assert process.stdin is not None
        process.stdin.close()
        try:
            out, errors = until_it_ends(process, seconds)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            for pipe in (process.stdout, process.stderr):
                assert pipe is not None
                pipe.close()
        return Ended(process.returncode, out, errors)

    def end_all(self) -> None:
        """End every program of this prefix."""
        subprocess.run(
            ["wineserver", "-k"], env=self.environment(), check=False, timeout=PATIENCE_SECONDS
        )
        subprocess.run(
            ["wineserver", "-w"], env=self.environment(), check=False, timeout=PATIENCE_SECONDS
        )


def until_it_ends(process: subprocess.Popen[bytes], seconds: float) -> tuple[str, str]:
    """What a process writes to its two pipes until it ends.

    Not until the pipes end: a daemon that it left behind holds them open, since Wine lets
    children of Windows' programs have them whatever those say.

    Raises:
        TimeoutExpired: it has not ended.
    """
    assert process.stdout is not None
    assert process.stderr is not None
    said = {process.stdout.fileno(): b"", process.stderr.fileno(): b""}
    open_ones = set(said)
    until = time.monotonic() + seconds
    while True:
        ended = process.poll() is not None
        readable = select.select(list(open_ones), [], [], 0 if ended else 0.05)[0]
        for handle in readable:
            piece = os.read(handle, 65536)
            said[handle] += piece
            if not piece:
                open_ones.discard(handle)
        if ended and not readable:
            break
        if time.monotonic() > until:
            raise subprocess.TimeoutExpired(process.args, seconds, *said.values())
    out, errors = (text.decode("utf-8", "replace") for text in said.values())
    return out, errors

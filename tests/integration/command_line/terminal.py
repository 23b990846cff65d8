"""The `tonekiln` command as a user types it: a real process, in a home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from tests.conftest import ENGINES_FOR_TESTS
from tests.patience import PATIENCE_SECONDS

from tonekiln.home import Home

COMMAND = [sys.executable, "-m", "tonekiln.cli.main"]


@dataclass(frozen=True)
class Terminal:
    """Types commands, with a home of its own."""

    home: Home
    environment: dict[str, str]

    def type(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*COMMAND, *arguments],
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert "Traceback" not in done.stdout + done.stderr
        return done

    def ask(self, *arguments: str, status: int = 0) -> dict[str, Any]:
        """The one JSON document of a command."""
        done = self.type(*arguments, "--json")
        assert done.returncode == status, done.stdout + done.stderr
        document: dict[str, Any] = json.loads(done.stdout)
        return document

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*COMMAND, *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def daemons(self) -> list[psutil.Process]:
        """The daemons that serve this home."""
        return [
            process
            for process in psutil.process_iter(["cmdline"])
            if "tonekilnd" in (process.info["cmdline"] or [])
            and "serve" in process.info["cmdline"]
            and str(self.home.root) in process.info["cmdline"]
        ]


def terminal(folder: Path) -> Terminal:
    paths = [str(ENGINES_FOR_TESTS), os.environ.get("PYTHONPATH", "")]
    settings = {
        "TONEKILN_HOME": str(folder),
        "TONEKILN_WARM": "",
        "TONEKILN_DEFAULT_ENGINE": "clicks",
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "PYTHONWARNINGS": "error",
    }
    return Terminal(Home(folder), os.environ | settings)

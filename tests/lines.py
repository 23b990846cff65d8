"""What a running program says, a line at a time, and never waited for without an end."""

from __future__ import annotations

import os
import select
import subprocess
import time
from dataclasses import dataclass

from tests.patience import PATIENCE_SECONDS


@dataclass
class Lines:
    """What a running program says, a line at a time."""

    process: subprocess.Popen[bytes]
    _said: bytes = b""

    def next(self, start: str = "", seconds: float = PATIENCE_SECONDS) -> str:
        """Its next line that starts like this; lines before it are passed over.

        Args:
            start: how it starts.
            seconds: how long it may be waited for; less only where there is another way on.

        Raises:
            AssertionError: it ended, or said nothing like that in time.
        """
        assert self.process.stdout is not None
        until = time.monotonic() + seconds
        passed = b""
        while time.monotonic() < until:
            line, end, rest = self._said.partition(b"\n")
            if end:
                self._said = rest
                if line.decode("utf-8", "replace").startswith(start):
                    return line.decode("utf-8", "replace").strip()
                passed += line + end
            elif select.select([self.process.stdout.fileno()], [], [], 0.1)[0]:
                piece = os.read(self.process.stdout.fileno(), 65536)
                if not piece:
                    break
                self._said += piece
        raise AssertionError(f"no line {start!r}: {passed + self._said!r}")

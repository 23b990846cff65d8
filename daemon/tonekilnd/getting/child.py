"""A child process that brings something, says how far it is, and can be let go of."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import msgspec

from tonekiln.in_the_way import way_for_file
from tonekiln.platform import children
from tonekiln.protocol.errors import EngineUnavailable, ErrorCode, TonekilnError, error_of
from tonekilnd.background import in_background
from tonekilnd.platform import bound_children

log = logging.getLogger(__name__)

_GRACE_SECONDS = 5.0

Heard = Callable[[dict[str, Any]], object]


class LetGo(Exception):  # noqa: N818 - no fault
    """The child was let go of before it was done."""


class Child:
    """One process. Lives on the event loop; its lines are read on a thread."""

    def __init__(self, command: Sequence[str], secret: str, log_file: Path) -> None:
        """Start it.

        Args:
            command: what runs.
            secret: a line for its standard input; "" for none.
            log_file: takes what it writes to standard error.

        Raises:
            EngineUnavailable: it cannot be started.
        """
        way_for_file(log_file)
        try:
            with log_file.open("ab") as errors:
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    start_new_session=True,
                    creationflags=children.apart(),
                )
            bound_children.bind(self._process.pid)
        except OSError as error:
            raise EngineUnavailable(
                f"{command[0]} cannot be started: {error.strerror}", hint="see the daemon's log"
            ) from error
        self._log_file = log_file
        self._let_go = False
        stdin = self._process.stdin
        with contextlib.suppress(OSError):  # it has ended already, and its status says so
            if stdin is not None:
                stdin.write(f"{secret}\n".encode())
                stdin.flush()

    async def answer(self, heard: Heard) -> dict[str, Any]:
        """Wait for its last line.

        Args:
            heard: is given each line before.

        Raises:
            LetGo: it was.
            TonekilnError: what it says went wrong.
        """
        loop = asyncio.get_running_loop()

        def pass_on(document: dict[str, Any]) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(heard, document)

        last = await in_background(lambda: self._read(pass_on), "bringing an engine")
        if self._let_go:
            raise LetGo
        if "error" in last:
            raise _error_of(last["error"])
        if self._process.returncode:
            raise EngineUnavailable(
                f"what brings the engine ended (exit status {self._process.returncode})",
                hint=f"ask again; {self._log_file} says more",
            )
        return last

    def let_go(self) -> None:
        """Let it end: what came so far stays."""
        self._let_go = True
        with contextlib.suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()
        asyncio.get_running_loop().call_later(_GRACE_SECONDS, self._process.kill)

    def _read(self, heard: Heard) -> dict[str, Any]:
        last: dict[str, Any] = {}
        for line in cast("Any", self._process.stdout):
            try:
                document = msgspec.json.decode(line, type=dict[str, Any])
            except msgspec.DecodeError:
                continue  # of a library that prints
            if last:
                heard(last)
            last = document
            if "done" in document or document.keys() == {"state"}:
                heard(last)
                last = {}
        self._process.wait()
        for pipe in (self._process.stdout, self._process.stdin):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        return last


def _error_of(said: dict[str, str]) -> TonekilnError:
    kind = error_of(ErrorCode(said.get("code", ErrorCode.INTERNAL)))
    facts = {name: said.get(name, "") for name in ("field", "bound", "hint")}
    return kind(said.get("message", ""), **facts)

"""How worker processes are started."""

from __future__ import annotations

import logging
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tonekiln.in_the_way import way_for_file
from tonekiln.platform import children
from tonekiln.protocol.errors import EngineCrashed
from tonekilnd import descriptors
from tonekilnd.environments import run_module
from tonekilnd.platform import bound_children

from .process import ProcessWorker

log = logging.getLogger(__name__)

_THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class WorkerLaunch:
    """How worker processes are started."""

    arguments: tuple[str, ...]
    threads: int
    log_file: Path
    grace_seconds: float

    def start(self, engine: str, device: str = "cpu", interpreter: str = "") -> ProcessWorker:
        """Start `python -m tonekilnd worker ENGINE ...`; must be called on the event loop.

        Args:
            engine: its name.
            device: cpu, cuda or mps, as the engine's Plans say.
            interpreter: the Python that runs it, or the environment that the daemon's own runs it
                in; "" for the daemon's own as it is.
        """
        command = run_module("tonekilnd", interpreter)
        command += ["worker", engine, f"--device={device}", *self.arguments]
        # Numeric libraries read these when they are imported, so the child cannot set them.
        environment = os.environ | dict.fromkeys(_THREAD_VARIABLES, str(self.threads))
        way_for_file(self.log_file)
        try:
            process = descriptors.with_reserve(lambda: self._begin(command, environment))
            bound_children.bind(process.pid)
        except OSError as error:
            raise EngineCrashed(
                f"the worker of {engine} cannot be started with {command[0]}: {error.strerror}",
                hint="see the setting `interpreters`",
            ) from error
        log.info("worker started", extra={"engine": engine})
        return ProcessWorker(process, engine, self.grace_seconds)

    def _begin(
        self, command: Sequence[str], environment: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        with self.log_file.open("ab") as errors:
            return subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=environment,
                start_new_session=True,  # a terminal's Ctrl-C is the daemon's to handle
                creationflags=children.apart(),
            )

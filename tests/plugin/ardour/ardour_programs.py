"""Ardour's own command-line programs."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

SECONDS = 120
TRIES = 4


def ardour_program(
    command: Sequence[str | Path], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run one of Ardour's programs to its end.

    Ardour 7.3's programs abort now and then while they tear down their engine, whatever the
    session (2 of 12 exports here died of SIGABRT, none repeatedly). Only such a death by signal
    is tried again; an exit status other than 0 is not.
    """
    for attempt in range(1, TRIES + 1):
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
        if done.returncode >= 0 or attempt == TRIES:
            break
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done

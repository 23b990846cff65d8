"""Ardour's own command-line programs."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

ATTEMPT_SECONDS = 60
TRIES = 8


def ardour_program(
    command: Sequence[str | Path], environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run one of Ardour's programs to its end.

    Ardour 7.3's programs fall over themselves whatever the session: of 130 exports of one, three
    at a time, 23 died of SIGABRT while the engine was torn down, and 10 stood still before their
    first sample (`Session::start_audio_export` waits for the butler, which waits for a lock). Only
    these two are tried again, each time with more patience; an exit status other than 0 is not.
    """
    for attempt in range(1, TRIES + 1):
        try:
            done = subprocess.run(
                command,
                env=environment,
                capture_output=True,
                text=True,
                timeout=ATTEMPT_SECONDS * attempt,
                check=False,
            )
        except subprocess.TimeoutExpired:
            if attempt == TRIES:
                raise
        else:
            if done.returncode >= 0 or attempt == TRIES:
                break
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done

"""What only the daemon's package knows, asked of it as a process: the bridge never imports it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any, NoReturn

from tonekiln.platform import children
from tonekiln.protocol.errors import InternalError

_SECONDS = 30.0


def ask_daemon_package(*arguments: str) -> dict[str, Any]:
    """The JSON document that `python -m tonekilnd ...` prints.

    Raises:
        InternalError: it printed something else; the message is the last it said.
    """
    command = [sys.executable, "-m", "tonekilnd", *arguments]
    try:
        answer = children.answer_of(command, _SECONDS)
        document: dict[str, Any] = json.loads(answer.stdout)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise InternalError(str(error)) from error
    except ValueError as error:
        said = answer.stderr.strip().splitlines()
        raise InternalError(said[-1] if said else "the daemon's package said nothing") from error
    return document


def become(module: str, *arguments: str) -> NoReturn:
    """Go on as `python -m MODULE ARGUMENTS`, on the same terminal."""
    command = [sys.executable, "-m", module, *arguments]
    children.become(command)

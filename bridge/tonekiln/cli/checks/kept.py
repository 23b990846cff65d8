"""The database, the library, inputs and quota, as the daemon's package finds them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tonekiln.cli.daemon_package import ask_daemon_package
from tonekiln.cli.repairs import MakeAgain, StartAgain
from tonekiln.home import Home
from tonekiln.protocol.errors import TonekilnError

from .check import Check, Mend
from .daemon import process_of


def kept_checks(home: Home) -> Iterator[Check]:
    """What a home keeps, whether a daemon runs or cannot start because of it."""
    daemon = process_of(home)
    runs = [] if daemon is None else [f"--daemon={daemon}"]
    try:
        found = ask_daemon_package("survey", f"--home={home.root}", *runs)
    except TonekilnError as error:
        yield Check("survey", ok=False, detail=error.message, fix=error.hint)
        return
    for finding in found["findings"]:
        yield Check(
            finding["name"],
            ok=finding["ok"],
            detail=finding["detail"],
            fix=finding["fix"],
            mend=_mend(home, finding),
        )


def _mend(home: Home, finding: dict[str, Any]) -> Mend | None:
    match finding["mended"]:
        case "by_a_start":
            return StartAgain(home)
        case "by_making":
            return MakeAgain(home, tuple(finding["plans"]), tuple(finding["damaged"]))
    return None

"""What a daemon may do to a session that works with it, and how long the session is at a loss."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.plugin.paced_host import PacedHost, Said
from tests.running_daemon import RunningDaemon

from tonekiln import __version__
from tonekiln.home import Home

PATIENCE = 120.0  # seconds; well beyond what is promised, so that a late answer has a figure
ANOTHER = "999.0.0"
IMPOSTOR = f"""
import sys, tonekiln
tonekiln.__version__ = "{ANOTHER}"
from tonekilnd.__main__ import main
sys.exit(main())
"""


@dataclass(frozen=True)
class Course:
    """How one trouble went, in seconds.

    Attributes:
        said: from its beginning until the window said so.
        well: from the daemon's return until the session was linked again.
        words: what the window said.
    """

    said: float
    well: float
    words: str


class OtherVersion(RunningDaemon):
    """The same daemon under another number."""

    def command(self) -> list[str]:
        return [sys.executable, "-c", IMPOSTOR, "serve", f"--home={self.home.root}"]


def absent(host: PacedHost, home: Path) -> Course:
    """None runs and none is installed; then one is started."""
    began = time.monotonic()
    host.ask("sketch", "dusty drums")
    told = _told(host, "is not installed here")
    return _until_well(host, began, told, RunningDaemon(Home(home)))


def killed(host: PacedHost, home: Path) -> Course:
    """Killed in the middle of a job; then another one is started."""
    daemon = RunningDaemon(Home(home)).start()
    _linked(host)
    host.ask("slow", "dusty drums")
    host.wait_until_shown(lambda now: now["fraction"] > 0, PATIENCE)
    began = time.monotonic()
    daemon.kill()
    told = _told(host, "has stopped")
    return _until_well(host, began, told, RunningDaemon(Home(home)))


def hung(host: PacedHost, home: Path) -> Course:
    """It stops answering; then it goes on."""
    daemon = RunningDaemon(Home(home)).start()
    try:
        _linked(host)
        assert daemon.process is not None
        began = time.monotonic()
        daemon.process.send_signal(signal.SIGSTOP)
        told = _told(host, "does not answer")
        back = time.monotonic()
        daemon.process.send_signal(signal.SIGCONT)
        well = _linked(host)
        _works(host, well)
        return _course(began, told, back, well)
    finally:
        daemon.stop()


def replaced(host: PacedHost, home: Path) -> Course:
    """It ends, and one of another version takes its place."""
    daemon = RunningDaemon(Home(home)).start()
    assert _linked(host)["version"] == __version__
    began = time.monotonic()
    daemon.stop()
    told = _told(host, "is not running", "has stopped")
    return _until_well(host, began, told, OtherVersion(Home(home)), ANOTHER)


TROUBLES: dict[str, Callable[[PacedHost, Path], Course]] = {
    "absent": absent,
    "killed in the middle of a job": killed,
    "hung": hung,
    "replaced by another version": replaced,
}


def _until_well(
    host: PacedHost, began: float, told: Said, daemon: RunningDaemon, version: str = __version__
) -> Course:
    """Start a daemon and see the session work with it."""
    daemon.start()
    back = time.monotonic()
    try:
        well = _linked(host)
        assert well["version"] == version
        _works(host, well)
        return _course(began, told, back, well)
    finally:
        daemon.stop()


def _told(host: PacedHost, *words: str) -> Said:
    return host.wait_until_shown(lambda now: any(each in now["status"] for each in words), PATIENCE)


def _linked(host: PacedHost) -> Said:
    return host.wait_until_shown(lambda now: now["ready"], PATIENCE)


def _works(host: PacedHost, linked: Said) -> None:
    """A request made now brings a clip."""
    host.ask("sketch", "dusty drums")
    host.wait_until_shown(lambda now: now["clips"] > linked["clips"], PATIENCE)


def _course(began: float, told: Said, back: float, well: Said) -> Course:
    return Course(told["at"] - began, well["at"] - back, told["status"])

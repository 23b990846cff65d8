"""One daemon a home, started once more where it ended by a fault."""

from __future__ import annotations

import logging

from filelock import FileLock, Timeout

from tonekiln.home import Home
from tonekiln.in_the_way import way_for_file
from tonekiln.platform import open_files

from .app import Daemon, DatabaseDamaged, EndedUnexpectedly
from .config import Settings
from .curve_keys import make_private_folder
from .platform import event_loop

log = logging.getLogger(__name__)


class AlreadyRunning(Exception):  # noqa: N818 - a state, met on every race of two starters
    """Another daemon serves this home."""


def serve(home: Home, settings: Settings) -> None:
    """Run the daemon until a signal, a `shutdown` or idleness ends it.

    Raises:
        AlreadyRunning: this home has its daemon.
        EndedUnexpectedly: it ended by a fault, was started once more, and did so again.
    """
    make_private_folder(home.run)
    way_for_file(home.lock_file)
    lock = FileLock(home.lock_file)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise AlreadyRunning from error
    try:
        _run_again_once(home, settings)
    finally:
        lock.release()


def _run_again_once(home: Home, settings: Settings) -> None:
    doubt = home.doubt_file.exists()
    open_files.unlink(home.doubt_file, missing_ok=True)
    try:
        event_loop.run(Daemon(home, settings, doubt=doubt).run())
    except EndedUnexpectedly as ended:
        log.info("starting once more")
        doubted = isinstance(ended.__cause__, DatabaseDamaged)
        event_loop.run(Daemon(home, settings, doubt=doubted).run())

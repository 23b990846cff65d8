"""What the blocking and the asyncio client are before they carry anything."""

from __future__ import annotations

from pathlib import Path

from tonekiln.home import Home
from tonekiln.protocol.errors import DaemonUnreachable

from .connection import ConnectionFacts, written_in
from .patience import PATIENCE_SECONDS
from .session import Session


class Endpoint:
    """One side of a connection to the daemon.

    Args:
        home: whose daemon; by default that of `TONEKILN_HOME`.
        connection: another connection file, such as a copy from another machine.
        timeout: seconds of silence after which the daemon counts as gone.
        name: the routing id; a client that comes back under its old name gets its events.
    """

    _facts: ConnectionFacts

    def __init__(
        self,
        home: Home | None = None,
        *,
        connection: Path | None = None,
        timeout: float = PATIENCE_SECONDS,
        name: str | None = None,
    ) -> None:
        self._path = connection or (home or Home.find()).connection_file
        self._timeout = timeout
        self._session = Session(name.encode() if name else None)

    @property
    def connection(self) -> ConnectionFacts:
        """Whom this client talks to."""
        return self._facts

    def _current_facts(self) -> ConnectionFacts:
        """The connection file's, or those we know where it cannot be read."""
        try:
            return written_in(self._path)
        except DaemonUnreachable:
            return self._facts

"""The seam between a road and the way its letters travel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from .letters import Letter

PICK_UP_SECONDS = 3.0
"""A script looks for letters ten times a second; a DAW in a dialog may be slower."""


class Channel(Protocol):
    """Reaches the script of one DAW."""

    def listening(self) -> bool:
        """Whether a script may be there; costs nothing and may be wrong after a crash."""

    def ask(self, fields: Mapping[str, str], seconds: float) -> Letter:
        """Send a request and wait for its answer.

        Args:
            fields: the request, without `id`.
            seconds: how long the DAW may take once it has the request.

        Raises:
            RoadClosed: nobody took it; it is withdrawn.
            Vanished: it was taken and not answered.
        """

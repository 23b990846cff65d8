"""How long a client waits before it asks again, and before it gives up."""

from __future__ import annotations

from dataclasses import dataclass

from tonekiln.protocol.errors import DaemonUnreachable

STEP_SECONDS = 1.0
"""After so long a silence the daemon is asked again whether it is there."""

PATIENCE_SECONDS = 10.0
"""After so long a silence the daemon counts as gone."""

_LOOKS_UNTIL_ANEW = 3


@dataclass(slots=True)
class Patience:
    """Seconds of silence, as the caller's clock tells them.

    Attributes:
        last_heard: when anything at all came from the daemon.
        most: how long it may stay silent.
        looks: how often it was asked again since.
    """

    last_heard: float
    most: float = PATIENCE_SECONDS
    looks: int = 0

    @property
    def step(self) -> float:
        """After how long it is asked again: a few times before it counts as gone."""
        return min(STEP_SECONDS, self.most / 4)

    def heard(self, now: float) -> None:
        """Something came."""
        self.last_heard = now
        self.looks = 0

    def anew(self) -> bool:
        """Count a look; whether it is to be taken over a new connection.

        ZeroMQ does not tell that a connection is dead whose name somebody else has taken since.
        """
        self.looks += 1
        return self.looks % _LOOKS_UNTIL_ANEW == 0

    def exhausted(self, now: float) -> bool:
        """Whether the silence has lasted too long."""
        return now - self.last_heard >= self.most

    def unreachable(self) -> DaemonUnreachable:
        """The error to raise then."""
        return DaemonUnreachable(
            f"the daemon has not answered for {self.most:g} s",
            hint="`tonekiln doctor` checks the connection; `tonekiln serve` starts a daemon",
        )

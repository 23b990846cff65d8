"""Which programs are connected, as each says of itself in its pings."""

from __future__ import annotations

from collections.abc import Callable

from tonekiln.protocol import Program
from tonekiln.protocol import limits as limit


class Programs:
    """What clients said they are. Lives on the event loop.

    Args:
        there: whether a client was heard from lately.
    """

    def __init__(self, there: Callable[[bytes], bool]) -> None:
        self._there = there
        self._said: dict[bytes, Program] = {}

    def heard(self, client: bytes, program: Program) -> None:
        """A client says what it is; the one that said so longest ago makes room."""
        self._said.pop(client, None)
        self._said[client] = program
        while len(self._said) > limit.MAX_SEARCH_RESULTS:
            del self._said[next(iter(self._said))]

    def present(self) -> tuple[Program, ...]:
        """Of those that are there, the one that was heard last at the end."""
        self._said = {client: said for client, said in self._said.items() if self._there(client)}
        return tuple(self._said.values())

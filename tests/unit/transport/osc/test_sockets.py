"""The OSC port opens whichever of both families senders of elsewhere are let in by."""

from __future__ import annotations

import asyncio

import pytest
from tests.osc_surface import Surface, free_port, message
from tests.patience import PATIENCE_SECONDS

from tonekilnd.transport.osc.sockets import OscSockets


@pytest.mark.parametrize(
    "allowed", [[], ["192.0.2.1"], ["2001:db8::1"], ["192.0.2.1", "2001:db8::1"]]
)
def test_this_machine_is_heard_whoever_else_is_let_in(allowed: list[str]) -> None:
    """`::` would take the port of 127.0.0.1 as well, and the daemon did not start."""
    port = free_port()
    asked = message("/tonekiln/status")

    async def heard() -> bytes:
        arrived: asyncio.Queue[bytes] = asyncio.Queue()
        sockets = OscSockets(port, allowed, lambda datagram, _: arrived.put_nowait(datagram))
        await sockets.open()
        surface = Surface(port)
        try:
            surface.say_bytes(asked)
            return await asyncio.wait_for(arrived.get(), PATIENCE_SECONDS)
        finally:
            surface.close()
            sockets.close()

    assert asyncio.run(heard()) == asked

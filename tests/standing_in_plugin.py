"""A plugin's side of the wire, without a plugin: it says what it is, and asks for clips."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import TypeVar

import zmq
from tests.patience import PATIENCE_SECONDS

from tonekiln.client.connection import read_connection
from tonekiln.client.wire import connected
from tonekiln.home import Home
from tonekiln.protocol import Done, Failure, Generate, Message, Ping, Pong, Program, decode, encode

MessageT = TypeVar("MessageT", bound=Message)


class StandInPlugin:
    """One instance; it is connected until it is closed."""

    def __init__(self, home: Home, host: str, format: str = "VST3") -> None:
        self._program = Program(name="plugin", version="0.1.0", format=format, host=host)
        self._context = zmq.Context()
        facts = read_connection(home.connection_file)
        name = f"plugin-{uuid.uuid4().hex}".encode()
        self._socket = connected(self._context.socket(zmq.DEALER), facts, name)
        self.ping()

    def ping(self) -> Pong:
        """As it does every second."""
        self._send(Ping(program=self._program))
        return self._until(Pong)

    def generate(self, bpm: str, meter: str = "4/4", bars: int = 4, prompt: str = "clicks") -> Done:
        """Press the button, and wait for the clip."""
        self._send(
            Generate(prompt=prompt, bpm=Decimal(bpm), meter=meter, bars=bars, engine="clicks")
        )
        return self._until(Done)

    def close(self) -> None:
        self._context.destroy(linger=0)

    def _send(self, message: Message) -> None:
        self._socket.send_multipart(encode(message, id=uuid.uuid4().hex))

    def _until(self, kind: type[MessageT]) -> MessageT:
        while True:
            assert self._socket.poll(1000 * PATIENCE_SECONDS), "the daemon is silent"
            message = decode(self._socket.recv_multipart()).message
            assert not isinstance(message, Failure), message
            if isinstance(message, kind):
                return message

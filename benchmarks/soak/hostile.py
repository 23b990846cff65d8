"""Whoever means no good: idle strangers, noise, clients that never read, false names."""

from __future__ import annotations

import contextlib
import os
import random
import socket
from urllib.parse import urlsplit

import zmq

from tonekiln.client.connection import ConnectionFacts
from tonekiln.client.wire import connected
from tonekiln.protocol import ListPresets, Ping, Watch, encode

from .people import PEOPLE


class Hostile:
    """All of them; they stay until `close`."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)
        self._context = zmq.Context()
        self._strangers: list[socket.socket] = []

    def idle(self, facts: ConnectionFacts, count: int) -> None:
        """Connections without keys: silent ones, and half a handshake each second one."""
        address = urlsplit(facts.endpoint)
        for number in range(count):
            stranger = socket.socket()
            stranger.setblocking(False)
            stranger.connect_ex((address.hostname, address.port))
            if number % 2:
                with contextlib.suppress(OSError):
                    stranger.send(b"\xff\0\0\0\0\0\0\0\1\x7f\3\0CURVE")
            self._strangers.append(stranger)

    def noise(self, facts: ConnectionFacts) -> None:
        """Frames of nothing, from somebody with keys who does not listen."""
        peer = self._peer(facts, b"noise-%d" % self._dice.randrange(1000))
        for _ in range(50):
            frames = [
                os.urandom(self._dice.randrange(200)) for _ in range(self._dice.randrange(1, 8))
            ]
            peer.send_multipart(frames)

    def never_reads(self, facts: ConnectionFacts) -> None:
        """Asks for a lot, watches everybody, and reads nothing."""
        peer = self._peer(facts, b"deaf-%d" % self._dice.randrange(1000))
        peer.send_multipart(encode(Watch(), id="watch"))
        for number in range(300):
            peer.send_multipart(encode(ListPresets(), id=f"ask-{number}"))

    def false_name(self, facts: ConnectionFacts) -> None:
        """Takes the name of one of the people, says something, and goes."""
        peer = self._peer(facts, b"person-%d" % self._dice.randrange(PEOPLE))
        peer.send_multipart(encode(Ping(), id="forged"))
        peer.poll(200)
        peer.close(linger=0)

    def _peer(self, facts: ConnectionFacts, name: bytes) -> zmq.SyncSocket:
        peer = self._context.socket(zmq.DEALER)
        peer.rcvhwm = 1
        return connected(peer, facts, name)

    def close(self) -> None:
        """All leave."""
        self._context.destroy(linger=0)
        for stranger in self._strangers:
            stranger.close()

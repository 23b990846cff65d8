"""Pings a daemon and a bare echo in turn from a process of its own, until its input ends.

`python -m benchmarks.soak.pinger HOME` prints `{"ping": [ms...], "echo": [ms...]}`.
"""

from __future__ import annotations

import json
import select
import sys
import threading
from pathlib import Path
from time import perf_counter

import zmq

from tonekiln.client.connection import ConnectionFacts, read_connection
from tonekiln.client.wire import connected
from tonekiln.home import Home
from tonekiln.protocol import Ping, encode

_EVERY_SECONDS = 0.05
_PATIENCE_MS = 60_000


def main(root: str) -> None:
    """Ping until told to stop."""
    context = zmq.Context()
    facts = read_connection(Home(Path(root)).connection_file)
    daemon = connected(context.socket(zmq.DEALER), facts, b"pinger")
    echo = connected(context.socket(zmq.DEALER), _echo(context), b"pinger")
    peers = {"ping": daemon, "echo": echo}
    times: dict[str, list[float]] = {name: [] for name in peers}
    for peer in peers.values():
        _once(peer, 0)
    number = 0
    while not select.select([sys.stdin], [], [], _EVERY_SECONDS)[0]:
        number += 1
        for name, peer in peers.items():
            times[name].append(_once(peer, number))
    print(json.dumps(times))
    for peer in peers.values():
        peer.close(linger=0)
    context.term()  # the echo closes its own socket: none may be closed under another thread


def _once(peer: zmq.SyncSocket, number: int) -> float:
    frames = encode(Ping(), id=f"ping-{number}")
    began = perf_counter()
    peer.send_multipart(frames)
    if not peer.poll(_PATIENCE_MS):
        raise SystemExit("no answer to a ping")
    peer.recv_multipart()
    return (perf_counter() - began) * 1e3


def _echo(context: zmq.SyncContext) -> ConnectionFacts:
    """A peer of the same kind that does nothing but answer: what the machine itself needs."""
    server, secret = zmq.curve_keypair()
    client, client_secret = zmq.curve_keypair()
    router = context.socket(zmq.ROUTER)
    router.curve_server = True
    router.curve_secretkey = secret
    port = router.bind_to_random_port("tcp://127.0.0.1")

    def serve() -> None:
        while True:
            try:
                router.send_multipart(router.recv_multipart())
            except zmq.ContextTerminated:
                router.close(linger=0)
                return

    threading.Thread(target=serve, daemon=True).start()
    return ConnectionFacts(
        endpoint=f"tcp://127.0.0.1:{port}",
        server_key=server.decode(),
        client_public=client.decode(),
        client_secret=client_secret.decode(),
        pid=0,
        version="",
    )


if __name__ == "__main__":
    main(sys.argv[1])

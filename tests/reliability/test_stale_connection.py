"""A daemon was killed, and whoever has its port now is no daemon: a new one is started."""

from __future__ import annotations

import json
import os
import socket

import pytest
import zmq
from tests.running_daemon import RunningDaemon

from tonekiln.client.launch import open_client
from tonekiln.home import Home


@pytest.fixture
def left_behind(home, with_test_engines):
    """The home of a daemon that was killed; its process id is another's now."""
    running = RunningDaemon(Home(home), ("--warm=none-yet",)).start()
    running.kill()
    written = json.loads(running.home.connection_file.read_text())

    def point_at(port: int) -> Home:
        changed = {"pid": os.getpid(), "endpoint": f"tcp://127.0.0.1:{port}"}
        running.home.connection_file.write_text(json.dumps(written | changed))
        return running.home

    return point_at


def starts_anew(home: Home, port: int) -> None:
    with open_client(home) as client:
        assert client.status().pid != os.getpid()
        assert not client.connection.endpoint.endswith(f":{port}")
        assert client.generate("x", bpm=240, bars=1, engine="clicks").result().clips
        client.shutdown()


def test_a_port_that_a_silent_program_has_now(left_behind) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        starts_anew(left_behind(port), port)


def test_a_port_that_another_users_daemon_has_now(left_behind) -> None:
    context = zmq.Context()
    router = context.socket(zmq.ROUTER)
    try:
        router.curve_server = True
        router.curve_secretkey = zmq.curve_keypair()[1]
        port = router.bind_to_random_port("tcp://127.0.0.1")
        starts_anew(left_behind(port), port)
    finally:
        context.destroy(linger=0)

"""Connections that prove nothing: they cost descriptors for a while, and nobody's job."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import socket
import sys
from urllib.parse import urlparse

import psutil
import pytest
from tests.patience import PATIENCE_SECONDS
from tests.running_daemon import RunningDaemon

from tonekiln.client.connection import read_connection
from tonekiln.home import Home
from tonekilnd.curve_keys import load_keys
from tonekilnd.descriptors import WANTED
from tonekilnd.engines.worker.process import ProcessWorker
from tonekilnd.transport import zmq_server

STRANGERS = 1_100


@pytest.fixture
def usual_limit():
    """Daemons start as from a terminal of most systems: 1,024 files, more if they ask."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(1_024, hard), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_thousand_idle_connections_stop_nobody(home, usual_limit) -> None:
    daemon = RunningDaemon(Home(home), ("--warm=none-yet",)).start()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4_096, hard), hard))
    address = urlparse(read_connection(daemon.home.connection_file).endpoint)
    process = psutil.Process(daemon.process.pid)
    assert process.rlimit(psutil.RLIMIT_NOFILE)[0] == min(WANTED, hard)
    with contextlib.ExitStack() as open_ones, daemon.client() as client:
        for _ in range(STRANGERS):
            open_ones.enter_context(socket.create_connection((address.hostname, address.port)))
        job = client.generate("drums", bpm="120", bars=1, engine="sketch", seed=1)
        assert len(job.result().clips) == 1
    assert daemon.stop() == 0


class WithFewDescriptors(RunningDaemon):
    """A daemon that may open 256 files and connections, and cannot have more."""

    def command(self) -> list[str]:
        return ["sh", "-c", 'ulimit -n 256; exec "$@"', "sh", *super().command()]


@pytest.mark.skipif(sys.platform != "linux", reason="nowhere else can the door be shut")
def test_where_descriptors_are_few_some_stay_for_work(home) -> None:
    daemon = WithFewDescriptors(Home(home), ("--warm=none-yet",)).start()
    address = urlparse(read_connection(daemon.home.connection_file).endpoint)
    process = psutil.Process(daemon.process.pid)
    with contextlib.ExitStack() as open_ones, daemon.client() as client:
        for _ in range(600):
            stranger = open_ones.enter_context(socket.socket())
            stranger.setblocking(False)
            stranger.connect_ex((address.hostname, address.port))
        for seed in range(3):  # a worker is started, and clips are written
            job = client.generate("drums", bpm="240", bars=1, engine="sketch", seed=seed)
            assert len(job.result().clips) == 1
        assert client.presets().presets
        assert process.num_fds() < 256 - 16
    with daemon.client(timeout=PATIENCE_SECONDS) as client:  # they have gone: newcomers are let in
        assert client.ping().version
    assert daemon.stop() == 0


def test_a_port_that_another_has_is_named(home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(AssertionError, match=f"port {port} cannot be listened on"):
            RunningDaemon(Home(home), (f"--port={port}",)).start()


def test_whoever_proves_nothing_is_let_go(home, monkeypatch) -> None:
    assert zmq_server._HANDSHAKE_MS <= 5_000
    monkeypatch.setattr(zmq_server, "_HANDSHAKE_MS", 200)

    async def meet() -> bytes:
        server = zmq_server.ZmqServer(load_keys(Home(home)), [])
        try:
            address = urlparse(server.endpoint)
            reader, writer = await asyncio.open_connection(address.hostname, address.port)
            try:
                return await reader.read()  # its greeting, then the end
            finally:
                writer.close()
        finally:
            server.close()

    assert asyncio.run(meet()).startswith(b"\xff")


def test_a_worker_that_cannot_be_measured_costs_no_job(monkeypatch) -> None:
    def no_descriptor(_pid: int) -> None:
        raise OSError(24, os.strerror(24), "/proc/1/stat")

    monkeypatch.setattr(psutil, "Process", no_descriptor)
    worker = ProcessWorker.__new__(ProcessWorker)
    monkeypatch.setattr(ProcessWorker, "pid", property(lambda _: os.getpid()))
    assert worker.memory_bytes() == 0

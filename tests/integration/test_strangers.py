"""Connections that prove nothing: they cost descriptors for a while, and nobody's job."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import socket
from urllib.parse import urlparse

import psutil
import pytest
from tests.running_daemon import RunningDaemon

from tonekiln.client.connection import read_connection
from tonekiln.home import Home
from tonekilnd.descriptors import WANTED
from tonekilnd.engines.worker.process import ProcessWorker
from tonekilnd.keys import load_keys
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


def test_whoever_proves_nothing_is_let_go(home, monkeypatch) -> None:
    assert zmq_server._HANDSHAKE_MS <= 10_000
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

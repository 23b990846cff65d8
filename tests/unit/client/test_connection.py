"""The connection file: read, or refused with the way out."""

import json
import socket
import subprocess
import sys
import threading

import pytest
from filelock import FileLock
from tests.patience import PATIENCE_SECONDS

from tonekiln.client.connection import read_connection
from tonekiln.home import Home
from tonekiln.protocol.errors import DaemonUnreachable


def facts(**changed):
    return {
        "endpoint": "tcp://127.0.0.1:1",
        "server_key": "s",
        "client_public": "p",
        "client_secret": "c",
        "pid": 1,
        "version": "0.1.0",
    } | changed


@pytest.fixture
def write(tmp_path):
    path = tmp_path / "connection.json"

    def write_file(content):
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return write_file


def test_no_file_says_how_to_start_a_daemon(tmp_path):
    with pytest.raises(DaemonUnreachable) as refusal:
        read_connection(tmp_path / "connection.json")
    assert "tonekiln serve" in refusal.value.hint


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"endpoint": 7}', "\0"])
def test_a_damaged_file_is_named(write, content):
    path = write(content)
    with pytest.raises(DaemonUnreachable, match="damaged") as refusal:
        read_connection(path)
    assert str(path) in refusal.value.message


def test_a_file_that_cannot_be_read_says_why(tmp_path):
    with pytest.raises(DaemonUnreachable, match="cannot be read"):
        read_connection(tmp_path)


def test_a_file_left_behind_by_a_process_that_has_gone(write):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with pytest.raises(DaemonUnreachable, match="has gone"):
        read_connection(write(facts(pid=gone.pid)))


def test_a_file_left_behind_whose_process_id_another_has_now(write):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        endpoint = f"tcp://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(DaemonUnreachable, match="has gone"):
            read_connection(write(facts(endpoint=endpoint)))


@pytest.mark.parametrize("says", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", None])
def test_a_file_left_behind_whose_port_another_has_now(tmp_path, says):
    """One that says nothing is told from a daemon that was stopped by the home's lock."""
    home = Home(tmp_path)
    home.run.mkdir()
    home.lock_file.touch()
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(PATIENCE_SECONDS)
        port = other.getsockname()[1]

        def answer() -> None:
            peer, _ = other.accept()
            if says is not None:
                with peer:
                    peer.sendall(says)
            else:
                peers.append(peer)

        peers = []
        answering = threading.Thread(target=answer)
        answering.start()
        home.connection_file.write_text(json.dumps(facts(endpoint=f"tcp://127.0.0.1:{port}")))
        with pytest.raises(DaemonUnreachable, match="has gone"):
            read_connection(home.connection_file)
        answering.join()
        for peer in peers:
            peer.close()


def test_a_daemon_that_was_stopped_still_holds_its_home(tmp_path):
    home = Home(tmp_path)
    home.run.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as silent, FileLock(home.lock_file):
        endpoint = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        home.connection_file.write_text(json.dumps(facts(endpoint=endpoint)))
        assert read_connection(home.connection_file).endpoint == endpoint


def test_a_file_of_a_daemon_that_listens_is_read_and_its_further_fields_ignored(daemon):
    daemon.write_connection_file(later_field=1)
    read = read_connection(daemon.home.connection_file)
    assert read.version == "0.0.0"
    assert not read.remote


@pytest.mark.parametrize(
    ("endpoint", "remote"),
    [
        ("tcp://127.0.0.1:5", False),
        ("tcp://127.9.9.9:5", False),
        ("tcp://[::1]:5", False),
        ("tcp://localhost:5", False),
        ("tcp://192.168.1.20:5", True),
        ("tcp://gpu-box.local:5", True),
    ],
)
def test_which_endpoints_are_another_machine(write, endpoint, remote):
    daemon_elsewhere = read_connection_without_asking(write(facts(endpoint=endpoint)))
    assert daemon_elsewhere.remote == remote


def read_connection_without_asking(path):
    from tonekiln.client.connection import ConnectionFacts

    return ConnectionFacts(**json.loads(path.read_text()))


def test_a_remote_daemon_is_not_looked_for_among_the_processes_here(write):
    assert read_connection(write(facts(endpoint="tcp://192.0.2.1:5", pid=2**22 + 1))).remote

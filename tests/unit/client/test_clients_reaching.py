"""Either client and a daemon that is silent, absent, a stranger or another one."""

from __future__ import annotations

import pytest
import zmq
from tests.unit.client.either_client import MESSAGES, answering

from tonekiln.client.connection import read_connection
from tonekiln.client.wire import connected
from tonekiln.protocol import (
    Accepted,
    Generate,
    JobState,
    LoadEngine,
    Ping,
    Progress,
    Resume,
    encode,
)
from tonekiln.protocol.errors import DaemonUnreachable


def test_a_client_follows_to_the_daemon_that_took_over(
    daemon, another_daemon, open_client, make_two_clips
):
    daemon.answers[Generate] = lambda received: [
        Accepted(job=received.id, place=0),
        daemon.event(Progress(job=received.id, state=JobState.LOADING, fraction=0.1), 7),
    ]
    client = open_client(name="cli-steady", timeout=5.0)
    job = client.generate("drums", bpm=120, bars=4)
    assert next(iter(job)).state == JobState.LOADING
    daemon.stop()
    successor = another_daemon()
    successor.answers[Generate] = make_two_clips
    successor.answers[Resume] = answering(MESSAGES["ok"])
    assert len(job.result().clips) == 2
    assert Resume(after=7) in [received.message for received in successor.heard]
    assert client.ping().daemon == successor.name


def test_a_long_wait_is_no_silence_while_pings_are_answered(daemon, open_client):
    """An engine that takes three times the client's patience to load."""
    client = open_client(timeout=0.2)
    asked = []
    daemon.answers[LoadEngine] = lambda received: asked.append(received.id) or []

    def pong_and_at_last_the_engine(_):
        pings = daemon.heard_kinds().count("ping")
        engine = daemon.event(MESSAGES["engine_state"], None, parent=asked[0])
        return [daemon.pong(), *([engine] if pings == 12 else [])]

    daemon.answers[Ping] = pong_and_at_last_the_engine
    assert client.load("sketch") == MESSAGES["engine_state"].engine
    assert len(asked) == 1


def test_a_silent_daemon_is_unreachable_and_the_client_can_be_closed(daemon, client):
    daemon.answers[Ping] = answering()
    with pytest.raises(DaemonUnreachable, match="has not answered"):
        client.status()


def test_a_daemon_that_never_answers_is_unreachable_from_the_start(daemon, open_client):
    daemon.answers[Ping] = answering()
    with pytest.raises(DaemonUnreachable):
        open_client()


def test_no_daemon_at_all(open_client):
    with pytest.raises(DaemonUnreachable, match="no daemon is running"):
        open_client()


def test_a_wrong_server_key_is_unreachable(daemon, open_client):
    stranger, _ = zmq.curve_keypair()
    daemon.write_connection_file(server_key=stranger.decode())
    with pytest.raises(DaemonUnreachable, match="has not answered"):
        open_client()


@pytest.mark.parametrize(
    "damage", [{"server_key": "short"}, {"client_secret": "é" * 40}, {"client_public": ""}]
)
def test_keys_that_are_none_say_so(daemon, open_client, damage):
    daemon.write_connection_file(**damage)
    with pytest.raises(DaemonUnreachable, match="keys or endpoint"):
        open_client()


def test_a_connection_file_may_be_given_by_path(daemon, open_client, tmp_path):
    copy = tmp_path / "studio.json"
    daemon.home.connection_file.rename(copy)
    assert open_client(home=None, connection=copy).ping().daemon == daemon.name


def test_a_client_whose_name_another_took_is_heard_again(daemon, open_client):
    client = open_client(name="cli-steady", timeout=4.0)
    facts = read_connection(daemon.home.connection_file)
    context = zmq.Context()
    try:
        forger = connected(context.socket(zmq.DEALER), facts, b"cli-steady")
        forger.send_multipart(encode(Ping(), id="forged"))
        assert forger.recv_multipart()
    finally:
        context.destroy(linger=0)
    assert client.ping().daemon == daemon.name

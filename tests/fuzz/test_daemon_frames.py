"""Whatever a client that holds the keys sends: a typed answer or none, and the daemon lives on."""

from __future__ import annotations

import json

import pytest
import zmq
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.patience import PATIENCE_SECONDS
from tests.running_daemon import RunningDaemon, library_files

from tonekiln.client.connection import read_connection
from tonekiln.client.wire import connected
from tonekiln.home import Home
from tonekiln.protocol import KINDS, Failure, Ping, decode, encode

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=40)
    | st.sampled_from(["../../etc/passwd", "sketch", "1e999", "\x00", "💥", "C:\\con"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=8,
)
FIELDS = sorted({name for kind in KINDS.values() for name in kind.__struct_fields__})
BODY = st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=10), JSON, max_size=8)
HEADER = st.fixed_dictionaries(
    {"v": st.just("1.0"), "id": st.just("fuzz") | JSON, "body": BODY | JSON},
    optional={"parent": JSON, "seq": JSON},
).flatmap(
    lambda header: st.sampled_from([k for k in sorted(KINDS) if k != "shutdown"]).map(
        lambda kind: json.dumps({**header, "kind": kind}).encode("utf-8", "surrogatepass")
    )
)
FRAMES = st.lists(st.binary(max_size=400), min_size=1, max_size=6) | st.tuples(
    HEADER, st.lists(st.binary(max_size=64), max_size=2)
).map(lambda parts: [parts[0], *parts[1]])


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("fuzzed"))
    running = RunningDaemon(home, ("--warm=none-yet", "--default-engine=none")).start()
    context = zmq.Context()
    dealer = connected(context.socket(zmq.DEALER), read_connection(home.connection_file), b"fuzzer")
    yield running, dealer
    dealer.close(linger=0)
    context.term()
    running.stop()


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(frames=FRAMES)
def test_the_daemon_answers_or_ignores_and_lives_on(fuzzed, frames) -> None:
    running, dealer = fuzzed
    dealer.send_multipart(frames)
    dealer.send_multipart(encode(Ping(), id="still-there"))
    while True:
        assert dealer.poll(PATIENCE_SECONDS * 1000), "the daemon is silent"
        received = decode(dealer.recv_multipart())
        if received.parent == "still-there":
            break
        assert received.message.direction in ("reply", "event")
        if isinstance(received.message, Failure):
            assert received.message.code != "internal", received.message
    assert library_files(running.home) == []

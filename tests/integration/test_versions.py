"""Today's client with the daemon of 0.1, and today's daemon with the client of 0.1.

`tests/fixtures/wire-0.1.json` is one conversation of version 0.1 with itself: each request with
its answers, and the lengths of payload frames. Here one side of it is spoken again, over real
sockets.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zmq
from tests.running_daemon import RunningDaemon

from tonekiln.client.blocking import Client
from tonekiln.client.connection import read_connection
from tonekiln.client.wire import connected
from tonekiln.home import Home
from tonekiln.protocol.errors import UnknownEngine

RECORDED = json.loads((Path(__file__).parents[1] / "fixtures" / "wire-0.1.json").read_text("utf-8"))
PATIENCE_MS = 120_000


def recorded(name: str) -> tuple[dict[str, Any], list[list[Any]]]:
    """A request of the conversation and its answers."""
    found = next(turn for turn in RECORDED if turn["asks"][0]["id"] == name)
    return found["asks"][0], found["answers"]


class DaemonOfOld:
    """Answers each kind of request as it was answered then."""

    def __init__(self, home: Home) -> None:
        self._context = zmq.Context()
        public, secret = zmq.curve_keypair()
        self._router = self._context.socket(zmq.ROUTER)
        self._router.curve_server = True
        self._router.curve_secretkey = secret
        port = self._router.bind_to_random_port("tcp://127.0.0.1")
        client_public, client_secret = zmq.curve_keypair()
        home.run.mkdir(parents=True)
        facts = {
            "endpoint": f"tcp://127.0.0.1:{port}",
            "server_key": public.decode(),
            "client_public": client_public.decode(),
            "client_secret": client_secret.decode(),
            "pid": os.getpid(),
            "version": "0.1.0",
        }
        home.connection_file.write_text(json.dumps(facts))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(zmq.ContextTerminated):
            while True:
                client, header, *_ = self._router.recv_multipart()
                asked = json.loads(header)
                for frames in self._answers(asked):
                    self._router.send_multipart([client, *frames])
        self._router.close(linger=0)

    def _answers(self, asked: dict[str, Any]) -> Iterator[list[bytes]]:
        turns = [turn for turn in RECORDED if turn["asks"][0]["kind"] == asked["kind"]]
        if asked["kind"] == "generate":
            engine = asked["body"]["engine"]
            turns = [turn for turn in turns if turn["asks"][0]["body"]["engine"] == engine]
        if not turns:  # a kind of a later version, which it refused
            return
        name = turns[0]["asks"][0]["id"]
        for envelope, *payload in turns[0]["answers"]:
            parent = asked["id"] if envelope["parent"] == name else envelope["parent"]
            yield [json.dumps(envelope | {"parent": parent}).encode(), *map(bytes, payload)]

    def stop(self) -> None:
        self._context.term()
        self._thread.join()


@pytest.fixture
def daemon_of_old(home: Path) -> Iterator[Home]:
    running = DaemonOfOld(Home(home))
    yield Home(home)
    running.stop()


def test_todays_client_with_the_daemon_of_0_1(daemon_of_old: Home) -> None:
    with Client(daemon_of_old) as client:
        assert client.ping().version == "0.1.0"
        assert client.status().library == "/home/ada/tonekiln/library"
        engines = client.engines()
        assert {"sketch", engines.default} <= {engine.name for engine in engines.engines}
        assert len(client.presets().presets) == 3
        result = client.generate("dusty drums", bpm=120, bars=1, engine="sketch", seed=7).result()
        (clip,) = result.clips
        assert clip.frames == recorded("job")[1][-2][0]["body"]["clip"]["frames"]
        assert client.search().clips[0].clip_id == clip.clip_id
        assert client.show(clip.clip_id).plan["plan_id"] == clip.plan_id
        assert client.mark(clip.clip_id, pinned=True).pinned
        assert client.refit(clip.clip_id, 90).result().clips
        assert client.remake(clip.plan_id).result().clips
        assert not client.cancel("job")
        assert client.roads().roads is not None
        with pytest.raises(UnknownEngine):
            client.generate("x", bpm=120, bars=1, engine="no-such").result()


def test_todays_daemon_with_the_client_of_0_1(home: Path) -> None:
    running = RunningDaemon(Home(home), ("--warm=none-yet",)).start()
    context = zmq.Context()
    try:
        facts = read_connection(running.home.connection_file)
        socket = connected(context.socket(zmq.DEALER), facts, b"of-old")
        names: dict[str, str] = {}
        for turn in RECORDED:
            asked, answers = turn["asks"][0], turn["answers"]
            text = json.dumps(asked)
            for then, now in names.items():
                text = text.replace(then, now)
            socket.send(text.encode())
            heard = heard_until(socket, answers[-1][0]["kind"])
            then_by_kind = {answer[0]["kind"]: answer for answer in answers}
            now_by_kind = {answer[0]["kind"]: answer for answer in heard}
            assert then_by_kind.keys() <= now_by_kind.keys() | {"progress"}
            for kind in then_by_kind.keys() & now_by_kind.keys():
                carries(then_by_kind[kind][0], now_by_kind[kind][0], kind)
            if "clip" in now_by_kind:
                for field in ("clip_id", "plan_id"):
                    then = then_by_kind["clip"][0]["body"]["clip"][field]
                    names[then] = now_by_kind["clip"][0]["body"]["clip"][field]
    finally:
        context.destroy(linger=0)
        running.stop()


def heard_until(socket: zmq.SyncSocket, kind: str) -> list[list[Any]]:
    heard = []
    while not heard or heard[-1][0]["kind"] != kind:
        assert socket.poll(PATIENCE_MS), f"no {kind} came, only {[h[0]['kind'] for h in heard]}"
        header, *payload = socket.recv_multipart()
        heard.append([json.loads(header), *map(len, payload)])
        assert heard[-1][0]["kind"] != "error" or kind == "error", heard[-1][0]
    return heard


def carries(then: Any, now: Any, where: str) -> None:
    """Whether whoever reads what was said then can read what is said now."""
    if then is None or now is None:
        return
    if isinstance(then, dict):
        assert isinstance(now, dict), where
        missing = then.keys() - now.keys()
        assert not missing, f"{where} lacks {missing}"
        for name in then:
            carries(then[name], now[name], f"{where}.{name}")
    elif isinstance(then, list):
        assert isinstance(now, list), where
        for one, other in zip(then, now, strict=False):
            carries(one, other, f"{where}[]")
    else:
        number = (int, float)
        same = isinstance(now, type(then)) or (isinstance(then, number) and isinstance(now, number))
        assert same, f"{where} was {then!r} and is {now!r}"

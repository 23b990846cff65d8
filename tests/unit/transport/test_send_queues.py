"""What waits for clients that do not read: bounded, in order, ends before anything that passes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tonekiln.protocol import Failure, decode
from tonekiln.protocol.errors import ErrorCode
from tonekilnd.jobs.letters import Letter
from tonekilnd.transport import send_queues
from tonekilnd.transport.send_queues import Outcome, SendQueues

CHUNK = 256 << 10


class Peers:
    """A socket whose peers have room as told, and who is told how they keep up."""

    def __init__(self) -> None:
        self.room: dict[bytes, int] = {}
        self.gone_ones: set[bytes] = set()
        self.got: list[tuple[bytes, bytes]] = []
        self.asked: list[bytes] = []
        self.told: list[tuple] = []
        self.boxes = SendQueues(self.send, lambda _client, frames: self.asked.append(frames[0]))
        self.boxes.followed_by(self)

    def send(self, client: bytes, frames) -> Outcome:
        if client in self.gone_ones:
            return Outcome.GONE
        if self.room.get(client, 10**9) <= 0:
            return Outcome.FULL
        self.room[client] = self.room.get(client, 10**9) - 1
        self.got.append((client, frames[0]))
        return Outcome.SENT

    def heard_from(self, client: bytes) -> None:
        self.told.append(("heard", client))

    def missed(self, client: bytes, seq: int) -> None:
        self.told.append(("missed", client, seq))

    def gone(self, client: bytes) -> None:
        self.told.append(("gone", client))


def with_peers(test: Callable[[Peers], object]) -> None:
    async def run() -> None:
        peers = Peers()
        await test(peers)
        peers.boxes.close()

    asyncio.run(run())


async def until(there: Callable[[], bool]) -> None:
    while not there():
        await asyncio.sleep(0)


def test_what_had_no_room_comes_later_and_in_order() -> None:
    async def test(peers: Peers) -> None:
        peers.room[b"a"] = 1
        for number in range(50):
            assert peers.boxes.post(b"a", Letter([b"%d" % number]))
        assert peers.boxes.post(b"b", Letter([b"at once"]))
        assert [frame for _, frame in peers.got] == [b"0", b"at once"]
        peers.room[b"a"] = 10**9
        await until(lambda: len(peers.got) == 51)
        assert [frame for client, frame in peers.got if client == b"a"] == [
            b"%d" % number for number in range(50)
        ]
        assert peers.boxes.waiting_bytes == 0
        assert ("heard", b"a") in peers.told

    with_peers(test)


def test_a_client_that_reads_nothing_is_bounded_in_bytes() -> None:
    async def test(peers: Peers) -> None:
        peers.room[b"a"] = 0
        chunk = bytes(CHUNK)
        while peers.boxes.post(b"a", Letter([chunk], passing=True)):
            pass
        first = peers.boxes.waiting_bytes
        number = 0
        while peers.boxes.post(b"a", Letter([chunk], seq=number)):
            number += 1
        assert number > 0, "an end finds room where a preview does not"
        while peers.boxes.post(b"a", Letter([chunk])):
            pass
        assert first <= peers.boxes.waiting_bytes <= send_queues.BYTES_PER_CLIENT + CHUNK

    with_peers(test)


def test_many_such_clients_share_what_there_is() -> None:
    async def test(peers: Peers) -> None:
        clients = [b"%d" % number for number in range(200)]
        for client in clients:
            peers.room[client] = 0
            peers.boxes.post(client, Letter([b"x"]))
        for _ in range(40):
            for client in clients:
                peers.boxes.post(client, Letter([bytes(CHUNK)]))
        assert peers.boxes.waiting_bytes <= send_queues.BYTES_TOGETHER + 200 * CHUNK

    with_peers(test)


def test_requests_of_a_client_wait_until_it_has_read(monkeypatch) -> None:
    async def test(peers: Peers) -> None:
        peers.room[b"a"] = 0
        assert not peers.boxes.hold(b"a", [b"first"])
        for _ in range(6):
            peers.boxes.post(b"a", Letter([bytes(CHUNK)]))
        assert peers.boxes.hold(b"a", [b"second"])
        assert peers.boxes.hold(b"a", [b"third"])
        assert not peers.boxes.hold(b"b", [b"another's"])
        for _ in range(10):
            assert peers.boxes.hold(b"a", [bytes(CHUNK)]), "held, or dropped and counted"
        assert peers.boxes.waiting_bytes < 6 * CHUNK + send_queues.REQUEST_BYTES_PER_CLIENT + 1
        peers.room[b"a"] = 10**9
        await until(lambda: len(peers.got) == 7)
        assert peers.asked[:2] == [b"second", b"third"]
        refusal = decode([peers.got[-1][1]]).message
        assert isinstance(refusal, Failure)
        assert refusal.code is ErrorCode.BUSY
        assert refusal.message.startswith("7 requests")

    with_peers(test)


@pytest.mark.parametrize("numbers", [[7, 9], []])
def test_what_is_kept_is_owed_to_a_client_that_goes(numbers) -> None:
    async def test(peers: Peers) -> None:
        peers.room[b"a"] = 0
        peers.boxes.post(b"a", Letter([b"reply"]))
        for number in numbers:
            peers.boxes.post(b"a", Letter([b"end"], seq=number))
        peers.gone_ones.add(b"a")
        await until(lambda: ("gone", b"a") in peers.told)
        missed = [told for told in peers.told if told[0] == "missed"]
        assert missed == ([("missed", b"a", 7)] if numbers else [])
        assert peers.boxes.waiting_bytes == 0

    with_peers(test)

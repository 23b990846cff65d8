from __future__ import annotations

import asyncio

import pytest

from tonekiln.protocol import Done, Failure, JobState, Progress, Timing, decode
from tonekiln.protocol.errors import Busy, ErrorCode
from tonekilnd.jobs.letters import Letter
from tonekilnd.jobs.outbox import MOST_WATCHERS, Outbox

DONE = Done(job="j", clip_ids=(), timing=Timing())
PROGRESS = Progress(job="j", state=JobState.GENERATING, fraction=0.5)


class Clients:
    """Connections that can be slow or gone."""

    def __init__(self) -> None:
        self.got: dict[bytes, list] = {}
        self.away: set[bytes] = set()

    def deliver(self, client: bytes, letter: Letter) -> bool:
        if client in self.away:
            return False
        self.got.setdefault(client, []).append(decode(letter.frames))
        return True

    def kinds(self, client: bytes) -> list[str]:
        return [received.message.kind for received in self.got.get(client, [])]


@pytest.fixture
def clients() -> Clients:
    return Clients()


@pytest.fixture
def outbox(journal, clients) -> Outbox:
    return Outbox(journal, clients.deliver)


def test_events_go_to_their_client_numbered_upwards(outbox, clients) -> None:
    outbox.emit(b"mine", "j", PROGRESS)
    outbox.emit(b"mine", "j", DONE)
    numbers = [received.seq for received in clients.got[b"mine"]]
    assert numbers == sorted(set(numbers))
    assert {received.parent for received in clients.got[b"mine"]} == {"j"}
    assert list(clients.got) == [b"mine"]


def test_a_watcher_sees_everyones_events_until_it_stops(outbox, clients) -> None:
    outbox.watch(b"screen", True)
    outbox.emit(b"mine", "j", PROGRESS)
    outbox.watch(b"screen", False)
    outbox.emit(b"mine", "j", DONE)
    assert clients.kinds(b"screen") == ["progress"]


def test_a_client_that_was_away_gets_what_must_arrive_and_no_stale_progress(
    outbox, clients
) -> None:
    clients.away.add(b"mine")
    outbox.emit(b"mine", "j", PROGRESS)
    outbox.emit(b"mine", "j", DONE)
    clients.away.clear()
    outbox.heard_from(b"mine")
    assert clients.kinds(b"mine") == ["done"]
    outbox.heard_from(b"mine")
    assert clients.kinds(b"mine") == ["done"], "once is enough"


def test_resume_sends_only_what_came_after(outbox, clients) -> None:
    outbox.emit(b"mine", "a", DONE)
    first = clients.got[b"mine"][0].seq
    failure = Failure(code=ErrorCode.CANCELLED, message="cancelled", job="b")
    outbox.emit(b"mine", "b", failure)
    clients.got.clear()
    outbox.resume(b"mine", first)
    assert [received.message for received in clients.got[b"mine"]] == [failure]


def test_a_repeated_request_gets_its_jobs_events_again(outbox, clients) -> None:
    outbox.emit(b"old", "a", DONE)
    outbox.replay(b"new", "a")
    assert clients.kinds(b"new") == ["done"]


def test_many_events_come_in_pages_in_order_and_each_once(journal, outbox, clients) -> None:
    asyncio.run(_resume_by_pages(journal, outbox, clients))


async def _resume_by_pages(journal, outbox, clients) -> None:
    for number in range(1, 4):
        clients.away.add(b"mine")
        for _ in range(250 * number):
            outbox.emit(b"mine", "j", DONE)
        clients.away.clear()
        clients.got.clear()
        outbox.resume(b"mine", 0)
        assert len(clients.got[b"mine"]) == 200, "others have their turn between pages"
        outbox.emit(b"mine", "j", DONE)
        while len(clients.got[b"mine"]) < len(journal.events_after(0, b"mine", 10**6)):
            await asyncio.sleep(0)
        numbers = [received.seq for received in clients.got[b"mine"]]
        assert numbers == sorted(set(numbers))
        outbox.emit(b"mine", "j", DONE)
        assert clients.got[b"mine"][-1].seq == journal.last_number


def test_a_watcher_that_was_away_for_a_moment_goes_on(outbox, clients) -> None:
    outbox.watch(b"screen", True)
    outbox.gone(b"screen")
    outbox.emit(b"mine", "j", DONE)
    assert clients.kinds(b"screen") == []
    outbox.heard_from(b"screen")
    assert clients.kinds(b"screen") == ["done"]
    outbox.emit(b"mine", "j", PROGRESS)
    assert clients.kinds(b"screen") == ["done", "progress"]


def test_whoever_went_away_is_forgotten(journal, clients) -> None:
    clock = [0.0]
    outbox = Outbox(journal, clients.deliver, now=lambda: clock[0])
    for number in range(1_000):
        outbox.watch(b"screen-%d" % number, True)
        outbox.gone(b"screen-%d" % number)
    clients.got.clear()
    outbox.emit(b"mine", "j", DONE)
    assert list(clients.got) == [b"mine"], "nothing is tried for those that are away"
    clock[0] = 61.0
    outbox.settle()
    assert not outbox._away
    assert not outbox._behind
    outbox.heard_from(b"screen-1")
    outbox.emit(b"mine", "j", PROGRESS)
    assert b"screen-1" not in clients.got


def test_those_who_never_come_back_are_not_remembered_without_end(outbox, clients) -> None:
    clients.away = {b"client-%d" % number for number in range(5_000)}
    for client in sorted(clients.away):
        outbox.emit(client, "j", DONE)
    assert len(outbox._behind) <= 4_096


def test_so_many_watch_and_no_more(outbox, clients) -> None:
    watchers = [b"w%d" % number for number in range(MOST_WATCHERS)]
    for watcher in watchers:
        outbox.watch(watcher, True)
    outbox.watch(watchers[0], True)
    with pytest.raises(Busy, match="watch already"):
        outbox.watch(b"more", True)
    outbox.gone(watchers[0])
    outbox.watch(b"more", True)
    outbox.heard_from(watchers[0])  # too late: its place is taken
    outbox.emit(b"mine", "j", PROGRESS)
    assert clients.kinds(b"more") == ["progress"]
    assert clients.kinds(watchers[0]) == []
    outbox.watch(watchers[1], False)
    outbox.watch(watchers[0], True)

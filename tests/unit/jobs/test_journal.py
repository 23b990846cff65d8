from __future__ import annotations

import pytest
from tests.example_engines import plan_of

from tonekiln.protocol.errors import NotFound
from tonekilnd.database import open_database
from tonekilnd.jobs.journal import Journal, StoredEvent, StoredJob


def stored_job(plan, name: str = "job-1") -> StoredJob:
    return StoredJob(name, b"client", "digest", plan.plan_id, b"{}", False)


def test_event_numbers_never_repeat_across_restarts(tmp_path) -> None:
    seen: list[int] = []
    for _ in range(3):
        database = open_database(tmp_path / "db")
        journal = Journal(database)
        seen += [journal.next_number() for _ in range(5)]
        database.close()  # as a kill would: nothing is said to the journal
    assert seen == sorted(set(seen))


def test_numbers_go_on_past_a_reserved_block(journal) -> None:
    numbers = [journal.next_number() for _ in range(25_000)]
    assert numbers == list(range(1, 25_001))
    assert journal.last_number == 25_000


def test_a_job_is_unfinished_until_its_last_event(journal) -> None:
    plan = plan_of()
    journal.accept(stored_job(plan), plan)
    clip = StoredEvent(journal.next_number(), "job-1", b"client", "clip", b"{}")
    journal.record(clip, ends_job=False)
    assert [job.id for job in journal.unfinished()] == ["job-1"]
    done = StoredEvent(journal.next_number(), "job-1", b"client", "done", b"{}")
    journal.record(done, ends_job=True)
    assert journal.unfinished() == []
    assert journal.events_of_job("job-1") == [clip, done]


def test_plans_come_back_equal(journal) -> None:
    plan = plan_of(seed=3, variations=4)
    journal.accept(stored_job(plan), plan)
    assert journal.plan(plan.plan_id) == plan
    with pytest.raises(NotFound, match="no plan"):
        journal.plan("0" * 32)


def test_resume_brings_a_clients_own_events_and_a_watcher_everyones(journal) -> None:
    for name, client in (("a", b"one"), ("b", b"two")):
        journal.record(
            StoredEvent(journal.next_number(), name, client, "done", b"{}"), ends_job=True
        )
    assert [e.job for e in journal.events_after(0, b"two")] == ["b"]
    assert [e.job for e in journal.events_after(0, None)] == ["a", "b"]
    assert journal.events_after(journal.last_number, None) == []


def test_readdressed_jobs_send_to_the_new_connection(journal) -> None:
    plan = plan_of()
    journal.accept(stored_job(plan), plan)
    journal.record(StoredEvent(1, "job-1", b"client", "done", b"{}"), ends_job=True)
    journal.readdress("job-1", b"again")
    found = journal.find("job-1")
    assert found is not None
    assert found.client == b"again"
    assert [e.job for e in journal.events_after(0, b"again")] == ["job-1"]


def test_an_engines_pace_is_learned_and_follows_change(journal) -> None:
    assert journal.pace("toy") is None
    journal.learn_pace("toy", 3.0)
    assert journal.pace("toy") == 3.0
    for _ in range(20):
        journal.learn_pace("toy", 1.0)
    assert journal.pace("toy") == pytest.approx(1.0, abs=0.01)

"""Another program holds the database (a backup, a browser): everybody is answered all the same."""

from __future__ import annotations

import threading

import pytest
from tests.held_database import held
from tests.patience import PATIENCE_SECONDS

from tonekiln.protocol import JobState, Progress
from tonekiln.protocol.errors import Busy, Cancelled


def test_a_request_is_told_who_holds_it_and_nobody_waits(daemon) -> None:
    with daemon.client() as client:
        with held(daemon.home.database):
            with pytest.raises(Busy, match="another program") as busy:
                client.generate("x", bpm=240, bars=1, engine="clicks").result()
            assert busy.value.hint
            assert client.ping().version
            assert client.status().jobs == ()
            assert client.search().total == 0
        assert client.generate("x", bpm=240, bars=1, engine="clicks").result().clips


@pytest.mark.parametrize("stems", [1, 2])
def test_a_job_under_way_ends_once_and_is_kept(daemon, stems) -> None:
    with daemon.client() as client:
        client.load("clicks")
        job = client.generate("x", bpm=60, bars=8, variations=stems, engine="clicks", seed=4)
        job.accepted()
        ended = threading.Event()
        results = []

        def wait() -> None:
            results.append(job.result())
            ended.set()

        waiting = threading.Thread(target=wait, daemon=True)
        with held(daemon.home.database):
            waiting.start()
            # It computes and fits, and then waits for whoever holds the database.
            ended.wait(1.5)
        assert ended.wait(PATIENCE_SECONDS), "the job was never answered"
        waiting.join()
        assert len(results[0].clips) == stems
        assert client.search().total == stems
    daemon.stop()
    daemon.start()
    with daemon.client() as client:
        again = client.generate(
            "x", bpm=60, bars=8, variations=stems, engine="clicks", seed=4, job=job.id
        ).result()
        assert [clip.clip_id for clip in again.clips] == [c.clip_id for c in results[0].clips]


def test_a_cancelled_job_is_answered_while_it_is_held(daemon) -> None:
    with daemon.client() as client:
        job = client.generate("x", bpm=240, bars=1, engine="slow")
        for event in job:
            if isinstance(event, Progress) and event.state is JobState.GENERATING:
                break
        with held(daemon.home.database):
            client.cancel(job.id)
            with pytest.raises(Cancelled):
                job.result()
    daemon.kill()
    daemon.start()
    with daemon.client() as client, pytest.raises(Exception, match=r"cancelled|ended before"):
        client.generate("x", bpm=240, bars=1, engine="slow", job=job.id).result()

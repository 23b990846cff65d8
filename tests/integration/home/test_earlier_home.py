"""A home and a project that version 0.1 saved, before Plans said which code makes them.

`fixtures/home-0.1` holds three loops whose files are gone, one of them a refit, and a pinned
one-shot whose file is there; the project (the plugin's state) holds the fourth Plan.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.running_daemon import RunningDaemon

from tonekiln.home import Home
from tonekiln.protocol.errors import NotFound
from tonekilnd.planning.remake import EARLIER_WAY

FIXTURES = Path(__file__).parents[2] / "fixtures"
LOOP, ONE_SHOT, REFIT = "848f50a50d73483f", "3fc8f2704e0d4065", "6189c599b3614252"


@pytest.fixture
def earlier(home: Path):
    shutil.copytree(FIXTURES / "home-0.1", home)
    running = RunningDaemon(Home(home), ("--warm=none-yet",)).start()
    with running.client() as client:
        yield client
    running.stop()


def test_it_opens_with_every_clip_mark_and_plan(earlier) -> None:
    assert {clip.clip_id for clip in earlier.search().clips} >= {LOOP, ONE_SHOT, REFIT}
    assert earlier.show(LOOP).clip.favourite
    assert earlier.show(ONE_SHOT).clip.pinned
    assert earlier.show(ONE_SHOT).file_exists
    assert not earlier.show(LOOP).file_exists
    assert earlier.show(LOOP).plan["plan_id"] == earlier.show(LOOP).clip.plan_id


def test_a_clip_made_again_is_a_clip_of_its_own_that_says_so(earlier) -> None:
    old = earlier.show(LOOP).clip
    job = earlier.remake(old.plan_id)
    new = job.result().clips[0]
    assert any(note.startswith(EARLIER_WAY) for note in new.notes)
    assert new.plan_id != old.plan_id
    assert new.clip_id != old.clip_id
    assert (new.frames, new.seed, new.prompt) == (old.frames, old.seed, old.prompt)
    plan = earlier.show(new.clip_id).plan
    assert plan["made_by"].startswith("numpy ")
    assert "fit r" in plan["made_by"]
    # What the old Plan made stays what it was: nothing else passes under its id.
    assert earlier.show(old.clip_id).clip == old
    assert not earlier.show(old.clip_id).file_exists


def test_what_was_made_again_is_from_then_on_the_same(earlier) -> None:
    new = earlier.remake(earlier.show(LOOP).clip.plan_id).result().clips[0]
    Path(new.path).unlink()
    for plan_id in (new.plan_id, earlier.show(LOOP).clip.plan_id):
        again = earlier.remake(plan_id).result().clips[0]
        assert again.plan_id == new.plan_id
        assert again.audio_sha256 == new.audio_sha256
    assert Path(new.path).exists()


def test_a_refit_of_it_needs_its_source(earlier) -> None:
    with pytest.raises(NotFound):
        earlier.remake(earlier.show(REFIT).clip.plan_id).result()


def test_a_project_of_then_finds_its_plan(earlier) -> None:
    magic, state = (FIXTURES / "project-0.1.txt").read_text("utf-8").split("\n", 1)
    assert magic == "TONEKILN1"
    clip = json.loads(state)["clips"][0]
    new = earlier.remake(clip["plan_id"]).result().clips[0]
    assert any(note.startswith(EARLIER_WAY) for note in new.notes)
    assert (new.frames, new.seed) == (clip["frames"], clip["seed"])
    assert new.clip_id != clip["clip_id"]

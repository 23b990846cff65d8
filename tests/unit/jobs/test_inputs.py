"""Inputs live under the library's quota, and as long as a Plan needs them."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace
from tests.example_engines import plan_of
from tests.foreign_files import noise, sound
from tests.unit.library.test_store import CLIP

from tonekiln.protocol import InputAudio, Upload
from tonekiln.protocol.errors import InternalError, NotFound, StorageFull
from tonekiln.protocol.session import Failure
from tonekilnd.domain import InputFile, Plan
from tonekilnd.inputs.store import InputStore
from tonekilnd.jobs.inputs import Inputs
from tonekilnd.jobs.journal import Journal, StoredEvent, StoredJob
from tonekilnd.jobs.outbox import Outbox
from tonekilnd.jobs.recovery import answer_for_unfinished
from tonekilnd.library.index import ClipIndex
from tonekilnd.library.store import Library
from tonekilnd.planning.plan import plan_digest

NOW = 2_000_000_000.0


class Desk:
    """A home with a journal, a library and inputs, without jobs that run."""

    def __init__(self, database, folder: Path, quota: int = 0) -> None:
        self.folder = folder
        self.database = database
        self.open_again(quota)

    def open_again(self, quota: int = 0) -> None:
        self.journal = Journal(self.database)
        self.library = Library(self.folder / "library", ClipIndex(self.database), quota)
        self.store = InputStore(self.folder / "inputs")
        self.inputs = Inputs(self.store, self.library, self.journal, now=lambda: NOW)

    def kept(self) -> set[str]:
        return {path.name[:64] for path in (self.folder / "inputs").glob("*.wav")}

    def audio(self, seed: int) -> InputAudio:
        path = self.folder / f"{seed}.wav"
        if not path.exists():
            path.write_bytes(sound(noise(4000, seed=seed)))
        return InputAudio(path=str(path))

    def room_for(self, *seeds: int) -> None:
        """Raises StorageFull where these files would not fit together."""
        with ExitStack() as all_of_them:
            for seed in seeds:
                wanted = self.inputs.bytes_to_copy({"init": self.audio(seed)})
                all_of_them.enter_context(self.inputs.arriving(wanted))

    def job(self, seed: int, name: str) -> Plan:
        """A job that was accepted with an input."""
        with self.inputs.holding() as held:
            taken = self.inputs.take_in(self.audio(seed), "init", held)
            plan = plan_of(seed=seed)
            plan = replace(plan, takes=(replace(plan.takes[0], init=taken.file),))
            plan = replace(plan, plan_id=plan_digest(plan))
            self.journal.accept(StoredJob(name, b"c", "d", plan.plan_id, b"{}", False), plan)
        return plan

    def clip(self, plan: Plan, name: str) -> str:
        audio = np.zeros((2, 480), np.float32)
        clip = replace(CLIP, plan_id=plan.plan_id, clip_id=name, name=name)
        self.library.add(self.library.write(clip, audio, msgspec.json.encode(plan), 0), "job")
        return name

    def end(self, name: str, kind: str = "done") -> None:
        event = StoredEvent(self.journal.next_number(), name, b"c", kind, b"{}")
        self.journal.record(event, ends_job=True)

    def age_jobs(self, ended: float) -> None:
        self.database.execute("UPDATE jobs SET ended = ?", (ended,))


@pytest.fixture
def desk(database, tmp_path) -> Desk:
    return Desk(database, tmp_path)


def digest_of(plan: Plan) -> str:
    assert plan.takes[0].init is not None
    return plan.takes[0].init.sha256


class TestSweeping:
    def test_an_input_goes_with_the_last_clip_that_needs_it(self, desk: Desk) -> None:
        plan = desk.job(1, "a")
        one, two = desk.clip(plan, "c1"), desk.clip(plan, "c2")
        desk.end("a")
        for clip, left in ((one, {digest_of(plan)}), (two, set())):
            desk.library.remove(clip)
            desk.inputs.clip_removed(plan.plan_id)
            assert desk.kept() == left

    def test_what_another_plan_needs_stays(self, desk: Desk) -> None:
        first, second = desk.job(1, "a"), desk.job(1, "b")
        assert first.plan_id == second.plan_id
        other = desk.job(2, "c")
        for name in "abc":
            desk.end(name)
        clip, _ = desk.clip(first, "c1"), desk.clip(other, "c2")
        desk.library.remove(clip)
        desk.inputs.clip_removed(first.plan_id)
        assert desk.kept() == {digest_of(other)}

    def test_a_job_that_waits_or_runs_keeps_its_input(self, desk: Desk) -> None:
        plan = desk.job(1, "a")
        assert desk.inputs.sweep() == 0
        desk.end("a")
        assert desk.inputs.sweep() == 1
        assert digest_of(plan) not in desk.kept()

    def test_a_job_that_lately_failed_can_be_made_again(self, desk: Desk) -> None:
        desk.job(1, "a")
        desk.end("a", Failure.kind)
        desk.age_jobs(NOW - 3000)
        assert desk.inputs.sweep() == 0
        desk.age_jobs(NOW - 4000)
        assert desk.inputs.sweep() == 1

    def test_a_request_that_is_being_accepted_keeps_its_input(self, desk: Desk) -> None:
        with desk.inputs.holding() as held:
            taken = desk.inputs.take_in(desk.audio(1), "init", held)
            assert desk.inputs.sweep() == 0
            assert Path(taken.file.path).exists()
        assert desk.inputs.sweep() == 1

    def test_one_that_becomes_no_job_leaves_nothing(self, desk: Desk) -> None:
        with pytest.raises(InternalError), desk.inputs.holding() as held:
            desk.inputs.take_in(desk.audio(1), "init", held)
            raise InternalError("the queue is full")
        assert desk.kept() == set()

    def test_a_new_start_sweeps_and_knows_what_is_needed(self, desk: Desk) -> None:
        plan, orphan = desk.job(1, "a"), desk.job(2, "b")
        desk.clip(plan, "c1")
        desk.end("a"), desk.end("b")
        (desk.folder / "inputs" / ".x.part").write_bytes(b"half")
        desk.open_again()
        desk.inputs.clear_leftovers()
        assert desk.kept() == {digest_of(plan)} != {digest_of(orphan)}
        assert not list((desk.folder / "inputs").glob(".*"))

    def test_clips_whose_plans_were_lost_keep_their_inputs(self, desk: Desk) -> None:
        plan = desk.job(1, "a")
        desk.clip(plan, "c1")
        desk.end("a")
        desk.database.executescript(
            "DELETE FROM plans; DELETE FROM jobs; DELETE FROM events; DELETE FROM clips;"
        )
        desk.open_again()
        outbox = Outbox(desk.journal, lambda _client, _letter: True)
        answer_for_unfinished(desk.journal, desk.library, outbox)
        desk.inputs.clear_leftovers()
        assert desk.kept() == {digest_of(plan)}
        assert desk.journal.plan(plan.plan_id) == plan

    def test_it_is_done_now_and_then(self, database, tmp_path) -> None:
        desk, now = Desk(database, tmp_path), [NOW]
        inputs = Inputs(desk.store, desk.library, desk.journal, since=lambda: now[0])
        now[0] += 601
        with desk.store.kept.holding() as held:
            desk.store.take_in(desk.audio(1), "init", held)
            inputs.sweep_now_and_then()
        inputs.sweep_now_and_then()
        assert len(desk.kept()) == 1
        now[0] += 601
        inputs.sweep_now_and_then()
        assert desk.kept() == set()


class TestQuota:
    def test_inputs_count_and_what_nobody_needs_goes_first(self, database, tmp_path) -> None:
        size = len(sound(noise(4000)))
        desk = Desk(database, tmp_path, quota=2 * size + 1000)
        desk.job(1, "a")
        with desk.store.kept.holding() as held:
            desk.store.take_in(desk.audio(2), "init", held)  # by nobody, once this ends
        desk.room_for(3)
        assert len(desk.kept()) == 1
        desk.job(4, "d")
        with pytest.raises(StorageFull, match="the library and its inputs hold"):
            desk.room_for(5)
        desk.room_for(4)  # which is kept already
        with pytest.raises(StorageFull):
            desk.inputs.receive(b"c", Upload(upload="u"), bytes(2000))
        with pytest.raises(StorageFull):
            desk.inputs.check_room_for_clips(60_000)
        desk.end("d")
        desk.inputs.check_room_for_clips(6_000)

    def test_what_is_on_its_way_counts_for_everybody_else(self, database, tmp_path) -> None:
        size = len(sound(noise(4000)))
        desk = Desk(database, tmp_path, quota=3 * size)

        def no_room_for_more() -> None:
            for ask in (
                lambda: desk.room_for(3, 4),
                lambda: desk.inputs.receive(b"c", Upload(upload="u"), bytes(size + 1)),
                lambda: desk.inputs.check_room_for_clips(size + 1),
            ):
                with pytest.raises(StorageFull):
                    ask()

        with desk.inputs.arriving(2 * size):
            no_room_for_more()
            desk.room_for(3)
            desk.inputs.check_room_for_clips(size)
        desk.inputs.beside(lambda: 2 * size)  # clips of jobs
        no_room_for_more()
        desk.inputs.receive(b"c", Upload(upload="u"), bytes(size))
        with pytest.raises(StorageFull):
            desk.room_for(3)
        desk.inputs.beside(int)
        desk.room_for(3)

    def test_without_a_quota_there_is_no_bound(self, desk: Desk) -> None:
        desk.room_for(1)
        assert desk.inputs.usage() == (0, 0)


class TestMakingAgain:
    def test_a_plan_finds_its_inputs_where_the_home_lies_now(self, desk: Desk) -> None:
        plan = desk.job(1, "a")
        elsewhere = InputFile(path="/old/home/x.wav", sha256=digest_of(plan), name="1.wav")
        old = replace(plan, takes=(replace(plan.takes[0], init=elsewhere),))
        assert desk.inputs.found_again(old, set()) == plan
        assert plan_digest(old) == plan.plan_id

    def test_one_whose_input_has_gone_says_which(self, desk: Desk) -> None:
        plan = desk.job(1, "a")
        desk.end("a")
        desk.inputs.sweep()
        with pytest.raises(NotFound, match=r"^1.wav is not kept any more") as refused:
            desk.inputs.found_again(plan, set())
        assert refused.value.field == "init"

    def test_a_plan_without_inputs_is_as_it_was(self, desk: Desk) -> None:
        plan = plan_of()
        assert desk.inputs.found_again(plan, set()) is plan


def test_a_plans_id_is_independent_of_names_and_homes(desk: Desk) -> None:
    plan = desk.job(1, "a")
    file = plan.takes[0].init
    assert file is not None
    for other in (replace(file, name="x"), replace(file, path="/b", name="")):
        assert plan_digest(replace(plan, takes=(replace(plan.takes[0], init=other),))) == (
            plan.plan_id
        )
    changed = replace(file, sha256="0" * 64)
    assert plan_digest(replace(plan, takes=(replace(plan.takes[0], init=changed),))) != plan.plan_id


def test_a_plan_of_before_opens_without_a_name() -> None:
    old = msgspec.json.decode(b'{"path": "/h/inputs/ab.wav", "sha256": "ab"}', type=InputFile)
    assert old == InputFile(path="/h/inputs/ab.wav", sha256="ab")
    assert old.shown == "ab.wav"

"""The daemon over its real socket, with real workers."""

from __future__ import annotations

import threading
from decimal import Decimal
from pathlib import Path

import pytest
import soundfile
from tests.integration.click_track import clicks
from tests.patience import PATIENCE_SECONDS
from tests.running_daemon import library_files

from tonekiln.client.jobs import PreviewAudio
from tonekiln.protocol import ClipReady, Done, JobState, Meter, Progress, SearchClips, bar_frames
from tonekiln.protocol.errors import (
    DeadlineMissed,
    EngineCrashed,
    EngineUnavailable,
    InvalidRequest,
    OutOfMemory,
    UnknownEngine,
    UnsupportedAbility,
)


class TestGenerate:
    def test_a_clip_is_exactly_its_bars_in_tempo_and_says_so(self, client) -> None:
        clip = clicks(client, bpm="97.3", bars=4, meter="3/4", sample_rate=44_100).result().clips[0]
        frames = bar_frames(4, Meter(3, 4), Decimal("97.3"), 44_100)
        info = soundfile.info(clip.path)
        assert (clip.frames, info.frames, info.samplerate, info.channels) == (
            frames,
            frames,
            44_100,
            2,
        )
        assert clip.tempo_error_before_percent == pytest.approx(2.0, abs=0.2)
        assert abs(clip.tempo_error_percent) <= 0.05
        assert clip.seam is not None
        assert clip.seam.jump <= 1
        assert clip.non_commercial
        assert clip.licence == "CC-BY-NC 4.0"

    def test_events_come_in_order_and_progress_never_goes_back(self, client) -> None:
        events = list(clicks(client))
        fractions = [event.fraction for event in events if isinstance(event, Progress)]
        assert fractions == sorted(fractions)
        states = [event.state for event in events if isinstance(event, Progress)]
        order = list(JobState)
        assert [order.index(s) for s in states] == sorted(order.index(s) for s in states)
        assert [type(event) for event in events[-2:]] == [ClipReady, Done]

    def test_timing_adds_up(self, client) -> None:
        timing = clicks(client).result().timing
        rest = timing.total_ms - timing.load_ms - timing.engine_ms - timing.fit_ms
        assert timing.bridge_ms == pytest.approx(rest)
        assert timing.load_ms > 0
        assert clicks(client, seed=2).result().timing.load_ms < timing.load_ms

    def test_the_same_plan_is_the_same_samples_also_after_a_restart(self, daemon) -> None:
        digests = set()
        for _ in range(2):
            with daemon.client() as client:
                result = clicks(client, variations=2).result()
                digests.add(tuple(clip.audio_sha256 for clip in result.clips))
                assert result.clips[0].plan_id == result.clips[1].plan_id
            daemon.stop()
            daemon.start()
        assert len(digests) == 1
        assert len(next(iter(digests))) == 2

    def test_a_seed_that_was_drawn_can_be_asked_for_again(self, client) -> None:
        drawn = clicks(client, seed=None).result().clips[0]
        again = clicks(client, seed=drawn.seed).result().clips[0]
        assert again.audio_sha256 == drawn.audio_sha256

    def test_the_same_request_id_is_one_job(self, client) -> None:
        first = clicks(client, job="mine").result()
        again = clicks(client, job="mine").result()
        assert [clip.clip_id for clip in first.clips] == [clip.clip_id for clip in again.clips]
        assert client.search().total == 1
        with pytest.raises(InvalidRequest, match="another request"):
            clicks(client, job="mine", seed=2).result()

    def test_previews_come_unfitted_while_it_is_made(self, client) -> None:
        kinds = [type(event) for event in clicks(client, previews=True)]
        assert kinds.index(PreviewAudio) < kinds.index(ClipReady)

    def test_silence_is_a_clip_that_says_so(self, client) -> None:
        clip = clicks(client, engine="silent").result().clips[0]
        assert clip.lufs is None
        assert clip.notes


class TestRefitAndRemake:
    def test_a_clip_refits_to_another_tempo_exactly(self, client) -> None:
        clip = clicks(client, bars=2).result().clips[0]
        refitted = client.refit(clip.clip_id, "126.5").result().clips[0]
        assert refitted.frames == bar_frames(2, Meter(4, 4), Decimal("126.5"), 48_000)
        assert refitted.bpm == 126.5
        with pytest.raises(InvalidRequest, match="too far"):
            client.refit(clip.clip_id, "300").result()

    def test_a_clip_whose_file_is_gone_comes_back_in_its_place(self, client) -> None:
        clip = clicks(client).result().clips[0]
        Path(clip.path).unlink()
        assert not client.show(clip.clip_id).file_exists
        again = client.remake(clip.plan_id).result().clips[0]
        assert (again.clip_id, again.path, again.audio_sha256) == (
            clip.clip_id,
            clip.path,
            clip.audio_sha256,
        )
        assert client.show(clip.clip_id).file_exists


class TestWhatGoesWrong:
    @pytest.mark.parametrize(
        ("engine", "error"),
        [
            ("crash", EngineCrashed),
            ("broken", EngineCrashed),
            ("hungry", OutOfMemory),
            ("unloadable", EngineCrashed),
            ("to-pull", EngineUnavailable),
            ("no-such", UnknownEngine),
        ],
    )
    def test_is_typed_and_the_next_job_is_served(self, client, engine, error) -> None:
        with pytest.raises(error) as raised:
            clicks(client, engine=engine).result()
        assert raised.value.hint
        assert clicks(client).result().clips

    def test_a_take_that_is_not_a_number_makes_no_clip(self, client, daemon) -> None:
        with pytest.raises(Exception, match=r"(?i)number|finite|nan"):
            clicks(client, engine="nan").result()
        assert library_files(daemon.home) == []

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"bpm": "19"}, "bpm"),
            ({"bpm": "401"}, "bpm"),
            ({"bars": 65}, "bars"),
            ({"bars": 0}, "bars"),
            ({"meter": "4/3"}, "meter"),
            ({"sample_rate": 8_000}, "sample_rate"),
            ({"variations": 9}, "variations"),
            ({"seed": -1}, "seed"),
            ({"key": "H"}, "key"),
            ({"bars": 64, "bpm": "20"}, "bars"),
        ],
    )
    def test_a_bad_field_is_named_and_nothing_is_written(
        self, client, daemon, changes, field
    ) -> None:
        with pytest.raises(InvalidRequest) as raised:
            clicks(client, **changes).result()
        assert raised.value.field == field
        assert raised.value.bound
        assert library_files(daemon.home) == []

    def test_an_ability_the_engine_lacks_is_refused(self, client) -> None:
        with pytest.raises(UnsupportedAbility) as raised:
            clicks(client, negative="vocals").result()
        assert raised.value.field == "negative"

    def test_a_deadline_that_has_passed_makes_no_clip(self, client, daemon) -> None:
        with pytest.raises(DeadlineMissed):
            clicks(client, deadline_ms=1).result()
        assert library_files(daemon.home) == []


class TestEngines:
    def test_load_pin_unload(self, client) -> None:
        assert client.load("clicks").readiness == "warm"
        assert client.pin("clicks").pinned
        pids = [engine.worker_pid for engine in client.status().warm]
        assert len(pids) == 1
        assert client.unload("clicks").readiness == "on_disk"
        assert client.status().warm == ()

    def test_the_list_shows_what_is_ready_and_what_to_type_for_the_rest(self, client) -> None:
        rows = {row.name: row for row in client.engines().engines}
        assert rows["to-pull"].readiness == "to_pull"
        assert rows["to-pull"].fix == "tonekiln pull to-pull"
        assert rows["clicks"].non_commercial


class TestLibrary:
    def test_clips_are_found_by_words_tempo_key_and_engine(self, client) -> None:
        clicks(client, bpm="90", key="Am").result()
        clicks(client, bpm="140", key="C").result()
        assert client.search(SearchClips(words="CLICK track")).total == 2
        assert client.search(SearchClips(words="100%")).total == 0
        assert client.search(SearchClips(bpm_min=Decimal(100))).total == 1
        assert client.search(SearchClips(key="A minor")).total == 1
        assert client.search(SearchClips(engine="slow")).total == 0

    def test_a_pinned_clip_is_not_removed(self, client) -> None:
        clip = clicks(client).result().clips[0]
        client.mark(clip.clip_id, pinned=True)
        with pytest.raises(InvalidRequest, match="pinned"):
            client.remove(clip.clip_id)
        client.mark(clip.clip_id, pinned=False)
        client.remove(clip.clip_id)
        assert not Path(clip.path).exists()
        assert client.search().total == 0

    def test_a_clip_shows_the_plan_that_made_it(self, client) -> None:
        clip = clicks(client, seed=11).result().clips[0]
        plan = client.show(clip.clip_id).plan
        assert plan["plan_id"] == clip.plan_id
        assert plan["takes"][0]["seed"] == 11


class TestTwoClients:
    def test_a_watcher_sees_everyones_jobs(self, daemon) -> None:
        seen: list[str] = []
        watching = threading.Event()

        def watch() -> None:
            with daemon.client() as watcher:
                for number, received in enumerate(watcher.watch()):
                    watching.set()
                    seen.append(received.message.kind)
                    if received.message.kind == "done" or number > 100:
                        return

        screen = threading.Thread(target=watch)
        with daemon.client() as client:
            screen.start()
            while not watching.wait(0.2):  # the watch may begin after a job has ended
                clicks(client).result()
            clicks(client).result()
            screen.join(PATIENCE_SECONDS)
        assert "done" in seen
        assert "clip" in seen


class TestPrivacy:
    def test_the_log_has_jobs_but_no_prompts(self, client, daemon) -> None:
        job = client.generate("a secret lullaby", bpm="120", bars=1, engine="clicks", seed=1)
        job.result()
        log = daemon.home.log_file.read_text("utf-8")
        assert job.id in log
        assert "lullaby" not in log


class TestFromAnotherMachine:
    def test_a_clip_is_fetched_in_chunks(self, client, tmp_path) -> None:
        clip = clicks(client, bars=4).result().clips[0]
        copy = tmp_path / "copy.wav"
        with copy.open("wb") as sink:
            client.fetch(clip.clip_id, sink)
        assert copy.read_bytes() == Path(clip.path).read_bytes()

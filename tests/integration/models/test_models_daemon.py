"""A neural engine behind the daemon: stays warm, stops, learns its time, gives its memory back."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
import soundfile

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

from tests.running_daemon import RunningDaemon
from tests.tiny_checkpoints import hub

from tonekiln.client.blocking import Client
from tonekiln.client.blocking_jobs import Job
from tonekiln.client.jobs import PreviewAudio
from tonekiln.home import Home
from tonekiln.protocol import JobState, Progress
from tonekiln.protocol.errors import Cancelled, EngineUnavailable
from tonekilnd.library.wav import read_provenance

ENGINE = "musicgen-small"
FLAGS = ("--precision=fp32", "--device=cpu", "--worker-threads=1")


@pytest.fixture(scope="module")
def kiln(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDaemon]:
    """A daemon that was started with a tiny MusicGen to be warm."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_CACHE", str(hub.hub_cache()))
        home = Home(tmp_path_factory.mktemp("kiln") / "home")
        running = RunningDaemon(home, (f"--warm={ENGINE}", *FLAGS)).start()
        yield running
        running.stop()


@pytest.fixture
def client(kiln: RunningDaemon) -> Iterator[Client]:
    with kiln.client() as connected:
        connected.load(ENGINE)
        yield connected


def ask(client: Client, **changes) -> Job:
    options = {"bpm": "240", "bars": 1, "engine": ENGINE, "seed": 42} | changes
    return client.generate("warm pad", **options)


def long(client: Client) -> Job:
    """Minutes of audio, seconds of work."""
    return ask(client, bpm="60", bars=64)


def worker_of(client: Client, engine: str = ENGINE) -> int:
    return next(warm.worker_pid for warm in client.status().warm if warm.engine == engine)


def wait_for_steps(job: Job) -> None:
    for event in job:
        if isinstance(event, Progress) and event.state is JobState.GENERATING and event.step:
            return


def audio_of(clip) -> np.ndarray:
    return soundfile.read(clip.path, dtype="float32")[0]


def test_what_was_to_be_warm_is_and_a_request_loads_nothing(
    kiln: RunningDaemon, client: Client
) -> None:
    worker = worker_of(client)
    started = (kiln.home.log_file.read_text("utf-8")).count("worker started")
    for seed in (1, 2):
        ask(client, seed=seed).result()
    assert worker_of(client) == worker
    assert (kiln.home.log_file.read_text("utf-8")).count("worker started") == started


def test_cancelling_stops_the_compute_and_the_same_worker_serves_on(client: Client) -> None:
    worker = worker_of(client)
    job = long(client)
    wait_for_steps(job)
    assert client.cancel(job.id)
    with pytest.raises(Cancelled):
        job.result()
    assert ask(client).result().clips
    assert worker_of(client) == worker


def test_the_time_is_learned_from_past_runs(client: Client) -> None:
    ask(client, bars=2).result()
    short = ask(client, bars=2, seed=2).accepted().eta_ms
    longer = ask(client, bars=8, seed=3).accepted().eta_ms
    assert short is not None
    assert short < longer


def test_steps_are_real_and_lead_to_the_end(client: Client) -> None:
    job = ask(client, bpm="60", bars=8, seed=4)
    told = [event for event in job if isinstance(event, Progress) and event.steps]
    assert told[-1].step == told[-1].steps > 300
    assert [event.step for event in told] == sorted(event.step for event in told)
    assert all(event.eta_ms is not None for event in told)


def test_previews_join_without_gaps(client: Client) -> None:
    job = ask(client, bpm="60", bars=4, seed=5, previews=True)
    heard = [event for event in job if isinstance(event, PreviewAudio)]
    assert len(heard) >= 3
    starts = [event.preview.start_frame for event in heard]
    frames = [event.preview.frames for event in heard]
    assert starts == list(np.cumsum([0, *frames[:-1]]))
    assert {event.preview.sample_rate for event in heard} == {32_000}


def test_a_variation_is_the_clip_its_seed_gives_alone(client: Client) -> None:
    together = ask(client, variations=3, seed=11).result().clips
    assert len({clip.seed for clip in together}) == 3
    for clip in together:
        (alone,) = ask(client, seed=clip.seed).result().clips
        np.testing.assert_allclose(audio_of(alone), audio_of(clip), atol=1e-3)


def test_the_same_plan_gives_the_same_samples_from_another_worker(client: Client) -> None:
    first = ask(client, seed=12).result().clips[0]
    client.unload(ENGINE)
    again = ask(client, seed=12).result().clips[0]
    assert (again.plan_id, again.audio_sha256) == (first.plan_id, first.audio_sha256)


def test_an_input_of_another_tempo_and_words_of_another_key_are_said(client: Client) -> None:
    (before,) = ask(client, seed=13).result().clips
    asked = {"bpm": "120", "key": "Am", "engine": ENGINE, "seed": 42}
    job = client.generate("pad in D minor, 90bpm", bars=1, continuation=before.path, **asked)
    (clip,) = job.result().clips
    assert set(clip.notes) >= {
        "the audio to continue says it is at 240 bpm; it is laid as it plays, on bars at 120",
        "the words say 90bpm; it is made at 120, as the request says",
        "the words say D minor; it is made in A minor, as the request says",
    }
    plan = json.loads(read_provenance(clip.path))["plan"]
    assert plan["takes"][0]["prompt"] == "pad in A minor, 120 bpm"


def test_unloading_gives_the_memory_back(kiln: RunningDaemon, client: Client) -> None:
    daemon = psutil.Process(kiln.process.pid)
    ask(client).result()
    before = daemon.memory_info().rss
    worker = worker_of(client)
    assert psutil.Process(worker).memory_info().rss > 100 * 2**20
    client.unload(ENGINE)
    assert not psutil.pid_exists(worker)
    assert kiln.processes() == [daemon]
    assert daemon.memory_info().rss <= before + 2**20


def test_a_damaged_checkpoint_is_named(client: Client, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(hub.safetensors(), folder)
    name = f"musicgen:{folder}"
    assert ask(client, engine=name).result().clips
    client.unload(name)
    file = folder / "model.safetensors"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(EngineUnavailable) as refused:
        ask(client, engine=name, seed=2).result()
    assert str(file) in refused.value.message
    assert ask(client, seed=3).result().clips


def test_a_plan_names_its_weights_precision_and_device(client: Client) -> None:
    clip = ask(client, seed=13).result().clips[0]
    plan = client.show(clip.clip_id).plan
    assert (plan["precision"], plan["device"]) == ("fp32", "cpu")
    assert len(plan["checkpoint"]) == 64
    draft = ask(client, seed=13, draft=True).result().clips[0]
    assert client.show(draft.clip_id).plan["precision"] == "int8"


CYCLES = int(os.environ.get("TONEKILN_KILL_CYCLES", "2"))
SPARE_FIT_THREADS = 1
"""The fit's pool starts its second thread when it first needs it; a leak adds one per kill."""


def test_workers_killed_in_the_midst_leave_nothing_behind(
    kiln: RunningDaemon, client: Client
) -> None:
    from tonekiln.protocol.errors import EngineCrashed

    daemon = psutil.Process(kiln.process.pid)
    client.unload(ENGINE)
    shared = _shared_memory()
    files, threads = daemon.num_fds(), daemon.num_threads()
    for cycle in range(CYCLES):
        job = ask(client, bpm="60", bars=64, seed=cycle)
        wait_for_steps(job)
        psutil.Process(worker_of(client)).kill()
        with pytest.raises(EngineCrashed, match="exit status -9"):
            job.result()
    assert ask(client, seed=99).result().clips
    client.unload(ENGINE)
    assert kiln.processes() == [daemon]
    assert daemon.num_fds() <= files
    assert daemon.num_threads() <= threads + SPARE_FIT_THREADS < threads + CYCLES
    assert _shared_memory() == shared


def _shared_memory() -> set[str]:
    folder = Path("/dev/shm")  # noqa: S108 - looked at, not written to
    return {p.name for p in folder.iterdir() if "torch" in p.name} if folder.exists() else set()


def test_a_warm_engine_is_not_said_to_be_loading(client: Client) -> None:
    ask(client, seed=21).result()
    states = [e.state for e in ask(client, seed=22) if isinstance(e, Progress)]
    assert JobState.GENERATING in states
    assert JobState.LOADING not in states
    client.unload(ENGINE)
    states = [e.state for e in ask(client, seed=23) if isinstance(e, Progress)]
    assert states[0] is JobState.LOADING


def test_a_part_of_a_clip_is_made_by_a_model_and_the_rest_is_the_clips(client: Client) -> None:
    """A mono model of another rate: its steps and its codec reach nothing but the part."""
    clip = client.generate("warm house", bpm=174, bars=2, engine="sketch", seed=1).result().clips[0]
    part = {"bpm": 174, "bars": 2, "seed": 3, "parts": "2.25-2.75"}
    model = {"engine": "magnet-small-10secs", "steps": 4}
    made = client.generate("rain", inpaint=clip, **model, **part).result().clips[0]
    old, new = (soundfile.read(one.path, dtype="int32")[0] for one in (clip, made))
    changed = np.flatnonzero((old != new).any(axis=1))
    bar = clip.frames / 2
    assert 1.25 * bar - 1 <= changed[0] < 1.3 * bar
    assert 1.7 * bar < changed[-1] <= 1.75 * bar + 1
    assert (made.parent, made.non_commercial) == (clip.clip_id, True)
    again = client.generate("hats", inpaint=made, engine="sketch", **part).result().clips[0]
    assert again.non_commercial
    assert made.licence in again.licence

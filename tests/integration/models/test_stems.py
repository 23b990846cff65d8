"""Clips and files taken apart by a tiny HTDemucs, through a real daemon, worker and socket."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import mido
import numpy as np
import pytest
import soundfile
from tests.osc_surface import Surface, free_port
from tests.patience import PATIENCE_SECONDS

pytest.importorskip("demucs", reason="the model libraries are not installed: make models")

from tests.running_daemon import RunningDaemon
from tests.tiny_checkpoints import hub

from tonekiln.client.blocking import Client
from tonekiln.home import Home
from tonekiln.protocol import (
    Clip,
    InputAudio,
    JobState,
    PlaceAt,
    Placement,
    Progress,
    SearchClips,
    Separate,
)
from tonekiln.protocol.errors import (
    Cancelled,
    InternalError,
    InvalidRequest,
    NotFound,
    UnsupportedAbility,
)
from tonekilnd.domain import STEMS
from tonekilnd.engines.model_cards.rows import row_of

FLAGS = ("--warm=none-yet", "--precision=fp32", "--device=cpu", "--worker-threads=1")
WITHIN = 10 ** (-90 / 20)


@pytest.fixture(scope="module")
def osc_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def kiln(tmp_path_factory: pytest.TempPathFactory, osc_port: int) -> Iterator[RunningDaemon]:
    """A daemon that finds a tiny HTDemucs where the hub's cache keeps it."""
    cache = tmp_path_factory.mktemp("hub")
    hub.put(cache, row_of("htdemucs").repo, hub.demucs().iterdir())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_CACHE", str(cache))
        home = Home(tmp_path_factory.mktemp("stems") / "home")
        running = RunningDaemon(home, (*FLAGS, f"--osc={osc_port}")).start()
        yield running
        running.stop()


@pytest.fixture
def client(kiln: RunningDaemon) -> Iterator[Client]:
    with kiln.client() as connected:
        yield connected


def loop(client: Client, **asked) -> Clip:
    options = {"bpm": "137.25", "bars": 2, "engine": "sketch", "seed": 3, "key": "Am"} | asked
    return client.generate("dusty house drums and bass", **options).result().clips[0]


def steps_of(path: str | Path) -> np.ndarray:
    """Samples as steps of a 24-bit file, whatever the file holds them in."""
    if soundfile.info(path).subtype == "PCM_24":
        return soundfile.read(path, dtype="int32", always_2d=True)[0].astype(np.int64) >> 8
    samples = soundfile.read(path, dtype="float64", always_2d=True)[0] * 2**23
    assert (samples == np.rint(samples)).all()
    return samples.astype(np.int64)


def noise(path: Path, rate: int, seconds: float, channels: int, level: float, **how) -> Path:
    shape = (round(rate * seconds), channels)
    samples = level * np.random.default_rng(1).uniform(-1, 1, shape)
    soundfile.write(path, samples, rate, **how)
    return path


def test_a_surface_has_a_clip_taken_apart(client: Client, osc_port: int) -> None:
    source = loop(client, bars=1)
    surface = Surface(osc_port)
    try:
        surface.say("/tonekiln/stems", "apart", source.clip_id)
        names = [surface.hear_until("/tonekiln/clip", "/tonekiln/error").params[3] for _ in STEMS]
        assert names == [f"{source.name}_{stem}" for stem in STEMS]
        assert surface.hear_until("/tonekiln/done", "/tonekiln/error").params == ["apart", 4]
    finally:
        surface.close()


@pytest.mark.parametrize("rate", [44_100, 48_000, 96_000])
def test_a_clips_stems_are_clips_on_its_grid_that_sum_to_it_exactly(client: Client, rate) -> None:
    placed = Placement(at=PlaceAt.BAR, bar=9)
    source = loop(client, sample_rate=rate, meter="3/4", placement=placed)
    stems = client.separate(source).result().clips
    assert [clip.stem for clip in stems] == list(STEMS)
    for clip in stems:
        of = ("frames", "sample_rate", "bpm", "meter", "bars", "seconds", "key", "prompt")
        assert [getattr(clip, name) for name in of] == [getattr(source, name) for name in of]
        assert (clip.parent, clip.parent_name) == (source.clip_id, source.name)
        assert clip.name == f"{source.name}_{clip.stem}"
        assert clip.licence.startswith(source.licence)
        assert "research only" in clip.licence
        assert clip.non_commercial
        assert soundfile.info(clip.path).frames == source.frames
        plan = client.show(clip.clip_id).plan
        assert plan["parent"]["clip"] == source.clip_id
        assert plan["placement"]["bar"] == 9
    total = sum(steps_of(clip.path) for clip in stems)
    assert (total == steps_of(source.path)).all()
    assert any(np.abs(steps_of(clip.path)).max() > 1000 for clip in stems[:-1])
    (found,) = client.search(SearchClips(words=f"dusty vocals {source.name}")).clips
    assert found.stem == "vocals"


@pytest.mark.parametrize(
    ("name", "rate", "seconds", "channels", "level", "how"),
    [
        ("short.wav", 44_100, 0.1, 1, 0.5, {}),
        ("hot.wav", 48_000, 1.0, 2, 1.9, {"subtype": "FLOAT"}),
        ("wide.wav", 48_000, 0.5, 6, 0.2, {"subtype": "PCM_24"}),
        ("song.flac", 22_050, 3.3, 2, 0.9, {}),
        ("high.aiff", 192_000, 0.3, 2, 0.9, {"subtype": "PCM_24"}),
        ("quiet.wav", 44_100, 0.5, 2, 0.0, {}),
    ],
)
def test_any_file_is_taken_apart_as_it_is(
    client: Client, tmp_path: Path, name, rate, seconds, channels, level, how
) -> None:
    file = noise(tmp_path / name, rate, seconds, channels, level, **how)
    stems = client.separate(file).result().clips
    heard = soundfile.read(file, always_2d=True)[0][:, :2]
    heard = np.repeat(heard, 2, axis=1) if channels == 1 else heard
    summed = sum(soundfile.read(clip.path, always_2d=True)[0] for clip in stems)
    assert np.abs(summed - heard).max() <= WITHIN * max(1.0, level)
    for clip in stems:
        assert (clip.sample_rate, clip.frames, clip.channels) == (rate, len(heard), 2)
        assert (clip.bars, clip.parent, clip.parent_name) == (None, None, name)
        assert not clip.follows_tempo
        assert any("says no tempo" in note for note in clip.notes)
        assert clip.prompt == name.partition(".")[0]
        samples = soundfile.read(clip.path, always_2d=True)[0]
        if channels == 1:
            assert (samples[:, 0] == samples[:, 1]).all()
        if not level:
            assert not samples.any()
            assert clip.lufs is None


def test_a_file_of_whole_bars_has_stems_with_bars(client: Client, tmp_path: Path) -> None:
    file = noise(tmp_path / "Loop 7.wav", 44_100, 3.75, 2, 0.5)
    job = client.separate(file, bpm=96, meter="6/8")
    assert {(clip.bpm, clip.meter, clip.bars) for clip in job.result().clips} == {(96, "6/8", 2)}
    other = client.separate(file, bpm=97).result().clips[0]
    assert (other.bpm, other.bars) == (97, None)
    assert any("no whole number of 4/4 bars" in note for note in other.notes)
    with pytest.raises(InvalidRequest) as refused:
        client.separate(file, bpm=5).result()
    assert refused.value.field == "bpm"


def test_a_clips_file_from_elsewhere_says_its_own_tempo(client: Client, tmp_path: Path) -> None:
    copy = tmp_path / "from a friend.wav"
    copy.write_bytes(Path(loop(client, bpm="120").path).read_bytes())
    stems = client.separate(copy, bpm=90).result().clips
    assert {(clip.bpm, clip.bars, clip.parent) for clip in stems} == {(120, 2, None)}
    assert stems[0].licence.startswith("that of what it was taken from")


def test_the_same_source_gives_the_same_stems_and_remakes_them(client: Client) -> None:
    source = loop(client, seed=5)
    first = client.separate(source).result().clips
    client.unload("htdemucs")
    again = client.separate(source).result().clips
    digests = [clip.audio_sha256 for clip in first]
    assert [clip.audio_sha256 for clip in again] == digests
    assert {clip.plan_id for clip in (*first, *again)} == {first[0].plan_id}
    assert not {clip.clip_id for clip in first} & {clip.clip_id for clip in again}
    for clip in (*again, source):
        client.remove(clip.clip_id)
    for clip in first:
        Path(clip.path).unlink()
    remade = client.remake(first[0].plan_id).result().clips
    assert [(c.clip_id, c.path, c.audio_sha256) for c in remade] == [
        (c.clip_id, c.path, c.audio_sha256) for c in first
    ]
    assert {clip.parent for clip in remade} == {source.clip_id}


def test_a_stem_can_be_taken_apart_refitted_and_built_on(client: Client) -> None:
    drums = client.separate(loop(client, seed=6)).result().clips[0]
    (inner, *_) = client.separate(drums).result().clips
    assert (inner.parent, inner.name) == (drums.clip_id, f"{drums.name}_drums")
    refitted = client.refit(drums.clip_id, 120).result().clips[0]
    assert (refitted.bars, refitted.bpm, refitted.stem) == (2, 120, "drums")
    assert (refitted.licence, refitted.parent) == (drums.licence, drums.clip_id)
    remade = client.remake(refitted.plan_id).result().clips[0]
    assert remade.audio_sha256 == refitted.audio_sha256


def test_stems_over_full_scale_keep_their_peaks_and_flac_says_so(
    client: Client, kiln: RunningDaemon, tmp_path: Path
) -> None:
    file = noise(tmp_path / "hot.wav", 44_100, 0.5, 2, 1.9, subtype="FLOAT")
    rest = client.separate(file).result().clips[-1]
    assert soundfile.info(rest.path).subtype == "FLOAT"
    assert any("over full scale" in note for note in rest.notes)
    done = command(kiln, "library", "export", rest.clip_id, str(tmp_path / "hot.flac"))
    assert done.returncode == 1
    assert ".wav" in done.stderr
    assert not list(tmp_path.glob("*.flac*"))


def test_each_refusal_names_the_field_and_the_way_out(client: Client, tmp_path: Path) -> None:
    with pytest.raises(UnsupportedAbility, match="tonekiln stems") as refused:
        client.generate("drums", bpm="120", bars=1, engine="htdemucs").result()
    assert refused.value.field == "engine"
    source = loop(client)
    with pytest.raises(UnsupportedAbility, match="htdemucs") as refused:
        client.separate(source, engine="sketch").result()
    assert refused.value.field == "engine"
    tune = mido.MidiFile()
    tune.save(tmp_path / "tune.mid")
    for given, error in (
        (InputAudio(path=str(tmp_path / "tune.mid")), InvalidRequest),
        (InputAudio(path=str(tmp_path / "gone.wav")), NotFound),
        (InputAudio(clip="no-such-clip"), NotFound),
        (InputAudio(), InvalidRequest),
    ):
        with pytest.raises(error) as refused:
            client.start(Separate(source=given)).result()
        assert refused.value.field.startswith("source")
    low = noise(tmp_path / "low.wav", 8_000, 1.0, 1, 0.5)
    with pytest.raises(InvalidRequest, match="8000 samples a second"):
        client.separate(low).result()


def test_it_is_listed_for_getting_and_offered_to_nobody_for_words(client: Client) -> None:
    listed = client.engines()
    (row,) = [engine for engine in listed.engines if engine.name == "htdemucs"]
    assert row.abilities == ("separate",)
    assert row.non_commercial
    assert listed.suggested != "htdemucs"


def test_cancelling_stops_it_between_segments_and_the_worker_serves_on(
    client: Client, tmp_path: Path
) -> None:
    job = client.separate(noise(tmp_path / "long.wav", 44_100, 240.0, 1, 0.5))
    for event in job:
        if isinstance(event, Progress) and event.state is JobState.GENERATING and event.step:
            break
    assert client.cancel(job.id)
    with pytest.raises(Cancelled):
        job.result()
    longest = client.separate(noise(tmp_path / "next.wav", 44_100, 5.0, 1, 0.5))
    told = [event for event in longest if isinstance(event, Progress) and event.steps > 1]
    assert told[-1].step == told[-1].steps
    assert [event.step for event in told] == sorted(event.step for event in told)
    assert client.separate(tmp_path / "next.wav").accepted().eta_ms is not None


def test_a_daemon_killed_meanwhile_answers_for_the_job(kiln: RunningDaemon, tmp_path: Path) -> None:
    file = noise(tmp_path / "long.wav", 44_100, 240.0, 1, 0.5)
    with kiln.client(name="survivor") as client:
        job = client.separate(file, job="killed")
        for event in job:
            if isinstance(event, Progress) and event.state is JobState.GENERATING and event.step:
                break
        kiln.kill()
    kiln.start()
    with kiln.client(name="survivor") as client:
        with pytest.raises(InternalError, match="ended before"):
            client.separate(file, job="killed").result()
        assert client.status().jobs == ()


def command(kiln: RunningDaemon, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tonekiln", *arguments],
        env=os.environ | {"TONEKILN_HOME": str(kiln.home.root)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


def test_the_command_takes_clips_and_files(
    kiln: RunningDaemon, client: Client, tmp_path: Path
) -> None:
    source = loop(client, seed=8)
    done = command(kiln, "stems", source.clip_id[:12], "--json", "--out", f"{tmp_path}/out/")
    assert done.returncode == 0, done.stderr
    clips = json.loads(done.stdout)["clips"]
    assert [clip["stem"] for clip in clips] == list(STEMS)
    assert all(Path(clip["out"]).is_file() for clip in clips)
    file = noise(tmp_path / "song.wav", 44_100, 0.3, 2, 0.5)
    said = command(kiln, "stems", str(file))
    assert said.returncode == 0, said.stderr
    assert "taken from song.wav" in said.stdout
    lost = command(kiln, "stems", "nothing-of-the-kind")
    assert lost.returncode == 1
    assert "no such file here, and no such clip" in lost.stderr

"""What producers bring, through a real daemon: refused at once, told in notes, gone in time."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from tests.foreign_files import chunk, noise, pcm, pcm_format, riff, smpte, sound, tune
from tests.running_daemon import RunningDaemon

from tonekiln.client.blocking import Client
from tonekiln.client.blocking_jobs import Job
from tonekiln.client.uploading import with_uploads
from tonekiln.home import Home
from tonekiln.protocol import Clip, Generate, InputAudio
from tonekiln.protocol.errors import InvalidRequest, NotFound, StorageFull, TonekilnError


def written(tmp_path: Path, content: bytes, name: str = "hum.wav") -> Path:
    (tmp_path / name).write_bytes(content)
    return tmp_path / name


def asked(client: Client, **inputs: Path | Clip) -> Job:
    return client.generate("x", bpm="84", bars=1, engine="listener", seed=1, **inputs)


def files(home: Path) -> list[str]:
    return sorted(p.name for p in (home / "inputs").rglob("*") if p.is_file())


NOT_A_NUMBER = np.full((64_000, 1), np.nan, np.float32)


@pytest.mark.parametrize(
    ("field", "name", "content", "says"),
    [
        ("init", "nan.wav", sound(NOT_A_NUMBER, subtype="FLOAT"), "samples that are not numbers"),
        ("continuation", "empty.wav", b"", "empty.wav is empty"),
        ("init", "one.wav", sound(noise(1)), "one.wav lasts 0.031 ms"),
        ("melody", "long.wav", sound(np.zeros((601 * 8000, 1)), 8000), "is longer than 600 s"),
        ("melody", "clip.m4a", b"\0\0\0\x20ftypM4A " + bytes(99), "is M4A or MP4, which is not"),
        ("init", "tune.wav", tune(), "tune.wav is MIDI, and init takes audio"),
        ("melody", "zero.mid", tune(division=0), "its division is 0 ticks"),
        ("melody", "cut.mid", tune()[:20], "cannot be read as MIDI: it ends before"),
    ],
)
def test_a_broken_input_is_refused_before_it_is_accepted(
    client: Client, home: Path, tmp_path: Path, field: str, name: str, content: bytes, says: str
) -> None:
    with pytest.raises(InvalidRequest, match=says) as refused:
        asked(client, **{field: written(tmp_path, content, name)}).accepted()
    assert refused.value.field == field
    assert refused.value.message.startswith(name)
    assert str(home) not in str(refused.value)
    assert files(home) == []
    assert client.status().warm == ()  # nothing was loaded for it


def test_what_was_done_with_an_input_is_told_at_once_and_in_the_clip(
    client: Client, tmp_path: Path
) -> None:
    crashed = riff(pcm_format(), chunk(b"data", pcm(noise(64_000, 1)), claimed=0))
    job = asked(
        client,
        init=written(tmp_path, crashed, "take 3"),
        melody=written(tmp_path, tune(division=smpte(25, 40)), "tune.mid"),
    )
    told = [
        "take 3 has a damaged header: its samples were read around it",
        "tune.mid is followed from its bar 1: 1 bar at 84 bpm",
        "tune.mid counts seconds (SMPTE) and names no tempo: its notes keep their times",
    ]
    assert [note for note in job.accepted().notes if note in told] == told
    (clip,) = job.result().clips
    assert set(told) <= set(clip.notes)


def test_the_same_tune_is_heard_wherever_it_was_exported(client: Client, tmp_path: Path) -> None:
    heard = [
        asked(client, melody=written(tmp_path, content, name)).result().clips[0].audio_sha256
        for name, content in (("a.mid", tune()), ("b.mid", tune(first=32 * 4 * 480)))
    ]
    assert heard[0] == heard[1]


def test_a_clip_of_the_library_is_named_by_its_id_and_remade_without_it(client: Client) -> None:
    first = client.generate("x", bpm="84", bars=1, engine="clicks").result().clips[0]
    heard = asked(client, init=first).result().clips[0]
    by_path = asked(client, init=Path(first.path)).result().clips[0]
    assert heard.audio_sha256 == by_path.audio_sha256
    client.remove(first.clip_id)
    Path(heard.path).unlink()
    assert client.remake(heard.plan_id).result().clips[0].audio_sha256 == heard.audio_sha256
    with pytest.raises(NotFound) as gone:
        asked(client, init=first).accepted()
    assert gone.value.field == "init.clip"


@pytest.mark.parametrize(
    "audio", [InputAudio(), InputAudio(clip="a", path="/b"), InputAudio(clip="a", upload="b")]
)
def test_an_input_is_named_in_one_way(client: Client, audio: InputAudio) -> None:
    request = Generate(bpm=Decimal(84), bars=1, engine="listener", melody=audio)
    with pytest.raises(InvalidRequest, match="one of the three") as refused:
        client.start(request).accepted()
    assert refused.value.field == "melody"


def test_an_input_goes_with_its_last_clip_and_a_remake_says_so(
    daemon: RunningDaemon, client: Client, home: Path, tmp_path: Path
) -> None:
    clip = asked(client, init=written(tmp_path, sound(noise(64_000)))).result().clips[0]
    assert len(files(home)) == 1
    status = client.status()
    assert (status.inputs, status.inputs_bytes) == (1, (tmp_path / "hum.wav").stat().st_size)
    (tmp_path / "hum.wav").unlink()
    Path(clip.path).unlink()
    again = client.remake(clip.plan_id).result().clips[0]
    assert again.audio_sha256 == clip.audio_sha256
    client.remove(again.clip_id)
    assert files(home) == []
    with pytest.raises(NotFound, match=r"^hum.wav is not kept any more"):
        client.remake(clip.plan_id).accepted()


def test_a_refused_request_leaves_no_copy(client: Client, home: Path, tmp_path: Path) -> None:
    hum = written(tmp_path, sound(noise(64_000)))
    for changes in ({"engine": "clicks"}, {"bpm": "1000"}, {"deadline_ms": 1}):
        options = {"bpm": "84", "bars": 64, "engine": "listener"} | changes
        try:
            client.generate("x", init=hum, **options).result()
        except TonekilnError:
            pass
        else:
            pytest.fail("it was made")
    # The last of them may have been accepted and have failed: that one's may be made again.
    assert len(files(home)) <= 1


def test_an_upload_is_kept_once_and_by_its_name(client: Client, home: Path, tmp_path: Path) -> None:
    content = sound(np.concatenate([np.zeros((64_000, 2)), noise(64_000)]))
    file = written(tmp_path, content, "verse.wav")
    request = Generate(bpm=Decimal(84), bars=1, engine="listener", init=InputAudio(path=str(file)))
    request = client._run(with_uploads(request))
    assert len(files(home)) == 1
    job = client.start(request)
    assert job.accepted().notes == ("verse.wav is silent for its first 2.0 s",)
    job.result()
    assert len(files(home)) == 1


def test_a_new_start_sweeps_what_the_last_one_left(
    home: Path, with_test_engines: None, tmp_path: Path
) -> None:
    uploads = home / "inputs" / "uploads"
    uploads.mkdir(parents=True)
    for path in (home / "inputs" / ("a" * 64 + ".wav.77.part"), uploads / ".x-up.part"):
        path.write_bytes(b"half")
    (home / "inputs" / ("b" * 64 + ".wav")).write_bytes(b"nobody's")
    os.utime(home / "inputs" / ("b" * 64 + ".wav"), (0, 0))
    running = RunningDaemon(Home(home), ("--warm=none-yet",)).start()
    try:
        assert files(home) == []
        with running.client() as client:
            asked(client, init=written(tmp_path, sound(noise(64_000)))).result()
    finally:
        running.stop()
    running = RunningDaemon(Home(home), ("--warm=none-yet",)).start()
    try:
        assert len(files(home)) == 1
    finally:
        running.stop()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 12 MB, where this machine lets one be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here; test_store.py stands in for it")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_told_and_nothing_is_left(
    small_disk: Path, tmp_path: Path, with_test_engines: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = small_disk / "home"
    monkeypatch.setenv("TONEKILN_HOME", str(home))
    flags = ("--warm=none-yet", f"--library={tmp_path / 'library'}")
    running = RunningDaemon(Home(home), flags).start()
    try:
        with running.client() as client:
            large = written(tmp_path, sound(noise(2_500_000, 1), 48_000))
            with pytest.raises(StorageFull, match="does not fit"):
                asked(client, init=large).accepted()
            assert files(home) == []
            small = written(tmp_path, sound(noise(64_000)), "small.wav")
            asked(client, init=small).result()
    finally:
        running.stop()

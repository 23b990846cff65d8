"""Inputs are taken in once, whole, by what they are, and leave nothing half-written."""

from __future__ import annotations

import errno
import os
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import numpy as np
import pytest
from tests.foreign_files import (
    SCALE,
    chunk,
    header,
    noise,
    notes,
    pcm,
    pcm_format,
    riff,
    sound,
    track,
    tune,
)

from tonekiln.protocol import InputAudio, Upload
from tonekiln.protocol.errors import (
    InternalError,
    InvalidRequest,
    NotFound,
    StorageFull,
    TonekilnError,
)
from tonekilnd.inputs import store as store_module
from tonekilnd.inputs.audio_facts import AudioFacts
from tonekilnd.inputs.sources import shown_name
from tonekilnd.inputs.store import InputStore, TakenIn
from tonekilnd.inputs.tune import Tune

HUM = sound(noise(4000))


@pytest.fixture
def store(tmp_path: Path) -> InputStore:
    return InputStore(tmp_path / "inputs")


def written(tmp_path: Path, content: bytes, name: str = "hum.wav") -> InputAudio:
    (tmp_path / name).write_bytes(content)
    return InputAudio(path=str(tmp_path / name))


def taken(store: InputStore, audio: InputAudio, field: str = "init") -> TakenIn:
    return store.take_in(audio, field, set())


def left_over(tmp_path: Path) -> list[str]:
    return sorted(p.name for p in (tmp_path / "inputs").rglob("*") if p.is_file())


def upload(store: InputStore, name: str, content: bytes, *, last: bool = True) -> InputAudio:
    half = len(content) // 2
    store.receive(b"c", Upload(upload=name), content[:half])
    store.receive(b"c", Upload(upload=name, offset=half, last=last), content[half:])
    return InputAudio(upload=name, name="remote.wav")


class TestTakingIn:
    def test_a_file_is_read_once_until_it_changes(
        self, store: InputStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        read: list[str] = []
        listen = store_module.audio_facts
        monkeypatch.setattr(
            store_module, "audio_facts", lambda *a: (read.append(a[1]), listen(*a))[1]
        )
        audio = written(tmp_path, HUM)
        assert not store.is_known(audio, "melody")
        first = taken(store, audio, "melody")
        assert store.is_known(audio, "melody")
        assert taken(store, audio, "init") == first
        assert read == ["hum.wav"]
        written(tmp_path, sound(noise(4001)))
        assert not store.is_known(audio, "melody")
        assert taken(store, audio).file.sha256 != first.file.sha256

    def test_a_change_of_the_same_length_is_seen_by_its_time(
        self, store: InputStore, tmp_path: Path
    ) -> None:
        audio = written(tmp_path, HUM)
        first = taken(store, audio)
        before = (tmp_path / "hum.wav").stat().st_mtime_ns
        written(tmp_path, sound(noise(4000, seed=2)))
        os.utime(tmp_path / "hum.wav", ns=(before + 1, before + 1))
        assert taken(store, audio).file.sha256 != first.file.sha256

    def test_a_kept_file_that_is_gone_is_taken_in_again(
        self, store: InputStore, tmp_path: Path
    ) -> None:
        audio = written(tmp_path, HUM)
        Path(taken(store, audio).file.path).unlink()
        assert Path(taken(store, audio).file.path).read_bytes() == HUM

    def test_the_same_content_under_two_names_is_kept_once(
        self, store: InputStore, tmp_path: Path
    ) -> None:
        one = taken(store, written(tmp_path, HUM, "a.wav"))
        two = taken(store, written(tmp_path, HUM, "b.WAV"))
        assert (one.file.name, two.file.name) == ("a.wav", "b.WAV")
        assert one.file.path == two.file.path
        assert left_over(tmp_path) == [Path(one.file.path).name]

    def test_a_copy_that_was_cut_off_is_made_anew(self, store: InputStore, tmp_path: Path) -> None:
        kept = Path(taken(store, written(tmp_path, HUM)).file.path)
        kept.write_bytes(HUM[:1000])
        assert Path(taken(InputStore(kept.parent), written(tmp_path, HUM)).file.path) == kept
        assert kept.read_bytes() == HUM


KINDS = {
    "hum": sound(noise(4000)),
    "a.caf": sound(noise(4000)),
    "b.wav": sound(noise(4000), form="MP3"),
    "c.txt": sound(noise(4000), form="AIFF"),
    "d.aifc": sound(noise(4000), form="AIFF", subtype="FLOAT"),
    "e.wav": sound(noise(4000), form="CAF"),
    "f.mp3": sound(noise(4000), form="W64"),
    "g.ogg": sound(noise(4800), 48_000, form="OGG", subtype="OPUS"),
    "h.flac": sound(noise(4000), form="OGG"),
    "i.m4a": sound(noise(4000), form="FLAC"),
    "j.snd": sound(noise(4000), form="AU"),
    "k.wav": sound(noise(4000), form="RF64"),
}


class TestKinds:
    @pytest.mark.parametrize("name", KINDS)
    def test_content_decides_and_never_the_name(
        self, store: InputStore, tmp_path: Path, name: str
    ) -> None:
        holds = taken(store, written(tmp_path, KINDS[name], name)).holds
        assert isinstance(holds, AudioFacts)
        assert (holds.channels, holds.sample_rate // 1000) in [(2, 32), (2, 48)]

    def test_midi_called_wav_is_a_melody(self, store: InputStore, tmp_path: Path) -> None:
        one = taken(store, written(tmp_path, tune(), "tune.wav"), "melody")
        assert isinstance(one.holds, Tune)
        assert one.file.path.endswith(".mid")

    @pytest.mark.parametrize("field", ["init", "continuation"])
    def test_midi_is_refused_where_audio_belongs(
        self, store: InputStore, tmp_path: Path, field: str
    ) -> None:
        audio = written(tmp_path, tune(), "tune.mid")
        for _ in range(2):  # also once it is known as a melody
            with pytest.raises(InvalidRequest, match=f"tune.mid is MIDI, and {field} takes audio"):
                taken(store, audio, field)
            taken(store, audio, "melody")

    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"", "x.wav is empty"),
            (b"\0\0\0\x20ftypM4A " + bytes(64), "x.wav is M4A or MP4, which is not read"),
            (bytes.fromhex("3026b2758e66cf11") + bytes(64), "x.wav is WMA, which is not read"),
            (b"wvpk" + bytes(64), "x.wav is WavPack, which is not read"),
            (b"\xff\xf1\x50\x80" + bytes(64), "x.wav is AAC, which is not read"),
            (b"OggS" + bytes(24) + b"Speex   " + bytes(64), "Speex, which is not read"),
            (b"RIFF\x10\0\0\0AVI " + bytes(64), "x.wav is AVI, which is not read"),
            (b"PK\x03\x04" + bytes(64), "a ZIP archive, which is not read"),
            (b"dear diary", "x.wav is of a kind that is not read"),
            (bytes(1000), "x.wav is of a kind that is not read"),
        ],
    )
    def test_what_is_not_read_is_named(
        self, store: InputStore, tmp_path: Path, content: bytes, says: str
    ) -> None:
        with pytest.raises(InvalidRequest, match=says) as refused:
            taken(store, written(tmp_path, content, "x.wav"))
        assert refused.value.field == "init"
        assert left_over(tmp_path) == []


class TestRefusing:
    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (sound(np.zeros((0, 1), np.float32)), "holds no audio"),
            (sound(noise(1)), "lasts 0.031 ms"),
            (sound(noise(1500)), "lasts 47 ms"),
            (sound(np.zeros((601 * 2000, 1), np.float32), 2000), "is longer than 600 s"),
            (sound(noise(4000), 1000), "says it has 1000 samples a second"),
            (sound(np.full((4000, 1), np.nan), subtype="FLOAT"), "samples that are not numbers"),
            (sound(np.full((4000, 1), 1e300), subtype="DOUBLE"), "samples that are not numbers"),
            (riff(pcm_format(), chunk(b"LIST", b"INFO")), "cannot be read as audio: .*data"),
            (riff(pcm_format()[:12]), "cannot be read as audio: "),
            (b"fLaC" + bytes(100), "cannot be read as audio: "),
            (sound(noise(4000), form="OGG")[:300], "cannot be read as audio: "),
            (b"RF64" + bytes(100), "is of a kind|cannot be read as audio: "),
        ],
    )
    def test_each_has_a_reason_of_its_own_and_leaves_nothing(
        self, store: InputStore, tmp_path: Path, content: bytes, says: str
    ) -> None:
        audio = written(tmp_path, content, "take 1.wav")
        with pytest.raises(InvalidRequest, match=f"^take 1.wav .*{says}") as refused:
            taken(store, audio, "continuation")
        assert refused.value.field == "continuation"
        assert str(tmp_path) not in str(refused.value)
        assert not refused.value.message.endswith(": ")
        assert left_over(tmp_path) == []

    @pytest.mark.parametrize(
        ("audio", "error", "says", "field"),
        [
            (InputAudio(path="/nowhere/hum.wav"), NotFound, "there is no file /", "init.path"),
            (InputAudio(path="/dev/zero"), NotFound, "/dev/zero is no file", "init.path"),
            (InputAudio(path="/" + "a" * 300), InvalidRequest, "cannot be read: ", "init.path"),
            (InputAudio(path="/a\0b"), NotFound, "there is no file /", "init.path"),
            (InputAudio(path="hum.wav"), InvalidRequest, "absolute", "init.path"),
            (InputAudio(), InvalidRequest, "a path or an upload", "init"),
            (InputAudio(upload="none"), NotFound, "no upload none", "init.upload"),
        ],
    )
    def test_what_cannot_be_reached_is_named(
        self,
        store: InputStore,
        audio: InputAudio,
        error: type[TonekilnError],
        says: str,
        field: str,
    ) -> None:
        with pytest.raises(error, match=says) as refused:
            taken(store, audio)
        assert refused.value.field == field

    def test_a_folder_is_no_file(self, store: InputStore, tmp_path: Path) -> None:
        with pytest.raises(NotFound, match="is no file"):
            taken(store, InputAudio(path=str(tmp_path)))

    def test_a_name_of_many_lines_is_shown_on_one(self) -> None:
        assert shown_name("a\nb\x1b[31m.wav") == "a\\nb\\x1b[31m.wav"
        assert len(shown_name("x" * 1000)) == 120


class Full:
    """A file on a disk that has no room."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __enter__(self) -> Full:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> int:
        self._file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Uploads are opened by their path, copies by a function that closes them to others."""

    def on_it(opened: Callable[..., IO[bytes]]) -> Callable[..., object]:
        def open_on_it(path: Path, mode: str = "r", *rest: object, **named: object) -> object:
            file = opened(path, mode, *rest, **named)
            return Full(file) if mode in ("xb", "ab") else file

        return open_on_it

    monkeypatch.setattr(Path, "open", on_it(Path.open))
    monkeypatch.setattr("builtins.open", on_it(open))


class TestDisk:
    def test_a_copy_that_does_not_fit_leaves_nothing(
        self, store: InputStore, tmp_path: Path, full_disk: None
    ) -> None:
        audio = InputAudio(path=str(tmp_path / "hum.wav"))
        (tmp_path / "hum.wav").write_bytes(HUM)
        with pytest.raises(StorageFull, match="full"):
            taken(store, audio)
        assert left_over(tmp_path) == []

    def test_a_home_that_cannot_be_written_to_is_not_the_files_fault(
        self, store: InputStore, tmp_path: Path
    ) -> None:
        (tmp_path / "inputs").write_text("in the way")
        with pytest.raises(InternalError, match="inputs cannot be written to: "):
            taken(store, written(tmp_path, HUM))

    def test_an_upload_that_does_not_fit_leaves_nothing(
        self, store: InputStore, tmp_path: Path, full_disk: None
    ) -> None:
        with pytest.raises(StorageFull, match="full"):
            store.receive(b"c", Upload(upload="u"), HUM)
        assert left_over(tmp_path) == []

    def test_room_is_looked_for_before_anything_is_written(
        self, store: InputStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Usage:
            free = 1000

        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage)
        audio = written(tmp_path, HUM)
        for ask in (
            lambda: taken(store, audio),
            lambda: store.receive(b"c", Upload(upload="u"), HUM),
        ):
            with pytest.raises(StorageFull, match=r"has 0.0 MB free"):
                ask()
        assert not (tmp_path / "inputs").exists()

    def test_leftovers_of_earlier_runs_are_swept(self, tmp_path: Path) -> None:
        folder = tmp_path / "inputs"
        (folder / "uploads").mkdir(parents=True)
        kept = folder / ("a" * 64 + ".wav")
        for path in (
            kept,
            folder / f"{kept.name}.31641.part",
            folder / ".0123.part",
            folder / "uploads" / ".owner-up.part",
            folder / "uploads" / "owner-whole",
            folder / "uploads" / "owner-old",
        ):
            path.write_bytes(HUM)
        os.utime(folder / "uploads" / "owner-old", (0, 0))
        InputStore(folder).sweep_leftovers()
        assert left_over(tmp_path) == [kept.name, "owner-whole"]


class TestUploads:
    def test_a_whole_upload_is_moved_and_not_copied(
        self, store: InputStore, tmp_path: Path
    ) -> None:
        one = taken(store, upload(store, "up-1", HUM))
        assert one.file.name == "remote.wav"
        assert Path(one.file.path).read_bytes() == HUM
        assert left_over(tmp_path) == [Path(one.file.path).name]

    def test_the_same_upload_may_be_named_again(self, store: InputStore) -> None:
        audio = upload(store, "up-1", HUM)
        one = taken(store, audio, "init")
        assert store.is_known(audio, "melody")
        assert taken(store, audio, "melody") == one

    def test_one_that_is_not_whole_is_refused(self, store: InputStore) -> None:
        audio = upload(store, "up-1", HUM, last=False)
        with pytest.raises(InvalidRequest, match="the upload up-1 is not whole"):
            taken(store, audio)

    def test_a_chunk_sent_twice_is_answered_twice(self, store: InputStore) -> None:
        first = Upload(upload="u")
        assert store.receive(b"c", first, HUM[:100]).received == 100
        assert store.receive(b"c", first, HUM[:100]).received == 100
        last = Upload(upload="u", offset=100, last=True)
        for _ in range(2):
            assert store.receive(b"c", last, HUM[100:]).received == len(HUM)
        assert Path(taken(store, InputAudio(upload="u")).file.path).read_bytes() == HUM
        with pytest.raises(InvalidRequest, match="in order"):
            store.receive(b"c", Upload(upload="v", offset=7), HUM)

    def test_one_upload_is_never_taken_for_another(self, store: InputStore) -> None:
        upload(store, "x-a", HUM)
        with pytest.raises(NotFound):
            taken(store, InputAudio(upload="a"))

    def test_its_damaged_header_is_mended_too(self, store: InputStore, tmp_path: Path) -> None:
        broken = riff(pcm_format(), chunk(b"data", pcm(noise(4000, 1)), claimed=0))
        one = taken(store, upload(store, "up-1", broken))
        assert one.mended
        assert left_over(tmp_path) == [Path(one.file.path).name]


class TestTwoAtOnce:
    @pytest.mark.parametrize("uploaded", [True, False])
    def test_a_request_sent_again_while_it_is_read_finds_the_same(
        self,
        store: InputStore,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        uploaded: bool,
    ) -> None:
        audio = upload(store, "up-1", HUM) if uploaded else written(tmp_path, HUM)
        reading, go_on, listen = threading.Event(), threading.Event(), store_module.audio_facts

        def slowly(*given: object) -> AudioFacts:
            reading.set()
            assert go_on.wait(60)
            return listen(*given)  # type: ignore[arg-type]

        monkeypatch.setattr(store_module, "audio_facts", slowly)
        with ThreadPoolExecutor(2) as threads:
            first = threads.submit(taken, store, audio)
            assert reading.wait(60)
            second = threads.submit(taken, store, audio)
            go_on.set()
            assert first.result(60) == second.result(60)
        assert len(left_over(tmp_path)) == 1


class TestRemoving:
    def test_what_is_held_or_needed_stays(self, store: InputStore, tmp_path: Path) -> None:
        with store.kept.holding() as held:
            one = store.take_in(written(tmp_path, HUM, "a.wav"), "init", held)
            two = taken(store, written(tmp_path, sound(noise(4001)), "b.wav"))
            three = taken(store, written(tmp_path, sound(noise(4002)), "c.wav"))
            assert store.kept.remove_all_but({two.file.sha256}) == 1
            assert store.kept.find(three.file.sha256, set()) is None
            # Once known, it is held without being read again.
            with store.kept.holding() as other:
                store.take_in(written(tmp_path, HUM, "a.wav"), "init", other)
                assert other == held == {one.file.sha256}
        assert store.kept.remove_all_but({two.file.sha256}) == 1
        assert store.usage()[0] == 1

    def test_files_of_somebody_else_are_left_alone(self, store: InputStore, tmp_path: Path) -> None:
        (tmp_path / "inputs").mkdir()
        (tmp_path / "inputs" / "notes.txt").write_text("mine")
        assert store.kept.remove_all_but(set()) == 0
        assert left_over(tmp_path) == ["notes.txt"]


def test_a_melody_remembers_little_of_a_long_file(store: InputStore, tmp_path: Path) -> None:
    long = header() + track(*(notes(SCALE, 10) for _ in range(500)))
    holds = taken(store, written(tmp_path, long, "a.mid"), "melody").holds
    assert isinstance(holds, Tune)
    assert len(holds.notes) <= 4

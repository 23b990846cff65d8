"""What is taken in is known by its content; what cannot be has its reason."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from tests.foreign_files import chunk, noise, pcm_format, riff, sound, tune
from tests.unit.inputs.stored import left_over, taken, written

from tonekiln.protocol import InputAudio
from tonekiln.protocol.errors import InvalidRequest, NotFound, TonekilnError
from tonekilnd.inputs.audio_facts import AudioFacts
from tonekilnd.inputs.sources import shown_name
from tonekilnd.inputs.store import InputStore
from tonekilnd.inputs.tune import Tune

ROOT = Path("/").absolute()
"""`/`, or the drive that this runs on."""
OF_LINUX = (
    ()
    if sys.platform == "win32"
    else (
        (InputAudio(path="/dev/zero"), NotFound, "/dev/zero is no file", "init.path"),
        (InputAudio(path="/" + "a" * 300), InvalidRequest, "cannot be read: ", "init.path"),
    )
)
"""Devices among the files, and a name too long: to Windows that is no name at all."""

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
            (
                InputAudio(path=f"{ROOT}nowhere"),
                NotFound,
                "there is no file .*nowhere",
                "init.path",
            ),
            (InputAudio(path=f"{ROOT}a\0b"), NotFound, "there is no file ", "init.path"),
            *OF_LINUX,
            (InputAudio(path="hum.wav"), InvalidRequest, "absolute", "init.path"),
            (InputAudio(), InvalidRequest, "a path or an upload", "init"),
            (InputAudio(upload="0-none"), NotFound, "no upload none", "init.upload"),
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

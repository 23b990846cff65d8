"""Headers that DAWs play around: the samples that are there are heard, with a note."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from tests.foreign_files import chunk, noise, pcm, pcm_format, riff, sound

from tonekiln.protocol import InputAudio
from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.inputs.audio import read_audio
from tonekilnd.inputs.audio_facts import AudioFacts
from tonekilnd.inputs.store import InputStore, TakenIn

SAMPLES = noise(6400, channels=2)
DATA = pcm(SAMPLES)
FORMAT = pcm_format(channels=2)
SOUND = chunk(b"data", DATA)
UNKNOWN = 0xFFFFFFFF
CAF = sound(SAMPLES, form="CAF")
AIFF = sound(SAMPLES, form="AIFF")
RF64 = sound(SAMPLES, form="RF64")


def caf_size(size: int) -> bytes:
    place = CAF.rindex(b"data") + 4
    return CAF[:place] + struct.pack(">q", size) + CAF[place + 8 :]


def big_endian() -> bytes:
    form = struct.pack(">HHIIHH", 1, 2, 32_000, 128_000, 4, 16)
    data = np.frombuffer(DATA, "<i2").astype(">i2").tobytes()
    body = b"WAVEfmt " + struct.pack(">I", 16) + form + b"data\0\0\0\0" + data
    return b"RIFX" + struct.pack(">I", len(body)) + body


def without_its_size(rf64: bytes) -> bytes:
    place = rf64.index(b"ds64") + 8
    return rf64[:place] + bytes(24) + rf64[place + 24 :]


MENDED = {
    "the recorder crashed": riff(FORMAT, chunk(b"data", DATA, claimed=0), size=0),
    "its RIFF size alone was written": riff(FORMAT, chunk(b"data", DATA, claimed=0)),
    "a chunk without its pad byte": riff(FORMAT, chunk(b"LIST", b"INFOx", pad=False), SOUND),
    "such a chunk first": riff(chunk(b"bext", b"x" * 603, pad=False), FORMAT, SOUND),
    "two such chunks": riff(
        chunk(b"LIST", b"INFOx", pad=False), FORMAT, chunk(b"cue ", b"abc", pad=False), SOUND
    ),
    "samples before their format": riff(SOUND, FORMAT),
    "a tag before it": b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) + riff(FORMAT, SOUND),
    "big-endian and crashed": big_endian(),
    "a chunk that says it is longer than the file": riff(
        FORMAT, chunk(b"LIST", b"INFO", claimed=10**8), SOUND
    ),
    "a chunk that says it is shorter than it is": riff(
        FORMAT, chunk(b"LIST", b"INFOabcdefgh", claimed=4), SOUND
    ),
    "bytes between chunks": riff(FORMAT, bytes(7), SOUND),
    "a peak chunk that is none": riff(FORMAT, chunk(b"PEAK", b"abc"), SOUND),
    "RF64 without its size": without_its_size(RF64),
    "CAF that is still open": caf_size(-1),
    "CAF without a size": caf_size(0),
    "CAF that promises more": caf_size(10**9),
    "two lots of samples": riff(FORMAT, SOUND, chunk(b"data", DATA[:400])),
}
AS_IT_IS = {
    "RIFF size 0": riff(FORMAT, SOUND, size=0),
    "RIFF size unknown": riff(FORMAT, SOUND, size=UNKNOWN),
    "RIFF size too small": riff(FORMAT, SOUND, size=36),
    "RIFF size too large": riff(FORMAT, SOUND, size=10**9),
    "data size unknown": riff(FORMAT, chunk(b"data", DATA, claimed=UNKNOWN)),
    "a padded chunk": riff(FORMAT, chunk(b"LIST", b"INFOx"), SOUND),
    "chunks behind": riff(FORMAT, SOUND, chunk(b"LIST", b"INFO"), chunk(b"smpl", bytes(36))),
    "AIFF that is still open": AIFF[:4] + bytes(4) + AIFF[8:],
}
CUT = {
    "data size too large": riff(FORMAT, chunk(b"data", DATA, claimed=2 * len(DATA))),
    "cut off": riff(FORMAT, SOUND)[: -len(DATA) // 2],
    "cut off after an odd chunk": riff(chunk(b"LIST", b"INFOx", pad=False), FORMAT, SOUND)[
        : -len(DATA) // 2
    ],
    "AIFF": AIFF[:9000],
    "FLAC": sound(noise(64_000), form="FLAC")[:120_000],
}


def taken(tmp_path: Path, content: bytes) -> TakenIn:
    file = tmp_path / "take.wav"
    file.write_bytes(content)
    return InputStore(tmp_path / "inputs").take_in(InputAudio(path=str(file)), "init", set())


def heard(one: TakenIn) -> np.ndarray:
    return read_audio(one.file, 32_000, 2, "init")


@pytest.mark.parametrize("name", MENDED)
def test_samples_behind_a_damaged_header_are_heard(tmp_path: Path, name: str) -> None:
    one = taken(tmp_path, MENDED[name])
    assert one.mended
    np.testing.assert_allclose(heard(one).T, SAMPLES, atol=1 / 16000)


@pytest.mark.parametrize("name", AS_IT_IS)
def test_what_is_read_all_the_same_is_kept_as_it_is(tmp_path: Path, name: str) -> None:
    one = taken(tmp_path, AS_IT_IS[name])
    assert not one.mended
    assert Path(one.file.path).read_bytes() == AS_IT_IS[name]
    np.testing.assert_allclose(heard(one).T, SAMPLES, atol=1 / 16000)


@pytest.mark.parametrize("name", CUT)
def test_what_ends_too_early_is_heard_as_far_as_it_goes(tmp_path: Path, name: str) -> None:
    one = taken(tmp_path, CUT[name])
    assert isinstance(one.holds, AudioFacts)
    assert one.holds.missing_frames > 0
    assert heard(one).shape[1] == one.holds.frames > 0


@pytest.mark.parametrize(
    "content",
    [
        riff(FORMAT, chunk(b"data", b"")),
        riff(FORMAT, chunk(b"data", b""), chunk(b"LIST", b"INFO" + bytes(4000))),
        riff(FORMAT),
        riff(FORMAT, chunk(b"data", b"", claimed=2**32 - 2)),
        riff(SOUND),
        riff(chunk(b"fmt ", b"short"), SOUND),
    ],
)
def test_where_no_samples_are_none_are_invented(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InvalidRequest, match=r"take.wav (holds no audio|cannot be read as audio)"):
        taken(tmp_path, content)


def test_a_mended_file_is_known_by_what_is_kept(tmp_path: Path) -> None:
    one = taken(tmp_path, MENDED["the recorder crashed"])
    two = taken(tmp_path, MENDED["a chunk without its pad byte"])
    assert one.file == two.file

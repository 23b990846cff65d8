"""Audio of any kind as a model takes it: at its rate, with its channels, within full scale."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import soxr
from tests.foreign_files import chunk, noise, riff, sound

from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.domain import InputFile
from tonekilnd.inputs.audio import read_audio


def given(tmp_path: Path, content: bytes, name: str = "hum.wav") -> InputFile:
    file = tmp_path / ("0" * 64 + ".wav")
    file.write_bytes(content)
    return InputFile(path=str(file), sha256="0" * 64, name=name)


def test_a_tone_is_resampled_and_made_mono(tmp_path: Path) -> None:
    tone = np.sin(2 * np.pi * 440 * np.arange(48000) / 48000).astype(np.float32)
    file = given(tmp_path, sound(np.stack([tone, 0 * tone], axis=1), 48000, "FLAC"))
    read = read_audio(file, 32000, 1, "init")
    assert read.shape == (1, 32000)
    assert np.abs(np.fft.rfft(read[0])).argmax() == 440


@pytest.mark.parametrize("rate", [8000, 44100, 48000])
@pytest.mark.parametrize("channels", [1, 2])
def test_block_by_block_is_sample_for_sample_the_same_as_all_at_once(
    tmp_path: Path, rate: int, channels: int
) -> None:
    samples = noise(50_000)
    file = given(tmp_path, sound(samples, rate, subtype="FLOAT"))
    whole = soxr.resample(samples, rate, 44100, quality="VHQ") if rate != 44100 else samples
    expected = whole.T.mean(axis=0, keepdims=True) if channels == 1 else whole.T
    np.testing.assert_array_equal(read_audio(file, 44100, channels, "init"), expected)


@pytest.mark.parametrize("content", [b"", b"not audio", b"RIFF\x00\x00\x00\x00WAVE"])
def test_what_is_no_audio_is_refused_by_field_and_name(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_audio(given(tmp_path, content), 32000, 1, "continuation")
    assert refused.value.field == "continuation"
    assert refused.value.message.startswith("hum.wav cannot be read as audio: ")
    assert str(tmp_path) not in str(refused.value)


@pytest.mark.parametrize(
    "content",
    [
        riff(chunk(b"fmt ", struct.pack("<HHIIHH", 1, 2, 0, 0, 4, 16)), chunk(b"data", bytes(64))),
        "text of another program".encode("utf-16"),
        b"\xff\xfb\x90\x44" + bytes(8),
    ],
)
def test_what_a_library_says_of_itself_is_told_to_nobody(tmp_path: Path, content: bytes) -> None:
    """A file was called an internal error, or perhaps a pipe."""
    with pytest.raises(InvalidRequest) as refused:
        read_audio(given(tmp_path, content), 32000, 1, "init")
    assert "it is damaged" in refused.value.message or "holds no audio" in refused.value.message


def test_loud_channels_do_not_add_up_to_infinity(tmp_path: Path) -> None:
    samples = np.full((9000, 2), 9e11, dtype=np.float32)
    read = read_audio(given(tmp_path, sound(samples, 44100, subtype="FLOAT")), 32000, 1, "init")
    assert np.isfinite(read).all()


def test_a_file_that_is_gone_is_refused_by_its_name(tmp_path: Path) -> None:
    gone = InputFile(path=str(tmp_path / "digest.wav"), sha256="", name="verse.wav")
    with pytest.raises(
        InvalidRequest, match=r"verse.wav cannot be read as audio: (No such file|File not found)"
    ):
        read_audio(gone, 32000, 1, "init")


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 3e38, -1e13])
def test_what_is_no_number_is_refused(tmp_path: Path, value: float) -> None:
    samples = noise(9000)
    samples[8999, 1] = value
    with pytest.raises(InvalidRequest, match="holds samples that are not numbers"):
        read_audio(given(tmp_path, sound(samples, subtype="FLOAT")), 32000, 1, "melody")


@pytest.mark.parametrize(("level", "peak"), [(31.6, 1.0), (1.5, 1.0), (1.005, 1.005), (0.5, 0.5)])
def test_what_goes_over_full_scale_is_brought_down_to_it(
    tmp_path: Path, level: float, peak: float
) -> None:
    samples = noise(4000)
    samples *= np.float32(level / np.abs(samples).max())
    read = read_audio(given(tmp_path, sound(samples, subtype="FLOAT")), 32000, 2, "init")
    assert np.abs(read).max() == pytest.approx(peak, rel=1e-5)

"""Clips' files, read back by others' readers."""

import hashlib
import struct
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.wav_facts import wav_facts
from wavinfo import WavInfoReader

from tonekiln.protocol import Meter
from tonekiln.protocol.errors import InvalidRequest, NotFound
from tonekilnd.library.wav import (
    MAX_PROVENANCE_BYTES,
    audio_sha256,
    read_audio,
    read_provenance,
    write_wav,
)

FACTS = wav_facts(
    title="dusty-drums_120bpm_Am_4bars_7f3a",
    prompt="dusty drums, très lo-fi",
    seed=7,
    key="Am",
    created=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    provenance='{"prompt": "très"}'.encode(),
    lufs=-14.02,
    true_peak_dbtp=-1.2,
    time_reference=5_000_000_000,
)
NOISE = np.random.default_rng(1).uniform(-1, 1, (2, 384_000)).astype(np.float32)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "clip.wav"


def chunk(path, ident):
    data = path.read_bytes()
    offset = 12
    while offset < len(data):
        size = struct.unpack_from("<I", data, offset + 4)[0]
        if data[offset : offset + 4] == ident:
            return data[offset + 8 : offset + 8 + size]
        offset += 8 + size + size % 2
    return None


def test_samples_come_back_exactly_at_24_bit(path):
    written = write_wav(path, NOISE, FACTS)
    ints, rate = soundfile.read(path, dtype="int32", always_2d=True)
    expected = np.clip(np.rint(NOISE.astype(np.float64) * 2**23), -(2**23), 2**23 - 1)
    assert rate == 48_000
    assert np.array_equal(ints >> 8, expected.T)
    assert soundfile.info(path).subtype == "PCM_24"
    assert written.bytes == path.stat().st_size


def test_samples_come_back_exactly_as_floats(path):
    write_wav(path, NOISE * 3, FACTS, subtype="FLOAT")
    audio, rate = read_audio(path)
    assert np.array_equal(audio, NOISE * 3)
    assert rate == 48_000
    assert soundfile.info(path).subtype == "FLOAT"


def test_a_file_read_and_written_again_has_the_same_samples(path, tmp_path):
    first = write_wav(path, NOISE, FACTS)
    audio, _ = read_audio(path)
    again = write_wav(tmp_path / "again.wav", audio, replace(FACTS, title="another"))
    assert again.audio_sha256 == first.audio_sha256


def test_samples_outside_full_scale_are_cut_off_not_wrapped(path):
    write_wav(path, np.array([[2.0, -2.0], [1.0, -1.0]], dtype=np.float32), FACTS)
    ints, _ = soundfile.read(path, dtype="int32")
    assert (ints >> 8).tolist() == [[2**23 - 1, 2**23 - 1], [-(2**23), -(2**23)]]


def test_the_digest_is_of_the_data_chunk_alone(path):
    written = write_wav(path, NOISE[:, :1001], FACTS)
    assert written.audio_sha256 == hashlib.sha256(chunk(path, b"data")).hexdigest()
    assert audio_sha256(path) == written.audio_sha256


@settings(max_examples=30, deadline=None)
@given(
    frames=st.integers(1, 300),
    channels=st.integers(1, 2),
    prompt=st.text(max_size=300),
    provenance=st.binary(max_size=50),
    subtype=st.sampled_from(["PCM_24", "FLOAT"]),
)
def test_whatever_the_lengths_every_chunk_is_where_its_size_says(
    tmp_path_factory, frames, channels, prompt, provenance, subtype
):
    path = tmp_path_factory.mktemp("wav") / "clip.wav"
    facts = replace(FACTS, prompt=prompt, provenance=provenance)
    write_wav(path, NOISE[:channels, :frames], facts, subtype=subtype)
    data = path.read_bytes()
    assert struct.unpack_from("<I", data, 4)[0] == len(data) - 8
    assert soundfile.info(path).frames == frames
    assert read_provenance(path) == provenance


def test_an_odd_data_chunk_is_padded(path):
    write_wav(path, NOISE[:1, :3], FACTS)
    assert path.stat().st_size % 2 == 0
    assert soundfile.info(path).frames == 3


def test_bext_says_where_when_and_how_loud(path):
    write_wav(path, NOISE, FACTS)
    bext = WavInfoReader(str(path)).bext
    assert bext.time_reference == 5_000_000_000
    assert bext.originator == "Tonekiln"
    assert bext.originator_ref == "0123456789abcdef"
    assert bext.description == "dusty drums, tres lo-fi"
    assert (bext.originator_date, bext.originator_time) == ("2026-01-02", "03:04:05")
    assert (bext.loudness_value, bext.max_true_peak) == (-14.02, -1.2)
    assert bext.coding_history.rstrip().endswith("T=Tonekiln sketch (procedural)")


def test_info_names_the_engine_and_its_kind(path):
    write_wav(path, NOISE, FACTS)
    info = WavInfoReader(str(path)).info
    assert info.title == FACTS.title
    assert info.artist == "sketch (procedural)"
    assert info.comment == "dusty drums, tres lo-fi"
    assert info.copyright == "MIT"
    with soundfile.SoundFile(path) as file:
        assert file.title == FACTS.title


@pytest.mark.parametrize("encoding", ["latin_1", "utf-8", "shift_jis"])
def test_words_in_any_script_read_true_whatever_a_reader_takes_them_for(path, encoding):
    words = "тяжёлый ドラム, “brushed” & <dusty>"
    write_wav(path, NOISE, replace(FACTS, prompt=words, title="ドラム_120bpm"))
    read = WavInfoReader(str(path), info_encoding=encoding)
    assert read.info.comment == 'tyazhelyy doramu, "brushed" & <dusty>'
    assert read.info.title == "doramu_120bpm"
    assert read.bext.description == read.info.comment
    parsed = etree.fromstring(chunk(path, b"iXML"))
    assert parsed.findtext("NOTE") == words
    assert parsed.findtext("USER") == "ドラム_120bpm"
    assert parsed.findtext("FILE_UID") == FACTS.clip_id
    assert read.ixml is not None


def test_smpl_loops_over_the_whole_clip(path):
    write_wav(path, NOISE, FACTS)
    smpl = WavInfoReader(str(path)).smpl
    (loop,) = smpl.sample_loops
    assert (loop.start, loop.end, loop.repetition_count) == (0, 383_999, 0)
    assert smpl.midi_note == 69


def test_acid_carries_tempo_meter_and_root(path):
    write_wav(path, NOISE, replace(FACTS, meter=Meter(6, 8)))
    flags, root, _, _, beats, denominator, numerator, bpm = struct.unpack(
        "<IHHfIHHf", chunk(path, b"acid")
    )
    assert flags == 4 | 2
    assert (root, beats, denominator, numerator, bpm) == (69, 16, 8, 6, 120.0)


def test_without_a_key_there_is_no_root_note(path):
    write_wav(path, NOISE, replace(FACTS, key=None))
    assert struct.unpack_from("<I", chunk(path, b"acid"))[0] == 4


def test_one_shots_do_not_loop(path):
    write_wav(path, NOISE, replace(FACTS, one_shot=True))
    assert struct.unpack_from("<I", chunk(path, b"acid"))[0] & 1
    assert struct.unpack_from("<9I", chunk(path, b"smpl"))[7] == 0


def test_what_was_not_measured_is_marked_so(path):
    write_wav(path, NOISE, replace(FACTS, lufs=None, true_peak_dbtp=None))
    bext = WavInfoReader(str(path)).bext
    assert bext.loudness_value == bext.max_true_peak == bext.loudness_range == 327.67


def test_provenance_comes_back(path):
    write_wav(path, NOISE, FACTS)
    assert read_provenance(path) == FACTS.provenance


def test_too_much_provenance_is_refused(path):
    with pytest.raises(ValueError, match="megabyte"):
        write_wav(path, NOISE, replace(FACTS, provenance=bytes(MAX_PROVENANCE_BYTES + 1)))
    assert not path.exists()


def test_a_clip_that_no_wav_can_hold_is_refused(path):
    endless = np.broadcast_to(np.float32(0), (2, 2**29))
    with pytest.raises(ValueError, match="longer"):
        write_wav(path, endless, FACTS)
    assert not path.exists()


def test_a_clip_is_never_overwritten(path):
    written = write_wav(path, NOISE, FACTS)
    with pytest.raises(FileExistsError):
        write_wav(path, -NOISE, FACTS)
    assert audio_sha256(path) == written.audio_sha256


def test_files_that_are_not_there_or_not_audio(tmp_path):
    for read in (read_audio, read_provenance, audio_sha256):
        with pytest.raises(NotFound):
            read(tmp_path / "none.wav")
    text = tmp_path / "text.wav"
    text.write_bytes(b"hello")
    for read in (read_audio, read_provenance, audio_sha256):
        with pytest.raises(InvalidRequest):
            read(text)


def test_another_programs_wav_has_no_provenance(path):
    soundfile.write(path, NOISE.T, 48_000)
    with pytest.raises(NotFound, match="tkln"):
        read_provenance(path)

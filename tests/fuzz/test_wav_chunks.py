"""Whatever a file in the library holds, reading it ends in an answer or a typed error."""

import io
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wav_facts import wav_facts

from tonekiln.protocol.errors import InvalidRequest, NotFound
from tonekilnd.library.chunks import find_chunks
from tonekilnd.library.wav import (
    audio_sha256,
    read_audio,
    read_provenance,
    write_wav,
)

FACTS = wav_facts(provenance=b'{"a": 1}')


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "clip.wav"
    write_wav(path, np.zeros((2, 20), dtype=np.float32), FACTS)
    return path.read_bytes()


def answers(path):
    for read in (read_provenance, audio_sha256, read_audio):
        try:
            read(path)
        except (NotFound, InvalidRequest):
            pass


def test_a_file_cut_off_anywhere(tmp_path, whole):
    path = tmp_path / "cut.wav"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        answers(path)


@given(place=st.integers(0, 2000), byte=st.integers(0, 255), data=st.data())
def test_a_file_with_a_byte_gone_wrong(tmp_path_factory, whole, place, byte, data):
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        broken[place % len(broken)] = byte
        place = place * 31 + 7
    path = tmp_path_factory.getbasetemp() / "broken.wav"
    path.write_bytes(broken)
    answers(path)


@given(st.binary(max_size=400))
def test_chunks_of_any_bytes_lie_inside_the_file(body):
    file = io.BytesIO(b"RIFF" + struct.pack("<I", len(body)) + b"WAVE" + body)
    for found in find_chunks(file):
        assert found.offset + found.size <= len(body) + 12


def test_a_long_row_of_zeros_ends_soon():
    file = io.BytesIO(b"RIFF\0\0\0\0WAVE" + bytes(1 << 22))
    assert len(list(find_chunks(file))) <= 1000

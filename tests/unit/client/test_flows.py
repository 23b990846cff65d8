"""Operations of more than one question: pages, chunks, uploads."""

import io
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tonekiln.client import flows
from tonekiln.client.uploading import with_uploads
from tonekiln.protocol import (
    BarSpan,
    ClipChunk,
    ClipList,
    FetchClip,
    Generate,
    Inpaint,
    InputAudio,
    Ok,
    Received,
    SearchClips,
    Upload,
    UploadDone,
    limits,
)
from tonekiln.protocol.errors import InternalError, InvalidRequest, NotFound
from tonekiln.protocol.publish.examples.library import CLIP

REQUEST = Generate(bpm=Decimal(120), bars=4)


def carry(flow, answer):
    """Run a flow against a function from question to reply; returns what it returned."""
    try:
        ask = next(flow)
        while True:
            message, payload = answer(ask)
            ask = flow.send(
                Received(id="r", parent="q", seq=None, message=message, payload=payload)
            )
    except StopIteration as end:
        return end.value


@given(st.integers(0, 3 * limits.MAX_SEARCH_RESULTS))
def test_the_whole_library_comes_page_by_page(count):
    clips = tuple(replace(CLIP, clip_id=f"c{number}") for number in range(count))

    def page(ask):
        assert isinstance(ask.message, SearchClips)
        start = ask.message.offset
        return ClipList(clips=clips[start : start + ask.message.limit], total=count), ()

    found = carry(flows.search_all(SearchClips(words="x", limit=7)), page)
    assert found.clips == clips
    assert found.total == count


def test_a_library_that_shrinks_meanwhile_ends_the_search():
    pages = iter([ClipList(clips=(CLIP,), total=2), ClipList(clips=(), total=1)])
    found = carry(flows.search_all(SearchClips()), lambda _: (next(pages), ()))
    assert found.clips == (CLIP,)


@given(st.binary(max_size=5000), st.integers(1, 700))
def test_a_file_is_fetched_chunk_by_chunk(data, chunk):
    def read(ask):
        assert isinstance(ask.message, FetchClip)
        start = ask.message.offset
        reply = ClipChunk(clip_id="c", offset=start, file_bytes=len(data))
        return reply, (data[start : start + chunk],)

    sink = io.BytesIO()
    assert carry(flows.fetch("c", sink), read) == len(data)
    assert sink.getvalue() == data


def test_a_file_that_breaks_off_is_an_error():
    reply = ClipChunk(clip_id="c", offset=0, file_bytes=10)
    with pytest.raises(InternalError, match="broke off"):
        carry(flows.fetch("c", io.BytesIO()), lambda _: (reply, (b"",)))


def test_an_answer_of_another_kind_is_an_error():
    with pytest.raises(InternalError, match="ok where status belongs"):
        carry(flows.status(), lambda _: (Ok(), ()))


@pytest.mark.parametrize("extra", [-1, 0, 1])
@pytest.mark.parametrize("chunks", [1, 2])
def test_inputs_are_sent_ahead_and_named_in_the_request(tmp_path: Path, chunks, extra):
    hum = tmp_path / "hum.wav"
    hum.write_bytes(b"x" * (chunks * limits.MAX_CHUNK_BYTES + extra))
    arrived = io.BytesIO()
    lasts = []

    def receive(ask):
        assert isinstance(ask.message, Upload)
        assert ask.message.offset == arrived.tell()
        arrived.write(ask.payload[0])
        lasts.append(ask.message.last)
        return UploadDone(upload=ask.message.upload, received=arrived.tell()), ()

    request = carry(with_uploads(replace(REQUEST, melody=InputAudio(path=str(hum)))), receive)
    assert arrived.getvalue() == hum.read_bytes()
    assert lasts == [False] * (len(lasts) - 1) + [True]
    assert request.melody.path is None
    assert request.melody.upload
    arrived.seek(0)
    arrived.truncate()
    spans = (BarSpan(from_=1, to=2.5),)
    edited = replace(REQUEST, inpaint=Inpaint(path=str(hum), spans=spans))
    sent = carry(with_uploads(edited), receive).inpaint
    assert (sent.path, sent.name, sent.spans) == (None, hum.name, spans)
    assert sent.upload


def test_a_request_without_inputs_asks_nothing():
    assert carry(with_uploads(REQUEST), None) is REQUEST


def test_inputs_that_cannot_be_sent_are_refused_before_anything_is(tmp_path: Path):
    empty = tmp_path / "empty.wav"
    empty.touch()
    for path, error in ((empty, InvalidRequest), (tmp_path / "none.wav", NotFound)):
        with pytest.raises(error) as refusal:
            carry(with_uploads(replace(REQUEST, init=InputAudio(path=str(path)))), None)
        assert refusal.value.field == "init"

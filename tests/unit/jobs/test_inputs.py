"""Audio that is put in: taken in once, and read again only when it has changed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tonekiln.protocol import InputAudio
from tonekiln.protocol.errors import InvalidRequest, NotFound, TonekilnError
from tonekilnd.jobs import inputs
from tonekilnd.jobs.inputs import InputStore


@pytest.fixture
def store(tmp_path: Path) -> InputStore:
    return InputStore(tmp_path / "inputs")


@pytest.fixture
def audio(tmp_path: Path) -> InputAudio:
    file = tmp_path / "hum.wav"
    file.write_bytes(b"RIFF hum")
    return InputAudio(path=str(file))


def test_a_file_is_read_once_until_it_changes(
    store: InputStore, audio: InputAudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    digest_of = inputs._file_digest
    monkeypatch.setattr(inputs, "_file_digest", lambda p: (read.append(p), digest_of(p))[1])
    assert store.must_read(audio, "melody")
    first = store.take_in(audio, "melody")
    assert not store.must_read(audio, "melody")
    assert store.take_in(audio, "init") == first
    assert len(read) == 1
    Path(audio.path or "").write_bytes(b"RIFF another hum")
    assert store.must_read(audio, "melody")
    assert store.take_in(audio, "melody").sha256 != first.sha256


def test_a_change_of_the_same_length_is_seen_by_its_time(
    store: InputStore, audio: InputAudio
) -> None:
    first = store.take_in(audio, "init")
    file = Path(audio.path or "")
    before = file.stat().st_mtime_ns
    file.write_bytes(b"RIFF hmm")
    os.utime(file, ns=(before + 1, before + 1))
    assert store.take_in(audio, "init").sha256 != first.sha256


def test_a_kept_file_that_is_gone_is_taken_in_again(store: InputStore, audio: InputAudio) -> None:
    kept = Path(store.take_in(audio, "init").path)
    kept.unlink()
    assert Path(store.take_in(audio, "init").path).read_bytes() == b"RIFF hum"


@pytest.mark.parametrize(
    ("audio", "error", "says", "field"),
    [
        (InputAudio(path="/nowhere/hum.wav"), NotFound, "there is no file", "init.path"),
        (InputAudio(), InvalidRequest, "a path or an upload", "init"),
    ],
)
def test_what_cannot_be_taken_in_is_named_and_never_read(
    store: InputStore, audio: InputAudio, error: type[TonekilnError], says: str, field: str
) -> None:
    with pytest.raises(error, match=says) as refused:
        store.take_in(audio, "init")
    assert refused.value.field == field
    assert not store.must_read(audio, "init")

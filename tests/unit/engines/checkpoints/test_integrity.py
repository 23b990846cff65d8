from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from tests.systems import files_of_posix

from tonekiln.protocol.errors import EngineUnavailable
from tonekilnd.engines.checkpoints import integrity

A_TICK_NS = 10**6
"""Windows counts in tenths of a microsecond, other systems in nanoseconds."""


def test_a_record_is_size_and_digest(tmp_path: Path) -> None:
    file = tmp_path / "w.safetensors"
    file.write_bytes(b"weights")
    known = integrity.record(file)
    assert (known.bytes, known.sha256) == (7, hashlib.sha256(b"weights").hexdigest())
    integrity.check(known)


@pytest.mark.parametrize("content", [b"weight", b"weights!", b"weightz", b""])
def test_whatever_changed_is_noticed_and_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "w.safetensors"
    file.write_bytes(b"weights")
    known = integrity.record(file)
    file.write_bytes(content)
    os.utime(file, ns=(0, known.checked_ns + A_TICK_NS))
    with pytest.raises(EngineUnavailable, match=r"w\.safetensors is damaged"):
        integrity.check(known)


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    file = tmp_path / "w.safetensors"
    file.write_bytes(b"weights")
    known = integrity.record(file)
    file.unlink()
    with pytest.raises(EngineUnavailable, match="it is gone"):
        integrity.check(known)


def test_a_file_written_again_with_the_same_content_is_no_damage(tmp_path: Path) -> None:
    file = tmp_path / "w.safetensors"
    file.write_bytes(b"weights")
    known = integrity.record(file)
    os.utime(file, ns=(0, known.checked_ns + A_TICK_NS))
    integrity.check(known)


@files_of_posix
def test_a_blob_under_another_digest_than_its_own_is_refused(tmp_path: Path) -> None:
    blob = tmp_path / hashlib.sha256(b"weights").hexdigest()
    blob.write_bytes(b"weightz")
    link = tmp_path / "model.safetensors"
    link.symlink_to(blob)
    assert integrity.known_digest(link) == blob.name
    with pytest.raises(EngineUnavailable, match="not what the hub published"):
        integrity.record(link)


def test_a_digest_of_files_does_not_depend_on_their_order() -> None:
    files = [("a", "1" * 64), ("b", "2" * 64)]
    assert integrity.digest_of(files) == integrity.digest_of(reversed(files))
    assert integrity.digest_of(files) != integrity.digest_of([("a", "2" * 64), ("b", "1" * 64)])

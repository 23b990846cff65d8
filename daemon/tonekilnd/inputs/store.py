"""The home's folder of inputs: each kept once, under the digest of its content.

Taking one in reads all of it, so it runs on a thread; everything else may run on the event loop.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from msgspec import structs

from tonekiln.platform import open_files
from tonekiln.protocol import InputAudio, Upload, UploadDone
from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.domain import InputFile

from .audio_facts import AudioFacts, audio_facts
from .input_folder import KeptInputs, digest_in
from .kinds import Kind
from .mending import Reading, reading_of
from .regular_file import open_to_read
from .sources import (
    Source,
    Stamp,
    check_takes_midi,
    kind_of_input,
    shown_name,
    source_at,
    unreachable,
)
from .tune import Tune, read_tune
from .uploads import Uploads

_MOST_KNOWN = 256


@dataclass(frozen=True, slots=True)
class TakenIn:
    """An input that is kept, and what it holds.

    Attributes:
        holds: of a tune its outline only.
        mended: whether its header was wrong, and was put right in the kept copy.
    """

    file: InputFile
    holds: AudioFacts | Tune
    mended: bool = False


class InputStore:
    """Kept inputs by digest, uploads while they arrive."""

    def __init__(self, folder: Path) -> None:
        self.kept = KeptInputs(folder)
        self._uploads = Uploads(folder / "uploads")
        self._known: OrderedDict[Stamp, TakenIn] = OrderedDict()
        self._taking: dict[InputAudio, tuple[threading.Lock, int]] = {}
        """What is being read at this moment, and by how many."""
        self._lock = threading.Lock()
        """Held for the two tables."""

    def receive(self, client: bytes, upload: Upload, data: bytes) -> UploadDone:
        """Take one chunk of an upload in.

        Raises:
            InvalidRequest: the chunk is not the next one, or the upload grows too long.
            StorageFull: the disk is full.
        """
        self.kept.check_disk(len(data), "the upload")
        return self._uploads.receive(client, upload, data)

    def bytes_to_copy(self, audio: InputAudio, field: str) -> int:
        """How much taking this in adds to the folder at most. Raises as `take_in`."""
        if self._is_being_taken(audio):
            return 0
        source = self._source(audio, field)
        if source.upload is not None or self._known_as(source, field, set()) is not None:
            return 0
        try:
            return source.path.stat().st_size
        except OSError as error:
            raise unreachable(source.name, field, error) from error

    def take_in(self, audio: InputAudio, field: str, held: set[str]) -> TakenIn:
        """Read an input through and keep it, once; an upload that is whole is moved.

        Args:
            audio: a path, or an upload by its name among everybody's.
            field: of the request, that it was given in.
            held: of `holding`; its digest is added.

        Raises:
            InvalidRequest: neither path nor upload, or not an input that can be read.
            NotFound: there is no such file.
            StorageFull: the disk is full; nothing is left behind.
        """
        with self._alone_with(audio):
            source = self._source(audio, field)
            known = self._known_as(source, field, held)
            if known is not None:
                return known
            try:
                stamp = source.stamp()
                taken = self._read_and_keep(source, field, held)
            except OSError as error:
                raise unreachable(source.name, field, error) from error
            with self._lock:
                self._known[stamp] = taken
                while len(self._known) > _MOST_KNOWN:
                    self._known.popitem(last=False)
            return taken

    @contextmanager
    def _alone_with(self, audio: InputAudio) -> Iterator[None]:
        """One thread at a time takes a file in: a request may be sent again before it is read."""
        with self._lock:
            lock, others = self._taking.get(audio, (threading.Lock(), 0))
            self._taking[audio] = (lock, others + 1)
        try:
            with lock:
                yield
        finally:
            with self._lock:
                lock, count = self._taking.pop(audio)
                if count > 1:
                    self._taking[audio] = (lock, count - 1)

    def _is_being_taken(self, audio: InputAudio) -> bool:
        with self._lock:
            return audio in self._taking

    def _known_as(self, source: Source, field: str, held: set[str]) -> TakenIn | None:
        """What this file was taken in as, as long as neither it nor the copy has changed."""
        try:
            stamp = source.stamp()
        except OSError as error:
            raise unreachable(source.name, field, error) from error
        with self._lock:
            known = self._known.get(stamp)
        if known is None or not self.kept.hold(known.file.path, held):
            return None
        if isinstance(known.holds, Tune):
            check_takes_midi(source.name, field)
        return replace(known, file=structs.replace(known.file, name=source.name))

    def _read_and_keep(self, source: Source, field: str, held: set[str]) -> TakenIn:
        kind = kind_of_input(source.path, source.name, field)
        size = source.path.stat().st_size
        if kind.midi:
            check_takes_midi(source.name, field)
            reading = Reading(0, size)
        else:
            reading = reading_of(source.path, kind, size)
        if source.upload is not None and not reading.mended:
            holds = _holds(source.path, kind, source.name, field, reading)
            kept = self.kept.keep(source.path, _digest_of(source.path), kind, held)
        else:
            digest = hashlib.sha256()
            pieces = _digested(_read_pieces(reading, source, field), digest)
            part = self.kept.copy(pieces, size, source.name)
            try:
                holds = _holds(part, kind, source.name, field, reading)
                kept = self.kept.keep(part, digest.hexdigest(), kind, held)
            finally:
                open_files.discard(part)
            if source.upload is not None:
                open_files.discard(source.path)
        file = InputFile(path=str(kept), sha256=digest_in(kept), name=source.name)
        return TakenIn(file, holds, reading.mended)

    def usage(self) -> tuple[int, int]:
        """How many inputs are kept, and the bytes of them and of the uploads."""
        count, used = self.kept.usage()
        return count, used + self._uploads.used_bytes()

    def sweep_leftovers(self) -> None:
        """At a start: remove what earlier runs left half-written."""
        self.kept.sweep_parts()
        self._uploads.sweep(unfinished=True)

    def sweep_forgotten(self) -> None:
        """Remove uploads that nothing was heard of for long."""
        self._uploads.sweep(unfinished=False)

    def _source(self, audio: InputAudio, field: str) -> Source:
        if (audio.path is None) == (audio.upload is None):
            raise InvalidRequest("give a path or an upload, one of the two", field=field)
        if audio.upload is not None:
            name = shown_name(audio.name) or "the upload"
            known = self._known.get((f"upload {audio.upload}", 0, 0))
            if known is not None and Path(known.file.path).exists():
                return Source(Path(known.file.path), name, audio.upload)
            return Source(self._uploads.find(audio.upload, field), name, audio.upload)
        return source_at(Path(audio.path or ""), audio.name, field)


def _holds(path: Path, kind: Kind, name: str, field: str, reading: Reading) -> AudioFacts | Tune:
    if kind.midi:
        return read_tune(path, name, field).outline()
    return audio_facts(path, name, field, reading.promised_frames)


def _read_pieces(reading: Reading, source: Source, field: str) -> Iterator[bytes]:
    """What of a file is kept; that it cannot be read is not the home's fault."""
    try:
        yield from reading.pieces(source.path)
    except OSError as error:
        raise unreachable(source.name, field, error) from error


def _digested(pieces: Iterator[bytes], digest: hashlib._Hash) -> Iterator[bytes]:
    for piece in pieces:
        digest.update(piece)
        yield piece


def _digest_of(path: Path) -> str:
    with open_to_read(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

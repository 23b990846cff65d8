"""The home's folder of inputs: each kept once, under the digest of its content.

Taking one in reads all of it, so it runs on a thread; everything else may run on the event loop.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
from collections import OrderedDict
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from msgspec import structs

from tonekiln.protocol import InputAudio, Upload, UploadDone
from tonekiln.protocol import limits as limit
from tonekiln.protocol.errors import InternalError, InvalidRequest, NotFound, StorageFull
from tonekilnd.atomic import PART_SUFFIX, write_part
from tonekilnd.domain import InputFile

from .audio_facts import AudioFacts, audio_facts
from .kinds import HEAD_BYTES, READ_KINDS, WAY_OUT, Kind, kind_of
from .mending import Reading, reading_of
from .tune import Tune, read_tune
from .uploads import Uploads, size_of

_MOST_KNOWN = 256
_SPARE_DISK_BYTES = 8 * 2**20
"""Left free on the home's disk, for the journal and the log."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOST_NAME_CHARACTERS = 120

_Stamp = tuple[str, int, int]
"""Path, size and time of change: the same file as long as they are the same."""


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


@dataclass(frozen=True, slots=True)
class _Source:
    path: Path
    name: str
    upload: str | None

    def stamp(self) -> _Stamp:
        """Raises OSError when it has gone."""
        if self.upload is not None:
            return f"upload {self.upload}", 0, 0
        facts = self.path.stat()
        return str(self.path), facts.st_size, facts.st_mtime_ns


class InputStore:
    """Kept inputs by digest, uploads while they arrive."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._uploads = Uploads(folder / "uploads")
        self._known: OrderedDict[_Stamp, TakenIn] = OrderedDict()
        self._holds: list[set[str]] = []
        self._taking: dict[_Stamp, threading.Lock] = {}
        self._lock = threading.Lock()
        """Held while a file gets its name or loses it."""

    def receive(self, client: bytes, upload: Upload, data: bytes) -> UploadDone:
        """Take one chunk of an upload in.

        Raises:
            InvalidRequest: the chunk is not the next one, or the upload grows too long.
            StorageFull: the disk is full.
        """
        _check_disk(self._folder, len(data), "the upload")
        return self._uploads.receive(client, upload, data)

    @contextmanager
    def holding(self) -> Iterator[set[str]]:
        """A set of digests whose files stay, until it ends, whoever needs them."""
        held: set[str] = set()
        with self._lock:
            self._holds.append(held)
        try:
            yield held
        finally:
            with self._lock:
                self._holds = [other for other in self._holds if other is not held]

    def is_known(self, audio: InputAudio, field: str) -> bool:
        """Whether it was taken in as it is now.

        Raises:
            InvalidRequest: neither path nor upload, or a path that is none.
            NotFound: there is no such file.
        """
        return self._known_as(self._source(audio, field), field, set()) is not None

    def bytes_to_copy(self, audio: InputAudio, field: str) -> int:
        """How much taking this in adds to the folder at most. Raises as `is_known`."""
        source = self._source(audio, field)
        if source.upload is not None or self._known_as(source, field, set()) is not None:
            return 0
        try:
            return source.path.stat().st_size
        except OSError as error:
            raise _unreachable(source.name, field, error) from error

    def take_in(self, audio: InputAudio, field: str, held: set[str]) -> TakenIn:
        """Read an input through and keep it, once; an upload that is whole is moved.

        Args:
            audio: a path or an upload.
            field: of the request, that it was given in.
            held: of `holding`; its digest is added.

        Raises:
            InvalidRequest: neither path nor upload, or not an input that can be read.
            NotFound: there is no such file.
            StorageFull: the disk is full; nothing is left behind.
        """
        source = self._source(audio, field)
        try:
            stamp = source.stamp()
            with self._alone_with(stamp):
                known = self._known_as(source, field, held)
                if known is not None:
                    return known
                taken = self._read_and_keep(source, field, held)
                with self._lock:
                    self._known[stamp] = taken
                    while len(self._known) > _MOST_KNOWN:
                        self._known.popitem(last=False)
        except OSError as error:
            raise _unreachable(source.name, field, error) from error
        return taken

    @contextmanager
    def _alone_with(self, stamp: _Stamp) -> Iterator[None]:
        """One thread at a time takes a file in: a request may be sent again before it is read."""
        with self._lock:
            lock = self._taking.setdefault(stamp, threading.Lock())
        with lock:
            try:
                yield
            finally:
                with self._lock:
                    self._taking.pop(stamp, None)

    def _known_as(self, source: _Source, field: str, held: set[str]) -> TakenIn | None:
        """What this file was taken in as, as long as neither it nor the copy has changed."""
        try:
            stamp = source.stamp()
        except OSError as error:
            raise _unreachable(source.name, field, error) from error
        with self._lock:
            known = self._known.get(stamp)
            if known is None or not Path(known.file.path).exists():
                return None
            held.add(known.file.sha256)
        if isinstance(known.holds, Tune):
            _check_takes_midi(source.name, field)
        return replace(known, file=structs.replace(known.file, name=source.name))

    def _read_and_keep(self, source: _Source, field: str, held: set[str]) -> TakenIn:
        kind = kind_of_input(source.path, source.name, field)
        size = source.path.stat().st_size
        if kind.midi:
            _check_takes_midi(source.name, field)
            reading = Reading(0, size)
        else:
            reading = reading_of(source.path, kind, size)
        if source.upload is not None and not reading.mended:
            holds = _holds(source.path, kind, source.name, field, reading)
            kept = self._kept(source.path, _digest_of(source.path), kind, held)
        else:
            _check_disk(self._folder, size, source.name)
            digest = hashlib.sha256()
            part = self._copy(_digested(_read_pieces(reading, source, field), digest))
            try:
                holds = _holds(part, kind, source.name, field, reading)
                kept = self._kept(part, digest.hexdigest(), kind, held)
            finally:
                part.unlink(missing_ok=True)
            if source.upload is not None:
                source.path.unlink(missing_ok=True)
        file = InputFile(path=str(kept), sha256=_digest_in(kept), name=source.name)
        return TakenIn(file, holds, reading.mended)

    def _copy(self, pieces: Iterator[bytes]) -> Path:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            return write_part(self._folder, pieces)
        except OSError as error:
            raise InternalError(
                f"{self._folder} cannot be written to: {error.strerror}",
                hint="`tonekiln doctor` looks at the home's folders",
            ) from error

    def _kept(self, file: Path, digest: str, kind: Kind, held: set[str]) -> Path:
        """Give a file of ours its name; where its content is kept already, it goes."""
        kept = self._folder / f"{digest}{kind.suffix}"
        with self._lock:
            held.add(digest)
            if kept.exists() and kept.stat().st_size == file.stat().st_size:
                file.unlink()
            else:
                file.replace(kept)
        return kept

    def find(self, sha256: str, held: set[str]) -> Path | None:
        """The kept file of that content, wherever the home lies now; it is held."""
        with self._lock:
            held.add(sha256)
            return next((path for path in self._files() if _digest_in(path) == sha256), None)

    def usage(self) -> tuple[int, int]:
        """How many inputs are kept, and the bytes of them and of the uploads."""
        sizes = [size_of(path) for path in self._files()]
        return len(sizes), sum(sizes) + self._uploads.used_bytes()

    def sweep_leftovers(self) -> None:
        """At a start: remove what earlier runs left half-written."""
        for part in self._folder.glob(f"*{PART_SUFFIX}"):
            part.unlink(missing_ok=True)
        self._uploads.sweep(unfinished=True)

    def sweep_forgotten(self) -> None:
        """Remove uploads that nothing was heard of for long."""
        self._uploads.sweep(unfinished=False)

    def remove_all_but(self, needed: Set[str]) -> int:
        """Remove the inputs whose digests are neither needed nor held; returns how many."""
        gone = 0
        with self._lock:
            kept = set(needed).union(*self._holds)
            for path in list(self._files()):
                if _digest_in(path) not in kept:
                    with suppress(OSError):  # open elsewhere on Windows: the next sweep's
                        path.unlink()
                        gone += 1
        return gone

    def _files(self) -> Iterator[Path]:
        for path in self._folder.glob("*"):
            if _DIGEST.match(path.name) and not path.name.endswith(PART_SUFFIX) and path.is_file():
                yield path

    def _source(self, audio: InputAudio, field: str) -> _Source:
        if (audio.path is None) == (audio.upload is None):
            raise InvalidRequest("give a path or an upload, one of the two", field=field)
        if audio.upload is not None:
            name = shown_name(audio.name) or "the upload"
            known = self._known.get((f"upload {audio.upload}", 0, 0))
            if known is not None and Path(known.file.path).exists():
                return _Source(Path(known.file.path), name, audio.upload)
            return _Source(self._uploads.find(audio.upload, field), name, audio.upload)
        return _source_at(Path(audio.path or ""), audio.name, field)


def _source_at(path: Path, name: str, field: str) -> _Source:
    if not path.is_absolute():
        raise InvalidRequest(
            f"{path} is not an absolute path", field=f"{field}.path", bound="absolute path"
        )
    try:
        if not path.is_file():
            there = "is no file" if path.exists() else "is not there: there is no file of that name"
            raise NotFound(f"{path} {there}", field=f"{field}.path")
        size = path.stat().st_size
    except OSError as error:
        raise _unreachable(str(path), field, error) from error
    if size > limit.MAX_UPLOAD_BYTES:
        raise InvalidRequest(
            f"{path.name} is too large",
            field=field,
            bound=f"at most {limit.MAX_UPLOAD_BYTES} bytes",
        )
    return _Source(path, shown_name(name or path.name), None)


def shown_name(name: str) -> str:
    """A file's name as it may stand in a sentence: one line, and not endless."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in name)
    if len(plain) <= _MOST_NAME_CHARACTERS:
        return plain
    half = _MOST_NAME_CHARACTERS // 2
    return f"{plain[:half]}…{plain[-half + 1 :]}"


def is_midi(path: str | Path) -> bool:
    """Whether a file holds notes instead of samples. Raises OSError."""
    with Path(path).open("rb") as file:
        kind = kind_of(file.read(HEAD_BYTES))
    return kind is not None and kind.midi


def kind_of_input(path: Path, name: str, field: str) -> Kind:
    """The kind of a file, by its content.

    Raises:
        InvalidRequest: it is empty, or of a kind that is not read.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise InvalidRequest(f"{name} is empty", field=field)
    kind = kind_of(head)
    if kind is None or not kind.read:
        what = f"is {kind.name}, which is not read" if kind else "is of a kind that is not read"
        raise InvalidRequest(f"{name} {what}", field=field, bound=READ_KINDS, hint=WAY_OUT)
    return kind


def _check_takes_midi(name: str, field: str) -> None:
    if field != "melody":
        raise InvalidRequest(
            f"{name} is MIDI, and {field} takes audio", field=field, hint="give it as melody"
        )


def _holds(path: Path, kind: Kind, name: str, field: str, reading: Reading) -> AudioFacts | Tune:
    if kind.midi:
        return read_tune(path, name, field).outline()
    return audio_facts(path, name, field, reading.promised_frames)


def _read_pieces(reading: Reading, source: _Source, field: str) -> Iterator[bytes]:
    """What of a file is kept; that it cannot be read is not the home's fault."""
    try:
        yield from reading.pieces(source.path)
    except OSError as error:
        raise _unreachable(source.name, field, error) from error


def _digested(pieces: Iterator[bytes], digest: hashlib._Hash) -> Iterator[bytes]:
    for piece in pieces:
        digest.update(piece)
        yield piece


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest_in(kept: Path) -> str:
    return kept.name[:64]


def _unreachable(name: str, field: str, error: OSError) -> InvalidRequest:
    return InvalidRequest(
        f"{name} cannot be read: {error.strerror or 'the system gives no reason'}",
        field=f"{field}.path",
    )


def _check_disk(folder: Path, wanted: int, name: str) -> None:
    """Raises StorageFull where so much does not fit on the disk of the home."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(there).free
    if free < wanted + _SPARE_DISK_BYTES:
        raise StorageFull(
            f"{name} does not fit: the disk of {folder} has {free / 1e6:.1f} MB free",
            bound=f"{(wanted + _SPARE_DISK_BYTES) / 1e6:.1f} MB",
            hint="free some space, then ask again",
        )

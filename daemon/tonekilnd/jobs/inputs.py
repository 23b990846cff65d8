"""Input audio and MIDI, taken into the home under its digest, so that Plans can be remade."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from tonekiln.protocol import InputAudio, Upload, UploadDone
from tonekiln.protocol import limits as limit
from tonekiln.protocol.errors import InvalidRequest, NotFound, TonekilnError
from tonekilnd.domain import InputFile

_KINDS = {".wav", ".wave", ".flac", ".aif", ".aiff", ".ogg", ".mp3", ".mid", ".midi"}


_MOST_KNOWN = 256

_Stamp = tuple[str, int, int]
"""Path, size and time of change: the same file as long as they are the same."""


class InputStore:
    """The home's `inputs` folder: finished files by digest, uploads while they arrive."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._uploads = folder / "uploads"
        self._known: dict[_Stamp, InputFile] = {}

    def receive(self, client: bytes, upload: Upload, data: bytes) -> UploadDone:
        """Take one chunk of an upload in.

        Raises:
            InvalidRequest: the chunk is not the next one, or the upload grows too long.
        """
        self._uploads.mkdir(parents=True, exist_ok=True)
        path = self._upload_path(client, upload.upload)
        have = path.stat().st_size if path.exists() else 0
        if upload.offset != have:
            raise InvalidRequest(
                "chunks must come in order", field="offset", bound=str(have), hint="send on from it"
            )
        if have + len(data) > limit.MAX_UPLOAD_BYTES:
            path.unlink(missing_ok=True)
            raise InvalidRequest(
                "the input is too long",
                field="upload",
                bound=f"at most {limit.MAX_UPLOAD_BYTES} bytes",
            )
        with path.open("ab") as file:
            file.write(data)
        return UploadDone(upload=upload.upload, received=have + len(data))

    def _upload_path(self, client: bytes, upload: str) -> Path:
        owner = hashlib.sha256(client).hexdigest()[:16]
        return self._uploads / f"{owner}-{upload}"

    def must_read(self, audio: InputAudio, field: str) -> bool:
        """Whether taking this in reads the whole file: it was never taken in as it is now.

        What cannot be taken in need not be read: a request that is sent again after its file has
        gone is still the same job, and `take_in` says of a new one what is wrong.
        """
        try:
            return _stamp(self._source(audio, field)) not in self._known
        except TonekilnError:
            return False

    def take_in(self, audio: InputAudio, field: str) -> InputFile:
        """Copy an input into the home, once.

        Raises:
            InvalidRequest: neither path nor upload, or not an audio or MIDI file.
            NotFound: there is no such file.
        """
        source = self._source(audio, field)
        kind = source.suffix.lower() or ".wav"
        if kind not in _KINDS:
            raise InvalidRequest(
                f"{source.name} is no audio or MIDI file",
                field=field,
                bound=", ".join(sorted(_KINDS)),
            )
        stamp = _stamp(source)
        known = self._known.get(stamp)
        if known is not None and Path(known.path).exists():
            return known
        digest = _file_digest(source)
        kept = self._folder / f"{digest}{kind}"
        if not kept.exists():
            self._folder.mkdir(parents=True, exist_ok=True)
            part = kept.with_name(f"{kept.name}.{os.getpid()}.part")
            shutil.copyfile(source, part)
            part.replace(kept)
        taken = InputFile(path=str(kept), sha256=digest)
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[stamp] = taken
        return taken

    def _source(self, audio: InputAudio, field: str) -> Path:
        if (audio.path is None) == (audio.upload is None):
            raise InvalidRequest("give a path or an upload, one of the two", field=field)
        if audio.path is not None:
            path = Path(audio.path)
            if not path.is_absolute():
                raise InvalidRequest(
                    f"{path} is not an absolute path", field=f"{field}.path", bound="absolute path"
                )
            if not path.is_file():
                raise NotFound(f"there is no file {path}", field=f"{field}.path")
            if path.stat().st_size > limit.MAX_UPLOAD_BYTES:
                raise InvalidRequest(
                    f"{path.name} is too large",
                    field=field,
                    bound=f"at most {limit.MAX_UPLOAD_BYTES} bytes",
                )
            return path
        matches = list(self._uploads.glob(f"*-{audio.upload}"))
        if not matches:
            raise NotFound(
                f"there is no upload {audio.upload}",
                field=f"{field}.upload",
                hint="send its chunks with `upload` first",
            )
        return matches[0]


def _stamp(path: Path) -> _Stamp:
    facts = path.stat()
    return str(path), facts.st_size, facts.st_mtime_ns


def _file_digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

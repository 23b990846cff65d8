"""Inputs on their way from another machine: chunk by chunk, then whole."""

from __future__ import annotations

import hashlib
import time
from contextlib import suppress
from pathlib import Path

from tonekiln.platform import open_files
from tonekiln.protocol import Upload, UploadDone
from tonekiln.protocol import limits as limit
from tonekiln.protocol.errors import InvalidRequest, NotFound
from tonekilnd.atomic import PART_SUFFIX, raise_if_full

FORGOTTEN_SECONDS = 3600.0
"""An upload that nothing was heard of for so long is removed."""


class Uploads:
    """The folder of uploads: hidden `.part` files until the last chunk has come."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def receive(self, client: bytes, upload: Upload, data: bytes) -> UploadDone:
        """Take one chunk in; one that is sent again because its answer was lost is answered again.

        Raises:
            InvalidRequest: the chunk is not the next one, or the upload grows too long.
            StorageFull: the disk is full; nothing of the upload is left.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        name = f"{hashlib.sha256(client).hexdigest()[:16]}-{upload.upload}"
        part, whole = self._folder / f".{name}{PART_SUFFIX}", self._folder / name
        path = whole if whole.exists() else part
        have = path.stat().st_size if path.exists() else 0
        if upload.offset != have or path is whole:
            if _holds(path, upload.offset, data):
                return UploadDone(upload=upload.upload, received=have)
            raise InvalidRequest(
                "chunks must come in order", field="offset", bound=str(have), hint="send on from it"
            )
        if have + len(data) > limit.MAX_UPLOAD_BYTES:
            open_files.discard(part)
            raise InvalidRequest(
                "the input is too long",
                field="upload",
                bound=f"at most {limit.MAX_UPLOAD_BYTES} bytes",
            )
        try:
            with part.open("ab") as file:
                file.write(data)
        except OSError as error:
            open_files.discard(part)
            raise_if_full(error, self._folder)
            raise
        if upload.last:
            open_files.replace(part, whole)
        return UploadDone(upload=upload.upload, received=have + len(data))

    def find(self, upload: str, field: str) -> Path:
        """A whole upload's file.

        Raises:
            NotFound: nothing of it is here.
            InvalidRequest: its last chunk has not come.
        """
        names = [path.name for path in self._folder.glob("*")] if self._folder.exists() else []
        for name in names:
            if not name.startswith(".") and name.partition("-")[2] == upload:
                return self._folder / name
        if any(name[1:].removesuffix(PART_SUFFIX).partition("-")[2] == upload for name in names):
            raise InvalidRequest(
                f"the upload {upload} is not whole",
                field=f"{field}.upload",
                hint="send its last chunk with `last` first",
            )
        raise NotFound(
            f"there is no upload {upload}",
            field=f"{field}.upload",
            hint="send its chunks with `upload` first",
        )

    def sweep(self, *, unfinished: bool) -> None:
        """Remove what was forgotten; at a start, whatever is not finished."""
        oldest = time.time() - FORGOTTEN_SECONDS
        for path in self._folder.glob("*"):
            with suppress(OSError):  # it may be taken in at this moment
                gone = unfinished and path.name.startswith(".")
                if path.is_file() and (gone or path.stat().st_mtime < oldest):
                    path.unlink()

    def used_bytes(self) -> int:
        """What all of them take."""
        return sum(size_of(path) for path in self._folder.glob("*") if path.is_file())


def size_of(path: Path) -> int:
    """Bytes of a file; none once it has gone."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _holds(path: Path, offset: int, data: bytes) -> bool:
    """Whether these bytes are there already."""
    if not path.exists() or not data:
        return False
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(len(data)) == data

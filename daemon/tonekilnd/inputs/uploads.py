"""Inputs on their way from another machine: chunk by chunk, then whole.

An upload belongs to the client that sends it: nobody else's of the same name is taken for it.
"""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path

from tonekiln.platform import open_files
from tonekiln.protocol import Upload, UploadDone
from tonekiln.protocol import limits as limit
from tonekiln.protocol.errors import Busy, InvalidRequest, NotFound
from tonekilnd.atomic import PART_SUFFIX, raise_if_full

FORGOTTEN_SECONDS = 3600.0
"""An upload that nothing was heard of for so long is removed."""

MOST_OF_A_CLIENT, MOST_TOGETHER = 64, 512
"""Uploads that are not used yet; each is a file, whatever its size."""


def owned(client: bytes, upload: str) -> str:
    """The name of a client's upload among everybody's, as `Uploads.find` takes it."""
    return f"{hashlib.sha256(client).hexdigest()[:16]}-{upload}"


class Uploads:
    """The folder of uploads: hidden `.part` files until the last chunk has come."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def receive(self, client: bytes, upload: Upload, data: bytes) -> UploadDone:
        """Take one chunk in; one that is sent again because its answer was lost is answered again.

        Raises:
            InvalidRequest: the chunk is not the next one, or the upload grows too long.
            Busy: there are too many uploads that nobody has used.
            StorageFull: the disk is full; nothing of the upload is left.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        name = owned(client, upload.upload)
        part, whole = self._folder / f".{name}{PART_SUFFIX}", self._folder / name
        path = whole if whole.exists() else part
        have = path.stat().st_size if path.exists() else 0
        if upload.offset != have or path is whole:
            if _holds(path, upload.offset, data):
                if upload.last and path is part and upload.offset + len(data) == have:
                    open_files.replace(part, whole)  # it is said only now that it was the last
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
        if path is part and not have and not part.exists():
            self._check_count(name)
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

    def _check_count(self, name: str) -> None:
        """Raises Busy where one more would be too many."""
        owner = name.partition("-")[0]
        names = [entry.removeprefix(".") for entry in _names_in(self._folder)]
        of_client = sum(other.startswith(f"{owner}-") for other in names)
        if of_client >= MOST_OF_A_CLIENT or len(names) >= MOST_TOGETHER:
            raise Busy(
                f"{of_client} uploads of this client and {len(names)} in all wait to be used",
                bound=f"at most {MOST_OF_A_CLIENT} of a client, {MOST_TOGETHER} in all",
                hint="use those that are whole; what is not used goes after an hour",
            )

    def find(self, owned_name: str, field: str) -> Path:
        """A whole upload's file, by the name that `owned` gives.

        Raises:
            NotFound: nothing of it is here.
            InvalidRequest: its last chunk has not come.
        """
        upload = owned_name.partition("-")[2]
        if (self._folder / owned_name).exists():
            return self._folder / owned_name
        if (self._folder / f".{owned_name}{PART_SUFFIX}").exists():
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
        now = time.time()
        for path in self._folder.glob("*"):
            with suppress(OSError):  # it may be taken in at this moment
                gone = unfinished and path.name.startswith(".")
                # One of the future was written before the clock was set back.
                old = abs(now - path.stat().st_mtime) > FORGOTTEN_SECONDS
                if path.is_file() and (gone or old):
                    path.unlink()

    def used_bytes(self) -> int:
        """What all of them take."""
        return sum(size_of(self._folder / name) for name in _names_in(self._folder))


def _names_in(folder: Path) -> list[str]:
    return os.listdir(folder) if folder.exists() else []  # noqa: PTH208 - four times as quick


def size_of(path: Path) -> int:
    """Bytes of a file; none once it has gone."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _holds(path: Path, offset: int, data: bytes) -> bool:
    """Whether these bytes are there already."""
    if not path.exists():
        return False
    if not data:
        return offset == size_of(path)
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(len(data)) == data

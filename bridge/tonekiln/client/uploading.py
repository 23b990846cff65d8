"""A request's input files, sent ahead for a daemon on another machine."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TypeVar

import msgspec

from tonekiln.protocol import ClipRequest, InputAudio, Upload, UploadDone, limits
from tonekiln.protocol.errors import InvalidRequest, NotFound

from .flows import Ask, Flow, expect

RequestT = TypeVar("RequestT", bound=ClipRequest)

_FIELDS = ("init", "continuation", "melody", "inpaint", "source")


def with_uploads(request: RequestT) -> Flow[RequestT]:
    """The request with its input files sent ahead. Raises NotFound, InvalidRequest."""
    inputs: dict[str, InputAudio] = {}
    for name in _FIELDS:
        given: InputAudio | None = getattr(request, name, None)
        if given is not None and given.path is not None:
            sent = yield from _upload(Path(given.path), name)
            inputs[name] = msgspec.structs.replace(
                given, path=None, upload=sent.upload, name=sent.name
            )
    return msgspec.structs.replace(request, **inputs) if inputs else request


def _upload(path: Path, field: str) -> Flow[InputAudio]:
    name = f"up-{uuid.uuid4().hex}"
    try:
        if not path.is_file():  # a pipe or a device has no end
            raise NotFound(f"{path} is no file", field=field)
        size = path.stat().st_size
        file = path.open("rb")
    except OSError as error:
        raise NotFound(f"{path} cannot be read: {error.strerror}", field=field) from error
    with file:
        _check_upload(size, field)
        offset = 0
        while True:
            data = file.read(limits.MAX_CHUNK_BYTES)
            last = offset + len(data) >= size or not data  # it may have shrunk meanwhile
            message = Upload(upload=name, offset=offset, last=last)
            expect((yield Ask(message, (data,))), UploadDone)
            offset += len(data)
            if last:
                return InputAudio(upload=name, name=_sendable(path.name))


def _sendable(name: str) -> str:
    """A file's name as text: Linux allows bytes that are none."""
    return name.encode(errors="replace").decode()[: limits.MAX_ITEM_CHARACTERS]


def _check_upload(size: int, field: str) -> None:
    if not 0 < size <= limits.MAX_UPLOAD_BYTES:
        raise InvalidRequest(
            f"the file has {size} bytes",
            field=field,
            bound=f"1 to {limits.MAX_UPLOAD_BYTES} bytes",
            hint="send a shorter piece of it",
        )

"""Fetching over HTTPS, or from this machine: bounded in size and time."""

from __future__ import annotations

import hashlib
import http.client
import ipaddress
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import urljoin, urlsplit

import tonekiln
from tonekiln.platform import open_files
from tonekiln.protocol.errors import StorageFull

from .errors import AddressRefused, FileDiffers, NotFetched
from .manifest import MOST_BYTES, UpdateFile

_SILENCE_SECONDS = 20.0
"""Without a byte the other side counts as gone."""

_MANIFEST_SECONDS = 60.0
_PIECE_BYTES = 256 * 1024
_LEFT_FREE_BYTES = 100_000_000
_FAILURES = (OSError, http.client.HTTPException, ValueError)
"""Of urllib: URLError is an OSError; an address that cannot be read is a ValueError."""


def checked(address: str) -> str:
    """The address, if it may be fetched from. Raises AddressRefused."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise AddressRefused(f"that is no address: {error}", field="update_address") from error
    allowed = parts.scheme == "https" or (parts.scheme == "http" and _is_here(host))
    if not (allowed and host) or not address.isascii() or any(c <= " " for c in address):
        raise AddressRefused(
            "updates come from https:// addresses only", field="update_address", bound="https://..."
        )
    return address


def fetch_manifest(address: str) -> bytes:
    """The manifest's file, one byte more than is allowed at most.

    Raises:
        AddressRefused, NotFetched.
    """
    deadline = time.monotonic() + _MANIFEST_SECONDS
    content = b""
    with _answer(address) as answer:
        for piece in _pieces(answer):
            content += piece
            if len(content) > MOST_BYTES:
                break
            if time.monotonic() > deadline:
                raise NotFetched("the manifest comes too slowly", field="update_address")
    return content


def download(
    file: UpdateFile, manifest_address: str, folder: Path, told: Callable[[int], None]
) -> Path:
    """Fetch a file into a folder; it has its name only once size and hash are right.

    Args:
        file: which.
        manifest_address: what its own may be relative to.
        folder: made if need be, closed to others.
        told: called with the bytes that are there.

    Raises:
        FileDiffers: it is not what the manifest says; nothing is left of it.
        AddressRefused, NotFetched, StorageFull, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target, part = folder / file.name, folder / f".{file.name}.part"
    if _is_there(target, file):
        return target
    if shutil.disk_usage(folder).free < file.bytes + _LEFT_FREE_BYTES:
        raise StorageFull(f"the update takes {file.bytes} bytes, and the disk is nearly full")
    try:
        with _answer(urljoin(manifest_address, file.address)) as answer:
            _write(answer, part, file, told)
        open_files.replace(part, target)
    finally:
        open_files.discard(part)
    return target


def _write(answer: IO[bytes], part: Path, file: UpdateFile, told: Callable[[int], None]) -> None:
    digest, count = hashlib.sha256(), 0
    with part.open("wb") as written:
        for piece in _pieces(answer):
            count += len(piece)
            if count > file.bytes:
                raise FileDiffers(f"{file.name} is longer than the manifest says", field="bytes")
            digest.update(piece)
            written.write(piece)
            told(count)
    if count < file.bytes:
        raise FileDiffers(f"{file.name} ended early: {count} of {file.bytes} bytes", field="bytes")
    if digest.hexdigest() != file.sha256:
        raise FileDiffers(
            f"{file.name} is not the file that was signed for",
            field="sha256",
            hint="take nothing from there; try later, or another network",
        )


def _is_there(path: Path, file: UpdateFile) -> bool:
    """Whether it was fetched before."""
    try:
        if not path.is_file() or path.stat().st_size != file.bytes:
            return False
        with path.open("rb") as there:
            return hashlib.file_digest(there, "sha256").hexdigest() == file.sha256
    except OSError:
        return False


@contextmanager
def _answer(address: str) -> Iterator[IO[bytes]]:
    request = urllib.request.Request(  # noqa: S310 - the address is checked
        checked(address),
        headers={"User-Agent": f"tonekiln/{tonekiln.__version__}", "Accept-Encoding": "identity"},
    )
    opener = _opener(_is_here(urlsplit(address).hostname or ""))
    try:
        answer = opener.open(request, timeout=_SILENCE_SECONDS)
    except AddressRefused:
        raise
    except _FAILURES as error:
        raise _not_fetched(address, error) from error
    if answer is None:
        raise NotFetched("nobody answers there", field="update_address")
    with answer:
        yield answer


def _pieces(answer: IO[bytes]) -> Iterator[bytes]:
    while True:
        try:
            piece = answer.read(_PIECE_BYTES)
        except _FAILURES as error:
            raise NotFetched(f"the connection broke: {error}", field="update_address") from error
        if not piece:
            return
        yield piece


def _not_fetched(address: str, error: Exception) -> NotFetched:
    why = f"status {error.code}" if isinstance(error, urllib.error.HTTPError) else str(error)
    host = urlsplit(address).hostname or address
    return NotFetched(
        f"{host} gives nothing: {why}", field="update_address", hint="check the network"
    )


def _opener(here: bool) -> urllib.request.OpenerDirector:
    """HTTP and HTTPS alone: no files, no FTP; this machine is asked without a proxy."""
    opener = urllib.request.OpenerDirector()
    kinds: list[type[urllib.request.BaseHandler]] = [
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
        _Redirects,
    ]
    if not here:
        kinds.insert(0, urllib.request.ProxyHandler)
    for kind in kinds:
        opener.add_handler(kind())
    return opener


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Goes on only to addresses that could have been asked at first."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """The next request. Raises AddressRefused."""
        return super().redirect_request(req, fp, code, msg, headers, checked(newurl))


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

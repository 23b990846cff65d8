"""One large file into the Hugging Face cache, going on where a download was cut off.

huggingface_hub (2.x) gives every download a temporary file of its own and deletes it when the
process ends, so an interrupted pull of many gigabytes would begin again. Here the part that
came stays beside the cache's blobs, under the file's own digest, until the rest is there;
huggingface_hub then finds the blob and lays out the rest of its cache itself.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from huggingface_hub import get_hf_file_metadata, hf_hub_download, hf_hub_url
from huggingface_hub.file_download import http_get
from huggingface_hub.utils import WeakFileLock, build_hf_headers
from tqdm.auto import tqdm

from tonekiln.platform import open_files
from tonekiln.protocol.errors import EngineUnavailable

from . import hub_cache

SMALL_BYTES = 8 * 2**20
"""Files up to this size are fetched again rather than continued."""

_SHA256 = re.compile(r"^[0-9a-f]{64}$")


def fetched(repo: str, name: str, commit: str, bars: type[tqdm[Any]]) -> Path:
    """A repository's file in the cache, fetched as far as it is not there.

    Args:
        repo: `owner/name` on the hub.
        name: of the file.
        commit: of the repository.
        bars: a progress bar class that hears of the bytes that come.

    Raises:
        What huggingface_hub raises.
    """
    url = hf_hub_url(repo, name, revision=commit)
    metadata = get_hf_file_metadata(url)
    large = (metadata.size or 0) > SMALL_BYTES
    if large and metadata.etag and _SHA256.match(metadata.etag):
        _fetch_blob(repo, url, metadata, bars)
    return Path(hf_hub_download(repo, name, revision=commit, tqdm_class=bars))


def _fetch_blob(repo: str, url: str, metadata: Any, bars: type[tqdm[Any]]) -> None:  # noqa: ANN401
    root = hub_cache.repository_folder(repo)
    blob = root / "blobs" / metadata.etag
    blob.parent.mkdir(parents=True, exist_ok=True)
    part = blob.with_suffix(".part")
    with WeakFileLock(part.with_suffix(".lock")):
        if blob.exists():
            return
        with part.open("ab") as file:
            http_get(
                metadata.location,
                file,
                resume_size=file.tell(),
                headers=_headers(url, metadata.location),
                expected_size=metadata.size,
                tqdm_class=bars,
            )
            file.flush()
            os.fsync(file.fileno())
        _check(part, metadata.etag)
        open_files.replace(part, blob)


def _check(part: Path, sha256: str) -> None:
    """What came is what the hub published; else it goes, so that the next try begins anew.

    Raises:
        EngineUnavailable: it is not.
    """
    with part.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        open_files.unlink(part)
        raise EngineUnavailable(
            f"what came of {part.name} is not what the hub published, and was deleted",
            hint="ask again: it is fetched anew",
        )


def _headers(url: str, location: str) -> dict[str, str]:
    """The token goes to the hub alone, not to the servers it sends downloads to."""
    headers = build_hf_headers()
    if urlparse(location).netloc != urlparse(url).netloc:
        headers.pop("authorization", None)
    return headers

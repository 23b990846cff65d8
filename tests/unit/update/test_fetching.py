"""Looking and fetching over HTTP, from a server on this machine that may do anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.update.serving import FILE, MANIFEST, Server, serving
from tests.unit.update.signing import INSTALLER, KEY, OTHER_KEY, said, signed

from tonekiln.home import Home
from tonekiln.protocol.errors import TonekilnError
from tonekiln.update.errors import AddressRefused, NotFetched, UpdateRefused, VersionOlder
from tonekiln.update.fetching import checked, download, fetch_manifest
from tonekiln.update.looking import look
from tonekiln.update.manifest import Manifest
from tonekiln.update.newest import updates_folder
from tonekiln.update.version import Version

INSTALLED = Version(1, 0, 0)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def own(tmp_path: Path) -> Home:
    return Home(tmp_path)


def looked(server: Server, own: Home) -> Manifest:
    return look(own, server.address, bytes(KEY.verify_key), INSTALLED)


def fetched(server: Server, own: Home) -> Path:
    file = looked(server, own).files[0]
    counts: list[int] = []
    path = download(file, server.address, updates_folder(own), counts.append)
    assert counts in ([], sorted(counts)) and (counts or [file.bytes])[-1] == file.bytes
    return path


def there(own: Home) -> list[str]:
    folder = updates_folder(own)
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_looking_fetches_nothing_else_and_a_file_is_fetched_once(server, own) -> None:
    assert looked(server, own).version == "9.0.0"
    assert server.asked == [MANIFEST]
    assert there(own) == ["newest.json"]
    path = fetched(server, own)
    assert path.read_bytes() == INSTALLER
    assert fetched(server, own) == path
    assert server.asked == [MANIFEST, MANIFEST, FILE, MANIFEST]


@pytest.mark.parametrize(
    ("manifest", "field"),
    [
        (signed(said(), OTHER_KEY), "signature"),
        (signed(said(expires="2026-11-02T00:00:00Z")), "expires"),
        (signed(said(version="0.0.1")), "version"),
        (signed(said(bytes=10**30)), "manifest"),
        (b"<html>welcome to this hotel</html>", "manifest"),
        (b"{" * 200_000, "manifest"),
    ],
    ids=["key", "time", "older", "huge", "hotel", "long"],
)
def test_a_manifest_that_is_not_right_is_refused(server, own, manifest, field) -> None:
    server.content[MANIFEST] = manifest
    with pytest.raises(UpdateRefused) as caught:
        looked(server, own)
    assert caught.value.field == field
    assert there(own) == []


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (INSTALLER[:-1], "bytes"),
        (INSTALLER + b"!", "bytes"),
        (INSTALLER[:-1] + b"?", "sha256"),
        (b"", "bytes"),
    ],
    ids=["short", "long", "other", "empty"],
)
def test_a_file_that_is_not_the_signed_one_is_refused_and_gone(server, own, content, field) -> None:
    server.content[FILE] = content
    with pytest.raises(UpdateRefused) as caught:
        fetched(server, own)
    assert caught.value.field == field
    assert there(own) == ["newest.json"]
    server.content[FILE] = INSTALLER
    assert fetched(server, own).read_bytes() == INSTALLER


def test_a_file_that_was_changed_since_is_fetched_anew(server, own) -> None:
    fetched(server, own).write_bytes(b"!" * len(INSTALLER))
    assert fetched(server, own).read_bytes() == INSTALLER


def test_an_older_offer_is_refused_after_a_newer_one(server, own) -> None:
    looked(server, own)
    server.content[MANIFEST] = signed(said(version="8.9.9"))
    with pytest.raises(VersionOlder):
        looked(server, own)


ELSEWHERE = [
    "http://198.51.100.7/manifest.json",
    "http://example.org/m.json",
    "file:///etc/passwd",
    "ftp://127.0.0.1/a",
    "https://",
    "ht!tp",
    "https://a b/",
    "https://[::1/",
    "https://example.org:99999999/",
    "https://example.org/\u00fc",
    "",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_an_address_of_another_kind_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused) as caught:
        checked(address)
    assert caught.value.field == "update_address"


@pytest.mark.parametrize("address", ELSEWHERE[:4])
@pytest.mark.parametrize("where", [MANIFEST, FILE])
def test_a_redirect_to_one_is_not_followed(server, own, address, where) -> None:
    server.redirects[where] = address
    with pytest.raises(TonekilnError):
        fetched(server, own)
    server.redirects[where] = "/feed/moved"
    server.content["/feed/moved"] = server.content[where]
    assert fetched(server, own).read_bytes() == INSTALLER


def test_a_redirect_without_end_ends(server) -> None:
    server.redirects[MANIFEST] = MANIFEST
    with pytest.raises(NotFetched):
        fetch_manifest(server.address)


def test_nobody_there_is_said(server) -> None:
    del server.content[MANIFEST]
    with pytest.raises(NotFetched, match="404"):
        fetch_manifest(server.address)
    with pytest.raises(NotFetched):
        fetch_manifest("http://127.0.0.1:9/manifest.json")

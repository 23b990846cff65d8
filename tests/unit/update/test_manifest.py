"""Only what was signed, in time, in its form and within its bounds is read."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.update.signing import KEY, OTHER_KEY, key_setting, said, signed

from tonekiln.home import Home
from tonekiln.update.errors import (
    ManifestExpired,
    ManifestInvalid,
    SignatureWrong,
    UpdateRefused,
    UpdatesNotSet,
    VersionOlder,
)
from tonekiln.update.manifest import MOST_BYTES, Manifest, public_key, read_manifest
from tonekiln.update.newest import check_not_older, remember, updates_folder
from tonekiln.update.offer import file_for, how_to_install
from tonekiln.update.version import Version

NOW = datetime(2026, 12, 1, tzinfo=UTC)
PUBLIC = bytes(KEY.verify_key)


def read(content: bytes) -> Manifest:
    return read_manifest(content, PUBLIC, NOW)


def test_a_manifest_that_was_signed_is_read() -> None:
    manifest = read(signed(said()))
    assert manifest.number == Version(9, 0, 0)
    assert manifest.files[0].name == "tonekiln_9.0.0_all.deb"


@given(st.data())
def test_a_flipped_bit_is_refused_or_changes_nothing(data: st.DataObject) -> None:
    content = bytearray(signed(said()))
    bit = data.draw(st.integers(0, 8 * len(content) - 1))
    content[bit // 8] ^= 1 << (bit % 8)
    refused_or_the_same(bytes(content))


@given(st.integers(0, len(signed(said())) - 1), st.binary(max_size=40))
def test_what_was_cut_off_and_went_on_otherwise_is_refused(cut: int, tail: bytes) -> None:
    refused_or_the_same(signed(said())[:cut] + tail)


@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(ManifestInvalid):
        read(content)


def refused_or_the_same(content: bytes) -> None:
    try:
        manifest = read(content)
    except UpdateRefused as error:
        assert error.field
        return
    assert manifest == read(signed(said()))


def test_a_manifest_of_another_key_is_refused() -> None:
    with pytest.raises(SignatureWrong):
        read(signed(said(), OTHER_KEY))


@pytest.mark.parametrize("swap", ["manifest", "signature"])
def test_halves_of_two_manifests_are_none(swap: str) -> None:
    one, other = json.loads(signed(said())), json.loads(signed(said(version="9.0.1")))
    with pytest.raises(SignatureWrong):
        read(json.dumps(one | {swap: other[swap]}).encode())


def test_what_the_key_signed_for_something_else_is_no_manifest() -> None:
    content = json.dumps(said()).encode()
    envelope = {
        "manifest": base64.b64encode(content).decode(),
        "signature": base64.b64encode(KEY.sign(content).signature).decode(),
    }
    with pytest.raises(SignatureWrong):
        read(json.dumps(envelope).encode())


@pytest.mark.parametrize(
    "wrong",
    [
        {"form": 2},
        {"product": "other"},
        {"version": "9.0"},
        {"version": "9.0.0-rc1"},
        {"version": "99999999999999999999.0.0"},
        {"version": "09.0.0"},
        {"version": "9.0.0\n"},
        {"published": "yesterday"},
        {"expires": "2099-01-01T00:00:00"},
        {"notes": "n" * 4001},
        {"files": []},
        {"files": [said()["files"][0]] * 33},
        {"system": "beos"},
        {"machine": "z80"},
        {"bytes": 0},
        {"bytes": -1},
        {"bytes": 2**33},
        {"bytes": 10**400},
        {"bytes": 1.5},
        {"bytes": "1"},
        {"sha256": "0" * 63},
        {"sha256": "Z" * 64},
        {"address": ""},
        {"address": "a" * 2001},
        {"name": "../../evil.exe"},
        {"name": "evil.sh"},
        {"name": ".hidden.exe"},
        {"name": "a/b.exe"},
        {"name": "a\\b.exe"},
        {"name": "a.exe\n"},
        {"surprise": 1},
    ],
)
def test_what_is_out_of_bounds_is_refused_though_it_is_signed(wrong) -> None:
    with pytest.raises(ManifestInvalid):
        read(signed(said(**wrong)))


@pytest.mark.parametrize(
    "content",
    [b"[" * 20_000, b"{}", b"null", b'{"form":1}', b"\xff\xfe", b"1" * 5000],
)
def test_odd_json_is_refused_though_it_is_signed(content: bytes) -> None:
    with pytest.raises(ManifestInvalid):
        read(signed(content))


def test_a_file_that_is_too_long_is_not_even_looked_at() -> None:
    with pytest.raises(ManifestInvalid, match="longer"):
        read(signed(said()) + b" " * MOST_BYTES)


@given(st.timedeltas(timedelta(0), timedelta(days=9000)))
def test_a_manifest_whose_time_is_over_is_refused(after: timedelta) -> None:
    expires = datetime(2027, 1, 1, tzinfo=UTC)
    content = signed(said(expires=expires.isoformat()))
    with pytest.raises(ManifestExpired):
        read_manifest(content, PUBLIC, expires + after)


versions = st.builds(Version, *[st.integers(0, 99_999)] * 3)


@given(versions, versions)
def test_versions_are_compared_as_numbers(one: Version, other: Version) -> None:
    assert Version.parse(str(one)) == one
    assert (Version.parse(str(one)) < Version.parse(str(other))) == (tuple(one) < tuple(other))


def offered(version: Version) -> Manifest:
    return read(signed(said(version=str(version))))


def test_less_than_what_was_here_before_is_refused(tmp_path) -> None:
    home, installed = Home(tmp_path), Version(1, 9, 0)
    check_not_older(home, offered(installed), installed)
    for version in (Version(1, 8, 99), Version(0, 99, 0)):
        with pytest.raises(VersionOlder):
            check_not_older(home, offered(version), installed)
    remember(home, offered(Version(1, 12, 0)))
    check_not_older(home, offered(Version(1, 12, 0)), installed)
    with pytest.raises(VersionOlder):
        check_not_older(home, offered(Version(1, 11, 7)), installed)


def test_what_was_remembered_and_cannot_be_read_is_set_aside(tmp_path) -> None:
    home = Home(tmp_path)
    updates_folder(home).mkdir()
    (updates_folder(home) / "newest.json").write_text("{")
    check_not_older(home, offered(Version(2, 0, 0)), Version(1, 0, 0))
    assert [path.name for path in updates_folder(home).iterdir()] == ["newest.json.in-the-way-1"]


@pytest.mark.parametrize("text", ["", "no base64 at all", "AAAA", key_setting() + "AAAA"])
def test_without_a_key_nothing_is_read(text: str) -> None:
    with pytest.raises(UpdatesNotSet) as caught:
        public_key(text)
    assert caught.value.field == "update_key"


def test_a_machine_gets_its_own_file_or_one_for_all() -> None:
    files = [
        said(system=system, machine=machine, name=f"t-{system}-{machine}.zip")["files"][0]
        for system, machine in (("windows", "x86_64"), ("macos", "universal"), ("linux", "arm64"))
    ]
    manifest = read(signed(said(files=files)))
    assert file_for(manifest, "macos", "arm64").machine == "universal"
    assert file_for(manifest, "linux", "arm64").system == "linux"
    assert file_for(manifest, "linux", "x86_64") is None
    assert "unpack" in how_to_install(manifest.files[0])

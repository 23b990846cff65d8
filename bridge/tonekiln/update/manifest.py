"""The manifest: what it may say, and that it is ours.

A file of JSON: `{"manifest": BASE64, "signature": BASE64}`. What is signed (Ed25519, RFC 8032) is
the bytes of the manifest as they stand there, behind `PURPOSE`, so that nothing else that the key
ever signs can pass for one. Nothing of a manifest is read before its signature holds.
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from .errors import ManifestExpired, ManifestInvalid, SignatureWrong, UpdatesNotSet
from .version import PATTERN, Version

MOST_BYTES = 64 * 1024
MOST_FILE_BYTES = 4 * 2**30
KEY_BYTES = 32
SIGNATURE_BYTES = 64
PURPOSE = b"tonekiln update manifest 1\n"

System = Literal["windows", "macos", "linux"]
Machine = Literal["x86_64", "arm64", "universal"]


class UpdateFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One installer.

    Attributes:
        name: of the file, without folders.
        address: where it is; may be relative to the manifest's own.
    """

    system: System
    machine: Machine
    name: Annotated[
        str,
        Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,119}\.(exe|pkg|deb|dmg|zip|tar\.gz|tar\.xz)\Z"),
    ]
    address: Annotated[str, Meta(min_length=1, max_length=2000)]
    bytes: Annotated[int, Meta(ge=1, le=MOST_FILE_BYTES)]
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is offered.

    Attributes:
        form: of the manifest itself.
        expires: until when it holds.
        notes: what is new, for a person.
    """

    form: Literal[1]
    product: Literal["tonekiln"]
    version: Annotated[str, Meta(pattern=PATTERN)]
    published: Annotated[datetime, Meta(tz=True)]
    expires: Annotated[datetime, Meta(tz=True)]
    notes: Annotated[str, Meta(max_length=4000)] = ""
    files: Annotated[tuple[UpdateFile, ...], Meta(min_length=1, max_length=32)]

    @property
    def number(self) -> Version:
        """The version, to be compared."""
        return Version.parse(self.version)


class _Envelope(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    manifest: Annotated[bytes, Meta(min_length=1, max_length=MOST_BYTES)]
    signature: Annotated[bytes, Meta(min_length=SIGNATURE_BYTES, max_length=SIGNATURE_BYTES)]


def read_manifest(content: bytes, key: bytes, now: datetime) -> Manifest:
    """A manifest that holds.

    Args:
        content: of the file.
        key: the Ed25519 public key, 32 bytes.
        now: with its time zone.

    Raises:
        ManifestInvalid, SignatureWrong, ManifestExpired: in this order.
    """
    if len(content) > MOST_BYTES:
        raise ManifestInvalid(f"the manifest is longer than {MOST_BYTES} bytes", field="manifest")
    try:
        envelope = msgspec.json.decode(content, type=_Envelope)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ManifestInvalid(f"that is no signed manifest: {error}", field="manifest") from error
    _check_signature(envelope, key)
    try:
        manifest = msgspec.json.decode(envelope.manifest, type=Manifest)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise ManifestInvalid(f"the manifest cannot be read: {error}", field="manifest") from error
    if manifest.expires <= now:
        raise ManifestExpired(
            f"the manifest was good until {manifest.expires:%Y-%m-%d}",
            field="expires",
            hint="try later; if this stays so, look at the project's page",
        )
    return manifest


def public_key(text: str) -> bytes:
    """The key of a setting: 32 bytes in Base64.

    Raises:
        UpdatesNotSet: it is none.
    """
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise UpdatesNotSet(
            "no key is set that updates are signed with",
            field="update_key",
            bound="32 bytes in Base64",
            hint="set `update_key` in config.toml (docs/updates.md)",
        )
    return key


def _check_signature(envelope: _Envelope, key: bytes) -> None:
    from nacl.exceptions import CryptoError  # noqa: PLC0415 - only who looks for updates pays for it
    from nacl.signing import VerifyKey  # noqa: PLC0415

    try:
        VerifyKey(key).verify(PURPOSE + envelope.manifest, envelope.signature)
    except (CryptoError, ValueError) as error:
        raise SignatureWrong(
            "the manifest was not signed by the key that is set here, or was changed since",
            field="signature",
            hint="take nothing from there; check `update_address` and `update_key`",
        ) from error

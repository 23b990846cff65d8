"""The tests' own key, and manifests signed with it. It is nobody's."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from nacl.signing import SigningKey

from tonekiln.update.manifest import PURPOSE

KEY = SigningKey(hashlib.sha256(b"Tonekiln's tests").digest())
OTHER_KEY = SigningKey(hashlib.sha256(b"somebody else").digest())
INSTALLER = b"an installer" * 1000


def said(**changes: Any) -> dict[str, Any]:
    """What a manifest says."""
    file = {
        "system": "linux",
        "machine": "universal",
        "name": "tonekiln_9.0.0_all.deb",
        "address": "files/tonekiln_9.0.0_all.deb",
        "bytes": len(INSTALLER),
        "sha256": hashlib.sha256(INSTALLER).hexdigest(),
    }
    changed = {name: changes.pop(name) for name in tuple(changes) if name in file}
    return {
        "form": 1,
        "product": "tonekiln",
        "version": "9.0.0",
        "published": "2026-11-01T00:00:00Z",
        "expires": "2099-01-01T00:00:00Z",
        "notes": "Faster.",
        "files": [file | changed],
        **changes,
    }


def signed(manifest: dict[str, Any] | bytes, key: SigningKey = KEY) -> bytes:
    """The manifest's file."""
    content = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
    envelope = {
        "manifest": base64.b64encode(content).decode(),
        "signature": base64.b64encode(key.sign(PURPOSE + content).signature).decode(),
    }
    return json.dumps(envelope).encode()


def key_setting(key: SigningKey = KEY) -> str:
    """As `update_key` has it."""
    return base64.b64encode(bytes(key.verify_key)).decode()

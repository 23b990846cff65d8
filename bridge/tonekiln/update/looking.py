"""One look: the manifest of the address that is set, signed by the key that is set."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tonekiln.home import Home

from .errors import UpdatesNotSet
from .fetching import fetch_manifest
from .manifest import Manifest, public_key, read_manifest
from .newest import check_not_older, remember
from .version import Version


def look(home: Home, address: str, key: bytes, installed: Version) -> Manifest:
    """What is offered, which is then remembered.

    Raises:
        UpdateRefused, NotFetched: what is offered is not taken, or nobody answers.
        OSError: the home cannot be written to.
    """
    manifest = read_manifest(fetch_manifest(address), key, datetime.now(UTC))
    check_not_older(home, manifest, installed)
    remember(home, manifest)
    return manifest


def update_settings(settings: Mapping[str, Any]) -> tuple[str, bytes]:
    """The address and the key.

    Raises:
        UpdatesNotSet: one of them is not set; nobody is asked anything.
    """
    address = settings["update_address"]
    if not address:
        raise UpdatesNotSet(
            "no address is set that updates come from",
            field="update_address",
            hint="set `update_address` in config.toml (docs/updates.md)",
        )
    return address, public_key(settings["update_key"])

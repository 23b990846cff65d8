"""Whether there is a newer version; looked at only where a setting allows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import tonekiln
from tonekiln.cli.peace import check_peace
from tonekiln.client.blocking import Client
from tonekiln.home import Home
from tonekiln.protocol.errors import Busy, DaemonUnreachable, TonekilnError
from tonekiln.update.looking import look, update_settings
from tonekiln.update.version import Version

from .check import Check

_NAME = "update"


def update_checks(home: Home, settings: Sequence[Mapping[str, Any]]) -> Iterator[Check]:
    """One, where `update_looks` is set; none else, and nobody is asked anything."""
    values = {row["name"]: row["value"] for row in settings}
    if not values.get("update_looks"):
        return
    try:
        yield _look(home, values)
    except (Busy, DaemonUnreachable) as error:
        # Without a daemon nobody knows whether a show is pinned.
        yield Check(_NAME, ok=True, detail=f"not looked for: {error.message}")
    except TonekilnError as error:
        yield Check(_NAME, ok=False, detail=error.message, fix=error.hint)
    except OSError as error:
        yield Check(_NAME, ok=False, detail=f"{error.filename}: {error.strerror}")


def _look(home: Home, values: Mapping[str, Any]) -> Check:
    address, key = update_settings(values)
    with Client(home) as client:
        check_peace(client)
    installed = Version.parse(tonekiln.__version__)
    manifest = look(home, address, key, installed)
    if manifest.number == installed:
        return Check(_NAME, ok=True, detail=f"{installed} is the newest version")
    fix = "tonekiln update --download"
    return Check(_NAME, ok=True, detail=f"{manifest.version} is there", fix=fix)

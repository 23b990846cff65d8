"""Every check, in the order in which a person would ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tonekiln.home import Home

from .check import Check
from .daemon import daemon_checks
from .folders import folder_checks
from .kept import kept_checks
from .machine import machine_checks
from .scripts import script_checks
from .updates import update_checks


def all_checks(home: Home, settings: Sequence[Mapping[str, Any]]) -> Iterator[Check]:
    """The machine, then the home."""
    yield from machine_checks()
    yield from home_checks(home, settings)
    yield from update_checks(home, settings)


def home_checks(home: Home, settings: Sequence[Mapping[str, Any]]) -> Iterator[Check]:
    """What a home holds, and what there is of it elsewhere; all that can be repaired."""
    yield from folder_checks(home, settings)
    yield from daemon_checks(home)
    yield from kept_checks(home)
    yield from script_checks(home)

"""Run in any Python, this one or a family's own: which packages it has, as JSON.

Its text is given to `python -c`, so it uses the standard library alone.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import json
import sys
from importlib.metadata import distributions
from typing import TypedDict


class Report(TypedDict):
    """What one Python has."""

    missing: list[str]
    versions: dict[str, str]
    paths: list[str]


def report(names: list[str], environment: str = "") -> Report:
    """Packages of `names` that this Python lacks, the others' versions, where it looks.

    Args:
        names: of packages.
        environment: a folder that it would look into first, or "".
    """
    importlib.invalidate_caches()
    first = [environment] if environment else []
    missing = [name for name in names if not _is_there(name, first)]
    return {
        "missing": missing,
        "versions": {name: _version(name, first) for name in names if name not in missing},
        "paths": [*first, *(path for path in sys.path if path)],
    }


def _is_there(name: str, first: list[str]) -> bool:
    found = first and importlib.machinery.PathFinder.find_spec(name, first)
    return bool(found) or importlib.util.find_spec(name) is not None


def _version(name: str, first: list[str]) -> str:
    """Of an installed package; "" for one that was only put beside, as a checkout is."""
    for found in distributions(name=name.replace("_", "-"), path=[*first, *sys.path]):
        return found.version
    return ""


if __name__ == "__main__":
    print(json.dumps(report(sys.argv[1:])))  # noqa: T201

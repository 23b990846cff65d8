"""Run in any Python, this one or a family's own: which packages it has, as JSON.

Its text is given to `python -c`, so it uses the standard library alone.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import TypedDict


class Report(TypedDict):
    """What one Python has."""

    missing: list[str]
    versions: dict[str, str]
    paths: list[str]


def report(names: list[str]) -> Report:
    """Packages of `names` that this Python lacks, the others' versions, where it looks."""
    importlib.invalidate_caches()
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    return {
        "missing": missing,
        "versions": {name: _version(name) for name in names if name not in missing},
        "paths": [path for path in sys.path if path],
    }


def _version(name: str) -> str:
    """Of an installed package; "" for one that was only put beside, as a checkout is."""
    try:
        return version(name.replace("_", "-"))
    except PackageNotFoundError:
        return ""


if __name__ == "__main__":
    print(json.dumps(report(sys.argv[1:])))  # noqa: T201

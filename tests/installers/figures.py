"""What a run measured, kept beside the installers for whoever writes it into the docs."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.installers.conftest import BUILT


def keep(what: str, value: float, unit: str) -> None:
    """Add a line to the run's figures."""
    line = f"{what}: {value:.1f} {unit}\n"
    sys.stdout.write(line)
    with Path(BUILT, "figures.txt").open("a", encoding="utf-8") as figures:
        figures.write(line)


@contextmanager
def seconds(what: str) -> Iterator[None]:
    """Keep how long it takes."""
    begun = time.monotonic()
    yield
    keep(what, time.monotonic() - begun, "s")

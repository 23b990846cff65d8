"""`tonekiln doctor --repair`: what can be mended is, and what was done is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from filelock import Timeout

from tonekiln.protocol.errors import TonekilnError

from .answer import error_line
from .checks.check import Check, Mend


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing that was tried.

    Attributes:
        said: what was done, or why it was not.
    """

    name: str
    done: bool
    said: str

    def document(self) -> dict[str, Any]:
        """As `--json` has it."""
        return asdict(self)


def repair(look: Callable[[], Iterable[Check]]) -> Iterator[Repair]:
    """Mend what is found, looking again behind each kind of repair; each is tried once.

    Args:
        look: the checks as they are at that moment.
    """
    tried: list[Mend] = []
    while True:
        open_ = [(c.name, c.mend) for c in look() if not c.ok and c.mend is not None]
        left = [(name, mend) for name, mend in open_ if mend not in tried]
        if not left:
            return
        first = min(mend.order for _, mend in left)
        for name, mend in left:
            if mend.order == first and mend not in tried:
                tried.append(mend)
                yield _tried(name, mend)


def _tried(name: str, mend: Mend) -> Repair:
    try:
        return Repair(name, True, mend())
    except TonekilnError as error:
        return Repair(name, False, error_line(error))
    except Timeout:
        return Repair(name, False, "a daemon has come meanwhile; look again")
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return Repair(name, False, f"{where}{error.strerror or error}")

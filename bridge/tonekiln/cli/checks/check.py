"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol


class Mend(Protocol):
    """What `doctor --repair` does about a check that is not well. Equal ones are done once."""

    order: ClassVar[int]
    """Those of a lower order come first, and everything is looked at again behind them."""

    def __call__(self) -> str:
        """Do it; returns what was done, a sentence. Raises TonekilnError, OSError."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at.

    Attributes:
        fix: what to type when it is not well.
        mend: what `--repair` does about it; None where a person has to.
    """

    name: str
    ok: bool
    detail: str
    fix: str = ""
    mend: Mend | None = None

    def document(self) -> dict[str, Any]:
        """As `--json` has it."""
        facts = {"name": self.name, "ok": self.ok, "detail": self.detail, "fix": self.fix}
        return {**facts, "repairable": self.mend is not None}

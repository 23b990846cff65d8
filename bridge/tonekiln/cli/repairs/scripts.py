"""Repairs of scripts in DAWs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tonekiln.cli.answer import count
from tonekiln.home import Home
from tonekiln.timeline.roads import daw_named


@dataclass(frozen=True, slots=True)
class RenewScripts:
    """Put this version's script where an earlier one is that nobody edited."""

    home: Home
    daw: str
    order: ClassVar[int] = 0

    def __call__(self) -> str:
        """Write it."""
        plan = daw_named(self.daw).installation(self.home, None)
        written = plan.write()
        return f"wrote {count(len(written), 'file')} for {self.daw}; {' '.join(plan.steps)}"

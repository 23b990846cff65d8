"""Where events fall: positions in quarter notes, and their exact frames."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from tonekiln.protocol import Meter, bpm_in_micro


@dataclass(frozen=True)
class BarGrid:
    """The clip's bars.

    Attributes:
        meter: time signature.
        bpm: quarter notes per minute.
        rate: frames per second.
        frames: length of the clip.
        bars: how many bars are written; the last may be cut off by `frames`.
        origin: the frame of the first downbeat.
        circular: whether what rings past the end comes round to the start.
    """

    meter: Meter
    bpm: Decimal
    rate: int
    frames: int
    bars: int
    origin: int = 0
    circular: bool = True

    @cached_property
    def bar(self) -> float:
        """Length of a bar in quarter notes."""
        return self.meter.quarters_per_bar

    @cached_property
    def quarters(self) -> float:
        """Length of all bars in quarter notes."""
        return self.bars * self.bar

    @cached_property
    def frames_a_quarter(self) -> float:
        """Frames in a quarter note, unrounded."""
        return 60_000_000 * self.rate / bpm_in_micro(self.bpm)

    @cached_property
    def bar_seconds(self) -> float:
        """Length of a bar in seconds."""
        return self.bar * self.frames_a_quarter / self.rate

    def frame(self, quarters: float) -> int:
        """The frame nearest to a position; each from the grid itself, so nothing adds up."""
        return self.origin + int(quarters * self.frames_a_quarter + 0.5)

    def length(self, quarters: float) -> int:
        """Frames in a duration, at least one."""
        return max(1, int(quarters * self.frames_a_quarter + 0.5))

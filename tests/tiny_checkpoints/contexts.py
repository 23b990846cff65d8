"""What upstream was asked and said, kept, and how far ours is from it on the way."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from torch import Tensor

_UNIT_ROUNDOFF = 2.0**-24
_SAFETY = 2.0


def rounding_of(lm: Any, logits: Tensor) -> float:
    """How far two fp32 computations of a transformer's logits may lie apart.

    A sum of n terms errs by about sqrt(n) units of roundoff (Higham and Mary 2019, "A new
    approach to probabilistic rounding error analysis", SIAM J. Sci. Comput. 41(5)); a block is
    some eight products one after another, whose errors add up in the same way.

    Args:
        lm: audiocraft's model.
        logits: what it gives, of any shape; their size is what errors are relative to.
    """
    blocks = len(lm.transformer.layers)
    terms = 4 * lm.dim  # the widest product: from the feed-forward layer's inside
    scale = float(logits.abs().max())
    return _SAFETY * math.sqrt(8 * blocks * terms) * _UNIT_ROUNDOFF * max(scale, 1.0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What upstream's transformer was asked, and what it said.

    Attributes:
        sequence: tokens (rows, codebooks, steps), the rows with nothing asked included.
        stage: MAGNeT's codebook, else -1.
        logits: (rows, codebooks, steps, card).
    """

    sequence: Tensor
    stage: int
    logits: Tensor


@contextmanager
def recording(lm: Any) -> Iterator[list[Asked]]:
    """Keep what upstream's transformer is asked while it generates."""
    asked: list[Asked] = []
    forward = lm.forward

    @functools.wraps(forward)
    def recorded(sequence: Tensor, *arguments: Any, stage: int = -1, **named: Any) -> Tensor:
        logits = forward(sequence, *arguments, stage=stage, **named)
        asked.append(Asked(sequence.clone(), stage, logits.detach().clone()))
        return logits

    with mock.patch.object(lm, "forward", recorded):
        yield asked


@dataclass
class Followed:
    """What was found on the way.

    Attributes:
        rounding: the most that our logits may differ.
        farthest: the most that they did.
        steps: how many were compared.
        within_rounding: choices that our own logits would have turned the other way.
    """

    asked: list[Asked]
    rounding: float = 0.0
    farthest: float = 0.0
    steps: int = 0
    within_rounding: int = 0
    ours: Tensor | None = field(default=None, repr=False)

    def compared(self, ours: Tensor, theirs: Tensor, rounding: float) -> Tensor:
        """Upstream's logits, ours having been compared with them."""
        self.rounding = max(self.rounding, rounding)
        farthest = float((ours - theirs).abs().max())
        self.farthest = max(self.farthest, farthest)
        assert farthest <= rounding, f"step {self.steps}: {farthest} apart, {rounding} is rounding"
        self.steps += 1
        self.ours = ours
        return theirs

    def next(self) -> Asked:
        """What upstream was asked at this step."""
        assert self.steps < len(self.asked), "ours takes more steps than upstream"
        return self.asked[self.steps]

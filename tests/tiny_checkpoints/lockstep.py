"""Our engine made to follow upstream's generation, step for step, in the same contexts.

Two ways to compute the same logits differ in their last bits, and on some processors a choice
between two tokens that are equal but for those bits turns out the other way; from there on
nothing can be compared. So upstream's logits are kept and ours are asked for in its contexts:

- ours are upstream's within what rounding may come to;
- our choice, given upstream's logits, is upstream's: the next context is the same, bit for bit;
- our choice, given our own logits, is upstream's too, wherever the margin is more than rounding.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from unittest import mock

import numpy as np
import torch
from tests.tiny_checkpoints.asking import loaded, take_of
from tests.tiny_checkpoints.upstream_models import largest_difference, seeded
from torch import Generator, Tensor

from tonekilnd.engines.contract import Engine
from tonekilnd.engines.neural.audiocraft import autoregressive, masked
from tonekilnd.engines.neural.generators import generator_of

TOLERANCE = 1e-4
"""Between samples of the same tokens, or of the same diffusion, decoded in fp32."""

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


def assert_upstreams(
    name: str, upstream: Any, generate: Callable[[], Any], skip: int = 0, **asked: Any
) -> None:
    """Our take in upstream's contexts is upstream's, and by itself wherever no choice is close.

    Args:
        name: a row of audiocraft's family.
        upstream: its model by upstream's own loader.
        generate: what makes upstream's take.
        skip: frames of upstream's that are the audio it was given.
        asked: fields of the same take of ours.
    """
    with recording(upstream.lm) as steps:
        reference = seeded(generate)[:, skip:]
    with following(loaded(name, pickled=True), upstream.lm, steps) as followed:
        assert_same(take_of(name, pickled=True, **asked), reference)
    print(
        f"{name}: logits {followed.farthest:.1e} apart, rounding is {followed.rounding:.1e}; "
        f"{followed.within_rounding} choices within it in {followed.steps} steps"
    )
    if not followed.within_rounding:
        assert_same(take_of(name, pickled=True, **asked), reference)


def assert_same(ours: np.ndarray, upstream: np.ndarray) -> None:
    """Two takes are the same but for rounding."""
    assert largest_difference(ours, upstream) <= TOLERANCE


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


@contextmanager
def following(engine: Engine, lm: Any, asked: list[Asked]) -> Iterator[Followed]:
    """Let an engine of audiocraft's family generate in upstream's contexts.

    Args:
        engine: loaded, in fp32.
        lm: upstream's model, whose generation was kept.
        asked: what was kept.
    """
    followed = Followed(asked)
    kind = type(engine)
    with (
        mock.patch.object(engine._steppers or engine._masked, "of", _of(engine, followed, lm)),
        mock.patch.object(autoregressive, "_chosen", _chosen(followed)),
        _Masked(followed).watched(),
    ):
        yield followed
    assert followed.steps == len(asked), f"{kind.__name__} took fewer steps than upstream"


def _of(engine: Any, followed: Followed, lm: Any) -> Callable[[str], Any]:
    given = (engine._steppers or engine._masked).of
    opened = _stepper_opened if engine._steppers else _masked_opened
    return lambda precision: opened(given(precision), followed, lm)


def _stepper_opened(open_stepper: Any, followed: Followed, lm: Any) -> Any:
    @contextmanager
    def opened(model: Any, conditions: Any) -> Iterator[Any]:
        with open_stepper(model, conditions) as stepper:
            yield _Follower(stepper, followed, lm)

    return opened


class _Follower:
    """A stepper that says what upstream said."""

    def __init__(self, stepper: Any, followed: Followed, lm: Any) -> None:
        self._stepper, self._followed, self._lm = stepper, followed, lm

    def logits(self, columns: Tensor, guidance: float) -> Tensor:
        """See Stepper."""
        was = self._followed.next()
        theirs, nothing = was.logits[:, :, -1].split(len(columns))
        torch.testing.assert_close(
            torch.cat([columns, columns]), was.sequence[..., -columns.shape[-1] :], atol=0, rtol=0
        )
        guided = nothing + (theirs - nothing) * guidance
        ours = self._stepper.logits(columns, guidance)
        # Guidance multiplies what rows with something asked and nothing asked are apart.
        rounding = rounding_of(self._lm, was.logits) * (2 * guidance + 1)
        return self._followed.compared(ours, guided.float(), rounding)


def _masked_opened(open_masked: Any, followed: Followed, lm: Any) -> Any:
    def opened(model: Any, conditions: Any, tokens: int) -> Any:
        hear = open_masked(model, conditions, tokens)

        def follow(codes: Tensor, stage: int) -> Tensor:
            was = followed.next()
            assert was.stage == stage
            torch.testing.assert_close(codes, was.sequence, atol=0, rtol=0)
            theirs = was.logits[:, stage].float()
            return followed.compared(hear(codes, stage), theirs, rounding_of(lm, was.logits))

        return follow

    return opened


def _chosen(followed: Followed) -> Any:
    """Also choose by our own logits, and look at where that would have been another token."""
    given = autoregressive._chosen

    def chosen(logits: Tensor, choice: Any, generators: Sequence[Generator]) -> Tensor:
        ours = followed.ours
        assert ours is not None
        copies = _copies(generators)
        heated = logits / choice.temperature
        theirs = given(logits, choice, generators)
        bound = 2 * followed.rounding / choice.temperature
        _compare(followed, heated, theirs, given(ours, choice, _copies(copies)), copies, bound)
        return theirs

    return chosen


class _Masked:
    """MAGNeT's choices by our own logits too: of tokens, and of the spans to mask next."""

    def __init__(self, followed: Followed) -> None:
        self._followed = followed
        self._ours: Tensor | None = None
        self._sureness: Tensor | None = None
        self._bound = 0.0

    @contextmanager
    def watched(self) -> Iterator[None]:
        with (
            mock.patch.object(masked, "_guided", partial(self._guided, masked._guided)),
            mock.patch.object(masked, "_drawn", partial(self._drawn, masked._drawn)),
            mock.patch.object(masked, "_least_sure", partial(self._least_sure, masked._least_sure)),
        ):
            yield

    def _guided(
        self, given: Any, hear: Any, codes: Tensor, stage: int, share: float, schedule: Any
    ) -> Tensor:
        theirs: Tensor = given(hear, codes, stage, share, schedule)
        heard = self._followed.ours
        self._ours = given(lambda *_: heard, codes, stage, share, schedule)
        # Guidance multiplies what rows with something asked and nothing asked are apart.
        scale = share * schedule.guidance + (1 - share) * schedule.guidance_end
        self._bound = 2 * self._followed.rounding * (2 * scale + 1)
        return theirs

    def _drawn(
        self, given: Any, logits: Tensor, heat: float, schedule: Any, generators: Any
    ) -> tuple[Tensor, Tensor]:
        assert self._ours is not None
        before = _copies(generators)
        theirs, sureness = given(logits, heat, schedule, generators)
        ours, self._sureness = given(self._ours, heat, schedule, _copies(before))
        self._bound /= heat
        if bool((theirs != ours).any()):
            self._sureness = None
        _compare(
            self._followed,
            logits / heat,
            theirs[..., None],
            ours[..., None],
            before,
            self._bound,
            in_order=schedule.top_p > 0,
        )
        return theirs, sureness

    def _least_sure(self, given: Any, scores: Tensor, share: float) -> Tensor:
        theirs: Tensor = given(scores, share)
        if self._sureness is None or not bool(scores.any()):
            return theirs
        surest = self._sureness.reshape(*scores.shape, -1).amax(dim=-1)
        ours = given(torch.where(scores == masked._SETTLED, scores, 1 - surest), share)
        differ = theirs != ours
        if bool(differ.any()):
            self._followed.within_rounding += int(differ.sum()) // 2
            edge = scores[theirs].min()
            margin = (scores[differ] - edge).abs()
            assert bool((margin <= self._bound).all()), f"spans {margin.tolist()} apart"
        return theirs


def _compare(
    followed: Followed,
    heated: Tensor,
    theirs: Tensor,
    ours: Tensor,
    generators: Sequence[Generator],
    bound: float,
    *,
    in_order: bool = False,
) -> None:
    """Count tokens that our own logits would have drawn otherwise; each was a close race."""
    differ = (theirs != ours)[..., 0]
    if not bool(differ.any()):
        return
    followed.within_rounding += int(differ.sum())
    logs = torch.log_softmax(heated, dim=-1)
    margin = _race_margin(logs, theirs, ours, generators, in_order=in_order)
    if in_order:
        # Two that are equal but for rounding have changed places, and so the noise they draw.
        swapped = (logs.gather(-1, theirs) - logs.gather(-1, ours))[..., 0].abs()
        margin = torch.minimum(margin, swapped)
    assert bool((margin[differ] <= bound).all()), f"{margin[differ].tolist()}, not {bound}"


def _race_margin(
    logs: Tensor, theirs: Tensor, ours: Tensor, generators: Sequence[Generator], *, in_order: bool
) -> Tensor:
    """How far one token was ahead of another when they were drawn, in logits.

    `torch.multinomial` draws one of a distribution as the largest of p / q with exponential q;
    from the likeliest tokens that come to top_p it draws a place in their order.
    """
    noise = torch.stack(
        [
            torch.empty_like(take.reshape(-1, take.shape[-1])).exponential_(1, generator=generator)
            for take, generator in zip(logs, _copies(generators), strict=True)
        ]
    ).reshape(logs.shape)
    if in_order:
        places = logs.argsort(dim=-1, descending=True).argsort(dim=-1)
        noise = noise.gather(-1, places)
    race = logs - noise.log()
    return (race.gather(-1, theirs) - race.gather(-1, ours))[..., 0].abs()


def _copies(generators: Sequence[Generator]) -> list[Generator]:
    copies = [generator_of(0, generator.device) for generator in generators]
    for copy, generator in zip(copies, generators, strict=True):
        copy.set_state(generator.get_state())
    return copies

"""Our choices by upstream's logits and by our own: they differ only in close races."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any
from unittest import mock

import torch
from tests.tiny_checkpoints.contexts import Followed
from torch import Generator, Tensor

from tonekilnd.engines.neural.audiocraft import autoregressive, masked
from tonekilnd.engines.neural.generators import generator_of


def chosen_by(followed: Followed) -> Any:
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


class MaskedChoices:
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

"""Our engine made to follow upstream's generation, step for step, in the same contexts.

Two ways to compute the same logits differ in their last bits, and on some processors a choice
between two tokens that are equal but for those bits turns out the other way; from there on
nothing can be compared. So upstream's logits are kept and ours are asked for in its contexts:

- ours are upstream's within what rounding may come to;
- our choice, given upstream's logits, is upstream's: the next context is the same, bit for bit;
- our choice, given our own logits, is upstream's too, wherever the margin is more than rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import numpy as np
import torch
from tests.tiny_checkpoints.asking import loaded, take_of
from tests.tiny_checkpoints.close_choices import MaskedChoices, chosen_by
from tests.tiny_checkpoints.contexts import Asked, Followed, recording, rounding_of
from tests.tiny_checkpoints.upstream_models import largest_difference, seeded
from torch import Tensor

from tonekilnd.engines.contract import Engine
from tonekilnd.engines.neural.audiocraft import autoregressive

TOLERANCE = 1e-4
"""Between samples of the same tokens, or of the same diffusion, decoded in fp32."""


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
        mock.patch.object(autoregressive, "_chosen", chosen_by(followed)),
        MaskedChoices(followed).watched(),
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

"""MusicGen's and AudioGen's decoding: one column of codebook tokens after another.

The loop is ours, so that every take has its own generator, a step can be cancelled, and finished
tokens can be heard while others are made; each step's logits come from a `Stepper`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Generator, Tensor

from ..fast.interfaces import Stepper
from .conditions import Conditions
from .model import Model
from .sampling import drawn
from .upstream import audiocraft

audiocraft()

from audiocraft.modules.transformer import set_efficient_attention_backend  # noqa: E402

UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Choice:
    """How tokens are chosen from logits."""

    guidance: float
    temperature: float
    top_k: int


class UpstreamStepper:
    """The streaming transformer of audiocraft."""

    def __init__(self, model: Model, conditions: Conditions) -> None:
        self._lm = model.lm
        self._conditions = conditions

    def logits(self, columns: Tensor, guidance: float) -> Tensor:
        """See Stepper."""
        takes = len(columns)
        every = self._lm(
            torch.cat([columns, columns]), conditions=[], condition_tensors=self._conditions
        )
        asked, nothing = every.split(takes)
        guided = nothing + (asked - nothing) * guidance
        return guided[:, :, -1, :].float()


OpenStepper = Callable[[Model, Conditions], Any]
"""Opens a context whose value is a Stepper."""


@contextmanager
def upstream_stepper(model: Model, conditions: Conditions) -> Iterator[Stepper]:
    """The stepper of audiocraft, forgetting everything at the end."""
    set_efficient_attention_backend(model.attention)
    with torch.inference_mode(), model.lm.streaming():
        yield UpstreamStepper(model, conditions)


def continued(
    model: Model,
    stepper: Stepper,
    prompt: Tensor,
    length: int,
    choice: Choice,
    generators: Sequence[Generator],
    on_step: Callable[[Tensor | None], None],
) -> Tensor:
    """Tokens that begin with `prompt` and go on to `length`.

    Args:
        model: whose codebook pattern is followed.
        stepper: gives each step's logits.
        prompt: (takes, codebooks, tokens), tokens may be 0.
        length: how many tokens in all.
        choice: how tokens are chosen.
        generators: one a take.
        on_step: called after each step, with the tokens that became final in it, or None.

    Returns:
        (takes, codebooks, length).
    """
    pattern = model.lm.pattern_provider.get_pattern(length)
    given = prompt.shape[-1]
    codes = torch.full((*prompt.shape[:2], length), UNKNOWN, device=prompt.device)
    codes[..., :given] = prompt
    sequence, _, mask = pattern.build_pattern_sequence(codes, model.lm.special_token_id)
    places = _places(pattern, length)
    final_at = places.max(dim=0).values.tolist()
    done = given
    seen = 0
    for step in range(pattern.get_first_step_with_timesteps(given), sequence.shape[-1]):
        logits = stepper.logits(sequence[..., seen:step], choice.guidance)
        token = _chosen(logits, choice, generators)
        # Without a look at the values from the host, which would have to wait for a GPU.
        token = torch.where(mask[None, :, step : step + 1], token, model.lm.special_token_id)
        column = sequence[..., step : step + 1]
        sequence[..., step : step + 1] = torch.where(column == UNKNOWN, token, column)
        seen = step
        newly = done
        while newly < length and final_at[newly] <= step:
            newly += 1
        on_step(_gathered(sequence, places[:, done:newly]) if newly > done else None)
        done = newly
    return _gathered(sequence, places)


def steps_of(model: Model, given: int, length: int) -> int:
    """How many steps `continued` takes."""
    pattern = model.lm.pattern_provider.get_pattern(length)
    return len(pattern.layout) - int(pattern.get_first_step_with_timesteps(given))


def _chosen(logits: Tensor, choice: Choice, generators: Sequence[Generator]) -> Tensor:
    probabilities = torch.softmax(logits / choice.temperature, dim=-1)
    return drawn(probabilities, generators, top_k=choice.top_k, top_p=0.0)


def _places(pattern: Any, length: int) -> Tensor:
    """The sequence step of each (codebook, token), from the pattern's layout."""
    places = torch.zeros((pattern.n_q, length), dtype=torch.long)
    for step, column in enumerate(pattern.layout):
        for coordinate in column:
            if coordinate.t < length:
                places[coordinate.q, coordinate.t] = step
    return places


def _gathered(sequence: Tensor, places: Tensor) -> Tensor:
    index = places.to(sequence.device)[None].expand(len(sequence), -1, -1)
    return torch.gather(sequence, 2, index)


@dataclass(frozen=True, slots=True)
class Window:
    """One pass of the model over a take.

    Attributes:
        start: the first token it spans, counted from the take's start.
        given: how many tokens it is given.
        length: how many it spans.
    """

    start: int
    given: int
    length: int


def windows_over(total: int, given: int, window: int, stride: int) -> list[Window]:
    """The passes that make `total` tokens, as upstream's extended generation plans them.

    Args:
        total: tokens in all, the given ones included.
        given: tokens at the start that are there already.
        window: most tokens of one pass.
        stride: how far each pass moves on from the one before.
    """
    if total <= window:
        return [Window(0, given, total)]
    passes = []
    start = 0
    while start + given < total:
        length = min(total - start, window)
        passes.append(Window(start, given, length))
        given = length - stride
        start += stride
    return passes


def stride_tokens(model: Model, seconds: float) -> int:
    """A stride in tokens; never as long as the window."""
    return min(math.floor(model.frame_rate * seconds), model.window - 1)

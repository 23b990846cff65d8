"""One random generator per take, so that a take does not depend on its neighbours."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

import torch
from torch import Generator, Tensor


def generator_of(seed: int, device: torch.device) -> Generator:
    """A take's own generator; its stream is that of `torch.manual_seed(seed)`."""
    return Generator(device).manual_seed(seed)


def normal(
    shape: Sequence[int], generators: Sequence[Generator], device: torch.device, dtype: torch.dtype
) -> Tensor:
    """Normal noise of (takes, *shape), each take's from its own generator."""
    return torch.cat(
        [
            torch.randn((1, *shape), generator=generator, device=device, dtype=dtype)
            for generator in generators
        ]
    )


def categorical(probabilities: Tensor, generators: Sequence[Generator]) -> Tensor:
    """One draw per distribution, each take's from its own generator.

    Args:
        probabilities: of shape (takes, ..., choices).
        generators: one a take.

    Returns:
        Indices of shape (takes, ..., 1).
    """
    drawn = [
        torch.multinomial(take.reshape(-1, take.shape[-1]), 1, generator=generator)
        for take, generator in zip(probabilities, generators, strict=True)
    ]
    return torch.stack(drawn).reshape(*probabilities.shape[:-1], 1)


@contextlib.contextmanager
def as_global(generator: Generator) -> Iterator[None]:
    """Let library code that draws from torch's global generator draw from this one."""
    get_state, set_state = _GLOBAL_STATES[generator.device.type]
    before = get_state()
    set_state(generator.get_state())
    try:
        yield
    finally:
        generator.set_state(get_state())
        set_state(before)


_GLOBAL_STATES = {
    "cpu": (torch.get_rng_state, torch.set_rng_state),
    "cuda": (torch.cuda.get_rng_state, torch.cuda.set_rng_state),
    "mps": (torch.mps.get_rng_state, torch.mps.set_rng_state),
}

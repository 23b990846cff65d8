"""Seeded chance: every decision has its own named stream, so none disturbs another."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chance:
    """A tree of random streams under one seed.

    Adding a hi-hat must not change the melody: each asker names itself and gets a generator
    that depends on the seed and that name alone.
    """

    seed: int
    path: tuple[int, ...] = ()

    def of(self, *names: str | int) -> Chance:
        """The branch of that name."""
        return Chance(self.seed, self.path + tuple(_number(name) for name in names))

    def stream(self, *names: str | int) -> np.random.Generator:
        """A fresh generator for that name; the same each time."""
        branch = self.of(*names)
        return np.random.Generator(np.random.PCG64((branch.seed, *branch.path)))

    def pick(self, options: Sequence[T], *names: str | int) -> T:
        """One of `options`, each as likely."""
        return options[int(self.stream(*names).integers(len(options)))]

    def unit(self, *names: str | int) -> float:
        """A number in [0, 1)."""
        return float(self.stream(*names).random())


def seed_of(text: str) -> int:
    """A seed that depends on a text, for what all variations of a prompt share."""
    return zlib.crc32(text.encode())


def _number(name: str | int) -> int:
    return name if isinstance(name, int) else zlib.crc32(name.encode())

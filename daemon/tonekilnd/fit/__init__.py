"""Raw takes made into clips: tempo, length, seam, loudness. Pure functions over arrays."""

from .chain import fit_take
from .decay import dies_away
from .loudness import preload
from .result import FittedTake

__all__ = ["FittedTake", "dies_away", "fit_take", "preload"]

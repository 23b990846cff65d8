"""Raw takes made into clips: tempo, length, seam, loudness. Pure functions over arrays."""

from .chain import fit_take
from .levels.loudness import preload
from .refit import refit_audio
from .result import FittedTake

__all__ = ["FittedTake", "fit_take", "preload", "refit_audio"]

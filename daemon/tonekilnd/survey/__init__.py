"""What state a home is in, read and never written: for `tonekiln doctor`, daemon or none."""

from .finding import Finding, Mended
from .home import survey
from .of_getting import engines_coming

__all__ = ["Finding", "Mended", "engines_coming", "survey"]

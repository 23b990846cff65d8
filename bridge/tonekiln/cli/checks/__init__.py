"""What `tonekiln doctor` looks at, by concern; `all` puts it in order."""

from .check import Check
from .everything import all_checks, home_checks
from .models import engine_checks, library_checks

__all__ = ["Check", "all_checks", "engine_checks", "home_checks", "library_checks"]

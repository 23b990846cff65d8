"""How long a test waits for what only must happen."""

PATIENCE_SECONDS = 600
"""For whatever takes seconds on a quiet machine: a limit of a hang, never of a pace."""

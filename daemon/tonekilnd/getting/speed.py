"""How fast bytes come, and when all will be here; arithmetic alone."""

from __future__ import annotations

from collections import deque

WINDOW_SECONDS = 5.0
"""Speed is that of the last seconds."""

LEAST_SECONDS = 0.5
"""Of less nothing can be said: the first bytes come in a lump, or late."""


class Speed:
    """Of one step."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def saw(self, now: float, done: int) -> None:
        """So many bytes were here at a moment, in seconds of a clock that never goes back."""
        self._seen.append((now, done))
        while len(self._seen) > 2 and self._seen[1][0] <= now - WINDOW_SECONDS:
            self._seen.popleft()

    @property
    def bytes_per_second(self) -> float:
        """Over the window; 0 while nothing came in it."""
        if not self._seen:
            return 0.0
        (before, had), (now, has) = self._seen[0], self._seen[-1]
        long_enough = now - before >= LEAST_SECONDS
        return max(0.0, (has - had) / (now - before)) if long_enough else 0.0

    def eta_ms(self, of: int) -> int | None:
        """Until `of` bytes are here; None while that cannot be told."""
        speed = self.bytes_per_second
        if not self._seen or speed <= 0.0 or of <= 0:
            return None
        return round(max(0, of - self._seen[-1][1]) / speed * 1000)

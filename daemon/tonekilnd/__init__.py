"""Tonekiln's daemon: keeps engines warm and turns requests into clips."""

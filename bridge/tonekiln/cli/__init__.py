"""The `tonekiln` command."""

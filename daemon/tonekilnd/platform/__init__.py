"""What only the daemon asks of an operating system; the rest is in `tonekiln.platform`."""

"""Written by `tonekiln daw install live`."""

CONNECTION_FILE = "@CONNECTION_FILE@"

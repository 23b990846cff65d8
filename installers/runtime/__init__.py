"""The daemon with a Python of its own: interpreter, libraries, `uv`."""

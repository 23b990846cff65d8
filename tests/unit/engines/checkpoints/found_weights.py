"""A checkpoint's files as they lie in a folder of the cache."""

from __future__ import annotations

WHOLE = {"config.json": b"{}", "model.safetensors": b"x", "spiece.model": b"y"}

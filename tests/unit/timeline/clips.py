"""Clips as the library would show them, for files a test wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tonekiln.protocol import Clip
from tonekiln.protocol.clip import Seam
from tonekiln.protocol.fields import EngineKind


def clip_of(path: Path, **changes: Any) -> Clip:
    facts: dict[str, Any] = {
        "clip_id": "0123456789abcdef",
        "plan_id": "fedcba9876543210",
        "path": str(path),
        "name": path.stem,
        "prompt": "dusty drums",
        "frames": 96_000,
        "sample_rate": 48_000,
        "channels": 2,
        "bpm": 120.0,
        "meter": "4/4",
        "bars": 1,
        "seconds": 2.0,
        "key": "Am",
        "seed": 7,
        "engine": "sketch",
        "engine_kind": EngineKind.PROCEDURAL,
        "licence": "CC0-1.0",
        "lufs": -14.0,
        "true_peak_dbtp": -1.0,
        "tempo_error_percent": 0.0,
        "seam": Seam(jump=0.1, slope=0.1, flux=1.0),
    }
    return Clip(**{**facts, **changes})

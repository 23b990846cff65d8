"""Clips as the library would show them, for files a test wrote."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from tests.unit.timeline.musical_time import bpms, rates

from tonekiln.protocol import Clip
from tonekiln.protocol.clip import Seam
from tonekiln.protocol.fields import EngineKind
from tonekiln.protocol.grid import Meter, bar_frames


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


names = st.text(max_size=20)
"""Any text at all: a prompt may hold what XML and file systems mind."""


@st.composite
def clips(draw: st.DrawFn) -> Clip:
    """A clip of any tempo, meter, length, rate and wording."""
    meter = draw(st.sampled_from(["4/4", "3/4", "7/8", "6/8", "5/16"]))
    bpm = draw(st.sampled_from([Decimal("120"), Decimal("127.37"), draw(bpms)]))
    rate = draw(rates)
    one_shot = draw(st.booleans())
    bars = None if one_shot else draw(st.none() | st.integers(1, 64))
    frames = (
        draw(st.integers(1, 10 * rate))
        if bars is None
        else bar_frames(bars, Meter.parse(meter), bpm, rate)
    )
    return clip_of(
        Path("/clips/any.wav"),
        clip_id=draw(st.uuids()).hex[:16],
        name=draw(names),
        prompt=draw(names),
        stem=draw(st.none() | names),
        frames=frames,
        sample_rate=rate,
        channels=draw(st.integers(1, 2)),
        bpm=float(bpm),
        meter=meter,
        bars=bars,
        seconds=frames / rate,
        one_shot=one_shot,
        non_commercial=draw(st.booleans()),
    )


clip_sets = st.lists(clips(), min_size=1, max_size=5, unique_by=lambda clip: clip.clip_id)

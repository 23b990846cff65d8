"""What a clip's file says of its clip, where a test does not care."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from tonekiln.protocol import Meter
from tonekilnd.library.wav import WavFacts

_FACTS = WavFacts(
    clip_id="0123456789abcdef",
    title="dusty-drums_120bpm_4bars_0123",
    prompt="dusty drums",
    seed=1,
    engine="sketch",
    engine_kind="procedural",
    licence="MIT",
    bpm=Decimal(120),
    meter=Meter(4, 4),
    key=None,
    sample_rate=48_000,
    one_shot=False,
    created=datetime(2026, 1, 1, tzinfo=UTC),
    provenance=b"{}",
)


def wav_facts(**changes: Any) -> WavFacts:
    """A loop of sketch's, with whatever is stated."""
    return replace(_FACTS, **changes)

"""Clips that are searched, shown, marked, fetched and removed."""

from __future__ import annotations

from decimal import Decimal

from ... import (
    Clip,
    ClipChunk,
    ClipDetails,
    ClipList,
    ClipState,
    EngineKind,
    FetchClip,
    MarkClip,
    RemoveClip,
    Seam,
    SearchClips,
    ShowClip,
)
from .example import Example, answered, asked

_SEAM = Seam(jump=0.41, slope=0.57, flux=1.08)
CLIP = Clip(
    clip_id="clip-7f3a",
    plan_id="plan-91c2",
    path="/home/ada/Tonekiln/dusty-lofi-drums_84bpm_Am_4bars_7f3a.wav",
    name="dusty-lofi-drums_84bpm_Am_4bars_7f3a",
    prompt="dusty lo-fi drums, “brushed” — 埃",
    frames=548_571,
    sample_rate=48_000,
    channels=2,
    bpm=84.0,
    meter="4/4",
    bars=4,
    seconds=11.4285625,
    key="Am",
    seed=4_294_967_295,
    engine="sketch",
    engine_kind=EngineKind.PROCEDURAL,
    licence="MIT",
    lufs=-14.02,
    true_peak_dbtp=-1.3,
    tempo_error_percent=0.0,
    seam=_SEAM,
    words_understood=("dusty", "lo-fi", "drums"),
    words_ignored=("brushed",),
    audio_sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    bytes=3_293_210,
    created="2026-03-01T12:00:00Z",
)

EXAMPLES: tuple[Example, ...] = (
    asked(SearchClips(words="dusty", key="Am", bpm_min=Decimal(80), bpm_max=Decimal("90.25"))),
    asked(ShowClip(clip_id=CLIP.clip_id)),
    asked(RemoveClip(clip_id=CLIP.clip_id)),
    asked(MarkClip(clip_id=CLIP.clip_id, pinned=True)),
    asked(FetchClip(clip_id=CLIP.clip_id, offset=262_144)),
    answered(ClipList(clips=(CLIP,), total=1), "ask-search_clips"),
    answered(ClipDetails(clip=CLIP, plan={"engine": "sketch"}, file_exists=True), "ask-show_clip"),
    answered(ClipState(clip=CLIP, removed=True), "ask-remove_clip"),
    answered(ClipChunk(clip_id=CLIP.clip_id, offset=0, file_bytes=4), "ask-fetch_clip", (b"RIFF",)),
)

"""A fitted take and its Plan as the `Clip` that every interface shows."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from msgspec.structs import replace

from tonekiln.protocol import Clip
from tonekilnd.domain import EngineFacts, Plan, Take
from tonekilnd.fit.result import FittedTake
from tonekilnd.library.acid import stretch_notes
from tonekilnd.library.names import clip_name, length_in_name
from tonekilnd.planning.loras import licence_with_loras, loras_in_words


def clip_record(
    plan: Plan, facts: EngineFacts, variation: int, take: Take, fitted: FittedTake
) -> Clip:
    """The clip of one take, complete but for its file's path, size and digest."""
    clip_id = uuid.uuid4().hex[:16]
    spec = plan.takes[variation]
    bpm = plan.bpm if plan.bars else None  # what is measured in seconds has none of its own
    licence, non_commercial = licence_with_loras(plan, facts)
    length = length_in_name(plan.bars, plan.seconds)
    clip = Clip(
        clip_id=clip_id,
        plan_id=plan.plan_id,
        path="",
        name=clip_name(plan.prompt, bpm, plan.key, length, clip_id[:4]),
        prompt=plan.prompt,
        negative=plan.negative,
        frames=plan.frames,
        sample_rate=plan.sample_rate,
        channels=len(fitted.audio),
        bpm=float(plan.bpm),
        meter=plan.meter,
        bars=plan.bars,
        seconds=plan.frames / plan.sample_rate,
        key=plan.key,
        seed=spec.seed,
        variation=variation,
        one_shot=plan.one_shot,
        engine=facts.name,
        engine_kind=facts.kind,
        licence=licence,
        licence_url=facts.licence_url,
        non_commercial=non_commercial,
        lufs=fitted.lufs,
        true_peak_dbtp=fitted.true_peak_dbtp,
        tempo_error_percent=fitted.tempo_error_percent,
        tempo_error_before_percent=fitted.tempo_error_before_percent,
        beat_phase_ms=fitted.beat_phase_ms,
        seam=fitted.seam,
        notes=(*loras_in_words(plan, facts), *plan.notes, *take.notes, *fitted.notes),
        words_understood=take.words_understood,
        words_ignored=take.words_ignored,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    return replace(clip, notes=(*clip.notes, *stretch_notes(clip)))

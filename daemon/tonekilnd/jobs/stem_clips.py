"""What was taken apart as clips: one a stem, at the source's own level. Runs on a thread."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePath

from msgspec.structs import replace

from tonekiln.protocol import Clip, Meter
from tonekilnd.domain import STEMS, Audio, EngineFacts, Parent, Plan, Take
from tonekilnd.fit.beat import beat_seconds, beats_per_bar
from tonekilnd.fit.levels.loudness import integrated_lufs
from tonekilnd.fit.levels.peak import decibels, peak_envelope
from tonekilnd.fit.seam import measure_seam
from tonekilnd.fit.take_checks import stereo_parts
from tonekilnd.library.acid import stretch_notes
from tonekilnd.library.names import clip_name, length_in_name
from tonekilnd.library.summing import exactly_summing
from tonekilnd.library.wav import fitting_subtype

THEIRS = "that of what it was taken from"
"""The licence of stems of somebody's file: nobody here knows its own."""

_REST = STEMS[-1]


def stem_clips(
    plan: Plan, parent: Parent, facts: EngineFacts, take: Take
) -> Iterator[tuple[Clip, Audio]]:
    """A record and its audio for each stem; in the files they sum to the source exactly.

    Nothing is levelled, limited or stretched: they could not sum any more.
    """
    checked, _ = stereo_parts(take)
    whole = take.audio
    stems = exactly_summing(whole, {name: checked[name] for name in STEMS}, _REST)
    clip_id = uuid.uuid4().hex[:16]
    base = _name(plan, parent, clip_id)
    record = _record(plan, parent, facts, take)
    for name, audio in stems.items():
        measured = _measured(plan, record, audio)
        clip = replace(
            measured,
            clip_id=f"{clip_id}-{name}",
            name=f"{base}_{name}",
            stem=name,
            notes=(*_notes(parent, facts, name, audio), *record.notes),
        )
        yield replace(clip, notes=(*clip.notes, *stretch_notes(clip))), audio


def _name(plan: Plan, parent: Parent, clip_id: str) -> str:
    """A clip's stems are called after it; a file's as clips are."""
    if parent.clip is not None:
        return parent.name
    bpm = plan.bpm if plan.bars else None
    length = length_in_name(plan.bars, round(plan.seconds or 0.0, 1))
    return clip_name(PurePath(parent.name).stem, bpm, None, length, clip_id[:4])


def _record(plan: Plan, parent: Parent, facts: EngineFacts, take: Take) -> Clip:
    """What all stems share."""
    licence, url = parent.licence or THEIRS, parent.licence_url
    if facts.non_commercial and not parent.non_commercial:
        licence, url = f"{licence}; taken apart by {facts.name}: {facts.licence}", facts.licence_url
    return Clip(
        clip_id="",
        plan_id=plan.plan_id,
        path="",
        name="",
        prompt=plan.prompt,
        frames=plan.frames,
        sample_rate=plan.sample_rate,
        channels=len(take.audio),
        bpm=float(plan.bpm),
        meter=plan.meter,
        bars=plan.bars,
        seconds=plan.frames / plan.sample_rate,
        key=plan.key,
        seed=plan.takes[0].seed,
        one_shot=plan.one_shot,
        engine=facts.name,
        engine_kind=facts.kind,
        licence=licence,
        licence_url=url,
        non_commercial=parent.non_commercial or facts.non_commercial,
        lufs=None,
        true_peak_dbtp=0.0,
        tempo_error_percent=None,
        seam=None,
        notes=(*plan.notes, *take.notes),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        parent=parent.clip,
        parent_name=parent.name,
    )


def _measured(plan: Plan, record: Clip, audio: Audio) -> Clip:
    """With what is measured on one stem."""
    loop = plan.bars is not None and not plan.one_shot
    meter = Meter.parse(plan.meter)
    beat = beat_seconds(plan.bpm, meter)
    peaks = peak_envelope(audio, plan.sample_rate, loop=loop)
    return replace(
        record,
        lufs=integrated_lufs(audio, plan.sample_rate),
        true_peak_dbtp=decibels(float(peaks.max())),
        seam=measure_seam(audio, plan.sample_rate, beat, beats_per_bar(meter)) if loop else None,
    )


def _notes(parent: Parent, facts: EngineFacts, name: str, audio: Audio) -> Iterator[str]:
    yield f"taken from {parent.name} by {facts.name}: the {len(STEMS)} stems sum to it"
    if name == _REST:
        yield f"all that is not {', '.join(STEMS[:-2])} or {STEMS[-2]}"
    if fitting_subtype(audio) == "FLOAT":
        yield "its peaks go over full scale, and are kept: its file holds floats"

"""The Plan of the same audio at another tempo or rate."""

from __future__ import annotations

from msgspec import UNSET
from msgspec.structs import replace

from tonekiln.protocol import Clip, Meter, Refit, bar_frames
from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.domain import Plan

from .checks import check_length, check_tempo
from .plan import plan_digest

MOST_STRETCH = 2.0


def refit_plan(request: Refit, clip: Clip, plan: Plan, fit_code: str = "") -> Plan:
    """The Plan of `clip` stretched to another tempo; the fit alone makes its samples.

    Raises:
        InvalidRequest: the tempo is out of range, too far away, or the clip has no bars or would
            be too long.
    """
    check_tempo(request.bpm)
    if clip.bars is None or clip.one_shot:
        raise InvalidRequest(
            "only loops have a tempo to refit", field="clip_id", hint="ask for a new clip"
        )
    ratio = float(request.bpm) / clip.bpm
    if not 1 / MOST_STRETCH <= ratio <= MOST_STRETCH:
        raise InvalidRequest(
            f"{request.bpm} bpm is too far from the clip's {clip.bpm:g}",
            field="bpm",
            bound=f"{clip.bpm / MOST_STRETCH:g} to {clip.bpm * MOST_STRETCH:g}",
            hint="generate it anew at this tempo",
        )
    rate = request.sample_rate or clip.sample_rate
    frames = bar_frames(clip.bars, Meter.parse(clip.meter), request.bpm, rate)
    check_length(frames, rate, clip.bars, request.bpm)
    refitted = replace(
        plan,
        bpm=request.bpm,
        sample_rate=rate,
        frames=frames,
        takes=(replace(plan.takes[clip.variation], source=UNSET),),
        stems=False,
        made_by=fit_code,
        refit_of=clip.clip_id,
        inpaint_spans=UNSET,
        parent=UNSET,
        notes=(),
    )
    return replace(refitted, plan_id=plan_digest(refitted))

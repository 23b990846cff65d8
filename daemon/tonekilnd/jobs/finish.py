"""Takes to clips: the fit and the record, stems as clips of their own. Runs on a thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec import UNSET
from msgspec.structs import replace

from tonekiln.protocol import Clip, Meter
from tonekilnd.domain import Audio, InputFile, Plan, Take
from tonekilnd.engines.contract import EngineFacts
from tonekilnd.fit.chain import fit_take
from tonekilnd.fit.parts import Original, fit_parts
from tonekilnd.fit.refit import refit_audio
from tonekilnd.fit.result import FittedTake
from tonekilnd.fit.span import padded
from tonekilnd.inputs.audio import read_audio as read_input
from tonekilnd.library.acid import stretch_notes
from tonekilnd.library.wav import read_audio

from .record import clip_record
from .stem_clips import stem_clips


@dataclass(frozen=True, slots=True)
class FinishedTake:
    """A clip's record and its audio, ready to be written."""

    clip: Clip
    audio: Audio


def finished(plan: Plan, facts: EngineFacts, takes: Sequence[Take]) -> list[FinishedTake]:
    """The clips of a Plan, whether its sound was made or taken apart."""
    if plan.parent:
        return [FinishedTake(*stem) for stem in stem_clips(plan, plan.parent, facts, takes[0])]
    return finish_takes(plan, facts, takes)


def finish_takes(plan: Plan, facts: EngineFacts, takes: Sequence[Take]) -> list[FinishedTake]:
    """Fit every take; a mix first, then its stems."""
    original = original_of(plan)
    finished = []
    for variation, take in enumerate(takes):
        spec = plan.takes[variation]
        if original is not None:
            fitted = fit_parts(take, spec, original, plan.sample_rate, plan.fit)
        else:
            fitted = fit_take(
                take,
                spec,
                frames=plan.frames,
                sample_rate=plan.sample_rate,
                settings=plan.fit,
                exact=facts.exact,
            )
        clip = clip_record(plan, facts, variation, take, fitted)
        finished.append(FinishedTake(clip, fitted.audio))
        finished += _stems(clip, fitted)
    return finished


def original_of(plan: Plan) -> Original | None:
    """What parts are made of, as long as the clip; None where a clip is made whole.

    Raises:
        InvalidRequest: it cannot be read any more.
    """
    given = plan.takes[0].inpaint
    if not isinstance(given, InputFile) or plan.inpaint_spans is UNSET:
        return None
    audio = read_input(given, plan.sample_rate, 2, "inpaint")
    return Original(padded(audio, 0, plan.frames), plan.inpaint_spans)


def _stems(mix: Clip, fitted: FittedTake) -> list[FinishedTake]:
    return [
        FinishedTake(
            replace(
                mix,
                clip_id=f"{mix.clip_id}-{name}",
                name=f"{mix.name}_{name}",
                stem=name,
                notes=(
                    "a stem: it shares the mix's gain; its loudness is the mix's",
                    *stretch_notes(mix),
                ),
            ),
            audio,
        )
        for name, audio in fitted.stems.items()
    ]


def finish_refit(plan: Plan, facts: EngineFacts, source: Clip) -> FinishedTake:
    """Stretch a clip of the library to the Plan's tempo."""
    audio, rate = read_audio(source.path)
    fitted = refit_audio(
        audio,
        rate,
        frames=plan.frames,
        new_rate=plan.sample_rate,
        settings=plan.fit,
        bpm=plan.bpm,
        meter=Meter.parse(plan.meter),
    )
    take = Take(audio=audio, sample_rate=rate)
    clip = clip_record(plan, facts, 0, take, fitted)
    note = f"refitted from {source.bpm:g} bpm"
    return FinishedTake(
        replace(
            clip,
            variation=source.variation,
            stem=source.stem,
            notes=(note, *clip.notes),
            licence=source.licence,
            licence_url=source.licence_url,
            non_commercial=source.non_commercial,
            parent_name=source.parent_name,
        ),
        fitted.audio,
    )

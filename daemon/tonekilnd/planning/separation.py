"""The Plan of taking a clip or a file apart."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath

from msgspec.structs import replace

from tonekiln.protocol import Ability, Clip, Meter, Separate, bar_frames
from tonekiln.protocol import limits as limit
from tonekiln.protocol.errors import InvalidRequest, OutOfMemory, UnsupportedAbility
from tonekilnd.domain import EngineFacts, FitSettings, InputFile, Parent, Plan, TakeSpec

from .checks import check_length, check_meter, check_tempo, memory_to_spare
from .made_by import code_of
from .plan import plan_digest

SEPARATOR = "htdemucs"
"""What takes sound apart unless a request says."""

UNTOLD_BPM = Decimal(120)
"""Stands in the record of stems whose source says no tempo: they have no bars to count by it."""

_BYTES_PER_FRAME = 30 * 2 * 4
"""Of memory, at most: the source, its stems at two rates, on the wire and as steps of a file."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be taken apart.

    Attributes:
        file: its kept copy.
        frames: its length at `sample_rate`, its own.
        clip: the clip of the library that it is, or None.
        stated: the tempo that a file says it has, or None.
        notes: what a person should know of it.
    """

    file: InputFile
    frames: int
    sample_rate: int
    clip: Clip | None = None
    stated: Decimal | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where bars lie in a source, as far as that is known."""

    bpm: Decimal
    meter: str
    bars: int | None
    notes: tuple[str, ...] = ()


def check_separates(facts: EngineFacts) -> None:
    """Refuse an engine that takes nothing apart. Raises UnsupportedAbility."""
    if Ability.SEPARATE not in facts.abilities:
        raise UnsupportedAbility(
            f"{facts.name} makes sound, and takes none apart",
            field="engine",
            bound=SEPARATOR,
            hint=f"leave engine out, or say {SEPARATOR}",
        )


def refuse_separator(facts: EngineFacts) -> None:
    """Refuse to make sound from words by what only takes sound apart. Raises UnsupportedAbility."""
    if Ability.SEPARATE in facts.abilities:
        raise UnsupportedAbility(
            f"{facts.name} makes no sound from words: it takes clips and files apart into stems",
            field="engine",
            hint="choose another engine (`tonekiln list`); for stems, `tonekiln stems CLIP`",
        )


def check_separation(request: Separate) -> None:
    """Refuse what can be refused before its source is read. Raises InvalidRequest."""
    check_meter(request.meter)
    if request.bpm is not None:
        check_tempo(request.bpm)


def separation_plan(
    request: Separate, facts: EngineFacts, source: Source, fit_code: str = ""
) -> Plan:
    """The Plan of a source's stems: as long as it is, at its rate, on its bars.

    Raises:
        UnsupportedAbility: the engine takes nothing apart.
        InvalidRequest: clips of that rate or length cannot be.
        OutOfMemory: they would not fit into this machine's memory while they are made.
    """
    check_separates(facts)
    _check(source)
    grid = _of_clip(source.clip) if source.clip else _of_file(request, source)
    parent = _parent(source)
    take = TakeSpec(
        prompt="",
        negative="",
        seed=0,
        sample_rate=source.sample_rate,
        frames=source.frames,
        pre_roll_frames=0,
        bpm=grid.bpm,
        meter=grid.meter,
        bars=grid.bars,
        key=source.clip.key if source.clip else None,
        one_shot=source.clip.one_shot if source.clip else False,
        precision=facts.precision,
        source=source.file,
    )
    plan = Plan(
        plan_id="",
        engine=facts.name,
        checkpoint=facts.checkpoint,
        precision=facts.precision,
        device=facts.device,
        prompt=source.clip.prompt if source.clip else PurePath(parent.name).stem,
        negative="",
        bpm=grid.bpm,
        meter=grid.meter,
        bars=grid.bars,
        seconds=None if grid.bars else source.frames / source.sample_rate,
        key=take.key,
        sample_rate=source.sample_rate,
        frames=source.frames,
        one_shot=take.one_shot,
        stems=False,
        takes=(take,),
        fit=FitSettings(),
        made_by=code_of(facts, facts.precision, fit_code),
        placement=request.placement,
        notes=(*grid.notes, *source.notes),
        parent=parent,
    )
    return replace(plan, plan_id=plan_digest(plan))


def _check(source: Source) -> None:
    if not limit.MIN_SAMPLE_RATE <= source.sample_rate <= limit.MAX_SAMPLE_RATE:
        raise InvalidRequest(
            f"{source.file.shown} has {source.sample_rate} samples a second",
            field="source",
            bound=f"{limit.MIN_SAMPLE_RATE} to {limit.MAX_SAMPLE_RATE}",
            hint="save it at 44100 or 48000 first",
        )
    check_length(source.frames, source.sample_rate, None, UNTOLD_BPM)
    needed, most = source.frames * _BYTES_PER_FRAME, memory_to_spare()
    if needed > most:
        raise OutOfMemory(
            f"taking {source.file.shown} apart takes {needed / 1e9:.1f} GB",
            field="source",
            bound=f"{most / 1e9:.1f} GB on this machine",
            hint="cut a shorter piece out of it",
        )


def _parent(source: Source) -> Parent:
    clip = source.clip
    if clip is None:
        return Parent(clip=None, name=source.file.shown)
    return Parent(
        clip=clip.clip_id,
        name=clip.name,
        licence=clip.licence,
        licence_url=clip.licence_url,
        non_commercial=clip.non_commercial,
    )


def _of_clip(clip: Clip) -> _Grid:
    return _Grid(Decimal(repr(clip.bpm)), clip.meter, clip.bars)


def _of_file(request: Separate, source: Source) -> _Grid:
    bpm = source.stated or request.bpm
    if bpm is None:
        said = f"{source.file.shown} says no tempo: its stems have no bars"
        return _Grid(UNTOLD_BPM, request.meter, None, (f"{said}; say its bpm for those",))
    bars = whole_bars(source.frames, source.sample_rate, bpm, Meter.parse(request.meter))
    if bars is None:
        said = f"{source.file.shown} is no whole number of {request.meter} bars at {bpm:f} bpm"
        return _Grid(bpm, request.meter, None, (f"{said}: its stems have none",))
    return _Grid(bpm, request.meter, bars)


def whole_bars(frames: int, sample_rate: int, bpm: Decimal, meter: Meter) -> int | None:
    """How many bars a length is, to the frame but for rounding; None where it is none."""
    bar = meter.quarters_per_bar * 60 * sample_rate / float(bpm)
    bars = round(frames / bar)
    if not 1 <= bars <= limit.MAX_BARS:
        return None
    exact = bar_frames(bars, meter, bpm, sample_rate)
    return bars if abs(exact - frames) <= 1 else None

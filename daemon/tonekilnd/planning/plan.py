"""Request to Plan: everything that decides the audio, pinned down."""

from __future__ import annotations

import hashlib

import msgspec
from msgspec import UNSET

from tonekiln.protocol import Generate, Meter
from tonekiln.protocol import limits as limit
from tonekilnd.domain import EngineFacts, FitSettings, InputFile, Plan, TakeSpec

from .checks import check_abilities, clip_frames
from .ineffective import unheard
from .lengths import TakeLength, length_of_a_whole_clip, length_of_whole_bars, take_length
from .loras import loras_of
from .made_by import code_of
from .made_tempo import Made, made
from .parts import outwards, spans_of
from .wording import worded


def make_plan(
    request: Generate,
    facts: EngineFacts,
    seed: int,
    inputs: dict[str, InputFile],
    input_notes: tuple[str, ...] = (),
    fit_code: str = "",
) -> Plan:
    """The Plan of a request.

    Args:
        request: one that `check_request` let pass, its preset filled in.
        facts: the engine that will make it.
        seed: of the first variation; the others' are derived from it.
        inputs: `init`, `continuation`, `melody` and `inpaint`, taken into the home.
        input_notes: what a person should know of them.
        fit_code: which code will fit the takes.

    Raises:
        UnsupportedAbility: the engine cannot do what a field asks.
        InvalidRequest: it knows no tempo near enough, or no length that is enough.
    """
    check_abilities(request, facts)
    frames = clip_frames(request)
    rate = facts.sample_rate or request.sample_rate
    how = made(request, facts, inputs)
    parts = UNSET if request.inpaint is None else spans_of(request, request.sample_rate)
    length = _length(request, facts, how, frames, rate)
    words = worded(
        request.prompt,
        request.bpm,
        request.key,
        Meter.parse(request.meter),
        facts,
        loop=not request.one_shot,
        bars=how.bars or request.bars,
        told=how.bpm,
    )
    first = TakeSpec(
        prompt=words.prompt,
        negative=request.negative,
        seed=seed,
        sample_rate=rate,
        frames=frames if facts.exact else length.frames,
        pre_roll_frames=length.pre_roll_frames,
        bpm=request.bpm,
        meter=request.meter,
        bars=request.bars,
        key=request.key,
        one_shot=request.one_shot,
        stems=request.stems,
        swing=request.swing,
        guidance=request.guidance,
        steps=request.steps,
        temperature=request.temperature,
        strength=request.strength,
        width=request.width,
        retake=request.retake,
        init=inputs.get("init"),
        continuation=inputs.get("continuation"),
        melody=inputs.get("melody"),
        section_frames=length.section_frames,
        precision=_precision(request, facts),
        made_bpm=UNSET if how.bpm is None else how.bpm,
        made_bars=UNSET if how.bars is None else how.bars,
        inpaint=inputs.get("inpaint", UNSET),
        inpaint_spans=UNSET
        if parts is UNSET
        else outwards(parts, request.sample_rate, rate, length.frames),
        loras=loras_of(request, facts) or UNSET,
    )
    takes = tuple(
        msgspec.structs.replace(first, seed=variation_seed(seed, number))
        for number in range(request.variations)
    )
    plan = Plan(
        plan_id="",
        engine=facts.name,
        checkpoint=facts.checkpoint,
        precision=first.precision,
        device=facts.device,
        prompt=request.prompt,
        negative=request.negative,
        bpm=request.bpm,
        meter=request.meter,
        bars=request.bars,
        seconds=request.seconds,
        key=request.key,
        sample_rate=request.sample_rate,
        frames=frames,
        one_shot=request.one_shot,
        stems=request.stems,
        takes=takes,
        fit=FitSettings(),
        made_by=code_of(facts, first.precision, fit_code),
        inpaint_spans=parts,
        placement=request.placement,
        notes=(*words.notes, *how.notes, *unheard(request, facts), *length.notes, *input_notes),
    )
    return msgspec.structs.replace(plan, plan_id=plan_digest(plan))


def _length(request: Generate, facts: EngineFacts, how: Made, frames: int, rate: int) -> TakeLength:
    """How much raw audio to ask for, at the tempo that it is made at."""
    meter = Meter.parse(request.meter)
    bpm = request.bpm if how.bpm is None else how.bpm
    if how.bars is not None:
        return length_of_whole_bars(how.bars, bpm, meter, facts, rate)
    if request.inpaint is not None:
        return length_of_a_whole_clip(frames / request.sample_rate, facts, rate)
    seconds = frames / request.sample_rate * float(request.bpm / bpm)
    return take_length(seconds, bpm, meter, facts, rate, loop=not request.one_shot)


def _precision(request: Generate, facts: EngineFacts) -> str:
    """What was asked for; else a draft's fastest; else what the engine computes in."""
    if request.precision and request.precision != "auto":
        return request.precision
    if request.draft and facts.draft_precision:
        return facts.draft_precision
    return facts.precision


def variation_seed(seed: int, number: int) -> int:
    """The seed of variation `number`; the first has the request's own.

    Hashed rather than counted up, so that seeds 1 and 2 with four variations share no take.
    """
    if number == 0:
        return seed
    digest = hashlib.sha256(f"{seed}/{number}".encode()).digest()
    return int.from_bytes(digest[:8], "little") % (limit.MAX_SEED + 1)


def plan_digest(plan: Plan) -> str:
    """32 hex digits over everything in the Plan that decides audio."""
    audible = msgspec.structs.replace(
        plan,
        plan_id="",
        placement=None,
        notes=(),
        takes=tuple(_with_inputs_unnamed(take) for take in plan.takes),
    )
    return hashlib.sha256(msgspec.json.encode(audible)).hexdigest()[:32]


def _with_inputs_unnamed(take: TakeSpec) -> TakeSpec:
    """What inputs are called and where the home lies decides nothing: their content does."""
    if take.loras:
        unnamed = tuple(msgspec.structs.replace(lora, name="") for lora in take.loras)
        take = msgspec.structs.replace(take, loras=unnamed)
    given = {
        "init": take.init,
        "continuation": take.continuation,
        "melody": take.melody,
        "inpaint": take.inpaint,
        "source": take.source,
    }
    return msgspec.structs.replace(
        take,
        **{
            field: InputFile(path="", sha256=file.sha256)
            for field, file in given.items()
            if isinstance(file, InputFile)
        },
    )

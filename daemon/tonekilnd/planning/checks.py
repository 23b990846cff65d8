"""Checks of a request that go over more than one field."""

from __future__ import annotations

from decimal import Decimal

from tonekiln.protocol import (
    Generate,
    Meter,
    SearchClips,
    bar_frames,
    bpm_in_micro,
    seconds_frames,
)
from tonekiln.protocol import limits as limit
from tonekiln.protocol.errors import InvalidRequest, OutOfMemory, UnsupportedAbility
from tonekilnd.abilities import refuse_what_is_lacking
from tonekilnd.domain import EngineFacts
from tonekilnd.platform.memory import machine_bytes

from .parts import check_parts

_CLIP_BYTES_PER_FRAME = 2 * 4
"""Stereo float, the widest a clip is written."""

_COPIES = 2
"""A take, and the clip that is made of it."""

_SHARE_OF_MEMORY = 0.6
"""As much as warm engines may take; the DAW needs the rest."""

MOST_STEMS = 5
"""That an engine makes beside each mix."""


def check_request(request: Generate) -> None:
    """Refuse what no engine could make.

    Raises:
        InvalidRequest: names the field, its bound and a hint.
    """
    check_tempo(request.bpm)
    check_meter(request.meter)
    if (request.bars is None) == (request.seconds is None):
        raise InvalidRequest(
            "give bars or seconds, one of the two",
            field="bars",
            bound=f"1 to {limit.MAX_BARS}, or seconds",
            hint="a loop is measured in bars, a one-shot or texture in seconds",
        )
    for field in ("prompt", "negative"):
        # A preset's words before the producer's own may be more than either alone.
        if len(getattr(request, field)) > limit.MAX_PROMPT_CHARACTERS:
            raise InvalidRequest(
                f"the {field} is too long",
                field=field,
                bound=f"at most {limit.MAX_PROMPT_CHARACTERS} characters",
            )
    check_length(clip_frames(request), request.sample_rate, request.bars, request.bpm)
    check_parts(request)
    _check_together(request)


def check_length(frames: int, sample_rate: int, bars: int | None, bpm: Decimal) -> None:
    """Refuse clips that are too long, or whose file would be too large. Raises InvalidRequest."""
    seconds = frames / sample_rate
    if seconds > limit.MAX_SECONDS:
        raise InvalidRequest(
            f"{bars} bars at {bpm} bpm are {seconds:.1f} s",
            field="bars",
            bound=f"at most {limit.MAX_SECONDS:g} s",
            hint="ask for fewer bars and repeat the clip",
        )
    if frames * _CLIP_BYTES_PER_FRAME > limit.MAX_CLIP_BYTES:
        raise InvalidRequest(
            "the clip's file would be too large",
            field="sample_rate",
            bound=f"at most {limit.MAX_CLIP_BYTES} bytes",
        )


def _check_together(request: Generate) -> None:
    """Refuse what would not fit into this machine's memory while it is fitted.

    Raises:
        OutOfMemory: they are all there at once, as takes and as clips.
    """
    takes = request.variations * (1 + MOST_STEMS * request.stems)
    together = _COPIES * takes * clip_frames(request) * _CLIP_BYTES_PER_FRAME
    most = memory_to_spare()
    if together > most:
        field = "variations" if request.variations > 1 else "stems" if request.stems else "seconds"
        raise OutOfMemory(
            f"{takes} clips of {clip_frames(request) / request.sample_rate:g} s at "
            f"{request.sample_rate} Hz take {together / 1e9:.1f} GB while they are made",
            field=field,
            bound=f"{most / 1e9:.1f} GB on this machine",
            hint="ask for fewer variations at once, shorter clips, or a lower sample rate",
        )


def memory_to_spare() -> int:
    """Bytes that what is made at once may take; the DAW needs the rest."""
    return int(machine_bytes() * _SHARE_OF_MEMORY)


def check_tempo(bpm: Decimal) -> None:
    """Refuse what is no tempo. Raises InvalidRequest."""
    try:
        bpm_in_micro(bpm)
    except ValueError as error:
        raise InvalidRequest(
            f"{str(bpm)[:40]} is no tempo we know",
            field="bpm",
            bound=f"{limit.MIN_BPM} to {limit.MAX_BPM}",
            hint="quarter notes per minute, at most six decimal places",
        ) from error


def check_meter(meter: str) -> None:
    """Refuse what is no meter. Raises InvalidRequest."""
    try:
        Meter.parse(meter)
    except ValueError as error:
        raise InvalidRequest(
            f"{meter} is no meter we know",
            field="meter",
            bound=f"1 to {limit.MAX_NUMERATOR} over 2, 4, 8 or 16",
            hint="write it like 4/4 or 7/8",
        ) from error


def check_search(query: SearchClips) -> None:
    """Refuse a search between tempi that are none, or of too many words. Raises InvalidRequest."""
    if len(query.words.split()) > limit.MAX_SEARCH_WORDS:
        raise InvalidRequest(
            "that are too many words",
            field="words",
            bound=f"at most {limit.MAX_SEARCH_WORDS}",
            hint="the rarest few find it",
        )
    for field in ("bpm_min", "bpm_max"):
        bound = getattr(query, field)
        if bound is not None and not bound.is_finite():
            raise InvalidRequest(
                f"{field} must be a number",
                field=field,
                bound=f"{limit.MIN_BPM} to {limit.MAX_BPM}",
            )


def check_abilities(request: Generate, facts: EngineFacts) -> None:
    """Refuse what this engine cannot do.

    Raises:
        UnsupportedAbility: names the field and what the engine can do.
    """
    refuse_what_is_lacking(request, facts.name, facts.abilities)
    if facts.precisions and request.precision not in (None, "auto", *facts.precisions):
        raise UnsupportedAbility(
            f"{facts.name} does not compute in {request.precision} on {facts.device}",
            field="precision",
            bound=", ".join(("auto", *facts.precisions)),
            hint="leave precision out: a draft takes the fastest, all else the faithful one",
        )


def clip_frames(request: Generate) -> int:
    """Frames of the clip that a request asks for."""
    if request.bars is not None:
        meter = Meter.parse(request.meter)
        return bar_frames(request.bars, meter, request.bpm, request.sample_rate)
    return seconds_frames(request.seconds or 0.0, request.sample_rate)

"""What a producer should know of an input before it is heard: notes in words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from tonekiln.protocol import Generate, Meter, bar_frames
from tonekiln.protocol.parts import parts_text
from tonekilnd.domain import EngineFacts

from .audio_facts import AudioFacts
from .tune import Tune
from .tune_in_bars import laid

_LONG_SILENCE_SECONDS = 1.0
_SAME_LENGTH_SECONDS = 0.001
_USE = {"init": "start from", "continuation": "go on from", "melody": "follow", "inpaint": "go by"}


def remarks(
    holds: AudioFacts | Tune,
    name: str,
    field: str,
    request: Generate,
    engine: EngineFacts,
    mended: bool,
) -> Iterator[str]:
    """Of an input that a request gives in `field`."""
    if isinstance(holds, Tune):
        return tune_remarks(holds, name, request.bpm, Meter.parse(request.meter), request.bars)
    heard = audio_remarks(holds, name, field, engine, mended=mended)
    if request.inpaint is None or field != "inpaint":
        return heard
    return chain(what_stays(holds, name, request), heard)


def what_stays(facts: AudioFacts, name: str, request: Generate) -> Iterator[str]:
    """Of audio of which parts are made again, in which sense the rest of it is the same."""
    assert request.inpaint is not None and request.bars is not None  # noqa: S101 - checked
    parts = f"made again of {name}: {parts_text(request.inpaint.spans)}"
    rate = request.sample_rate
    if facts.sample_rate != rate:
        yield (
            f"{parts}; the rest is its sound, brought from {facts.sample_rate} Hz to {rate}, and "
            "not its samples"
        )
    elif facts.decibels_over:
        yield f"{parts}; the rest is its sound at another level"
    else:
        bits = "" if request.inpaint.clip else ", in 24 bits"
        yield f"{parts}; every other sample is its own{bits}"
    if facts.channels > 2:
        yield f"{name} has {facts.channels} channels: its first two stay"
    clip = bar_frames(request.bars, Meter.parse(request.meter), request.bpm, rate) / rate
    if facts.seconds - clip > _SAME_LENGTH_SECONDS:
        yield f"{name} is longer than the clip: its last {facts.seconds - clip:.2f} s are left out"
    if clip - facts.seconds > _SAME_LENGTH_SECONDS:
        yield f"{name} ends {clip - facts.seconds:.2f} s before the clip: silence stays there"


def audio_remarks(
    facts: AudioFacts, name: str, field: str, engine: EngineFacts, *, mended: bool
) -> Iterator[str]:
    """Of audio, as this engine hears it.

    Args:
        facts: what it holds.
        name: what its owner calls it.
        field: `init`, `continuation`, `melody` or `inpaint`.
        engine: who hears it.
        mended: whether its header was wrong.
    """
    if mended:
        yield f"{name} has a damaged header: its samples were read around it"
    if facts.missing_frames:
        yield f"{name} ends too early: {facts.seconds:.1f} s of it are there"
    if facts.decibels_over:
        yield f"{name} goes {facts.decibels_over:.1f} dB over full scale: brought down to it"
    channels = 1 if field == "melody" else engine.channels
    heard = facts.heard(channels)
    if heard.first is None or heard.last is None:
        cancels = facts.heard(1 if channels == 2 else 2).first is not None
        why = f"cancels in {'mono' if channels == 1 else 'its first two channels'}"
        yield (
            f"{name} {why if cancels else 'is silent'}: "
            f"{engine.name} hears nothing in it to {_USE[field]}"
        )
        return
    before = heard.first / facts.sample_rate
    after = (facts.frames - 1 - heard.last) / facts.sample_rate
    if before >= _LONG_SILENCE_SECONDS:
        yield f"{name} is silent for its first {before:.1f} s"
    if after >= _LONG_SILENCE_SECONDS and field == "continuation":
        yield f"{name} ends with {after:.1f} s of silence, which the clip goes on from"


def separation_remarks(facts: AudioFacts, name: str, *, mended: bool) -> Iterator[str]:
    """Of audio that is taken apart, as it is."""
    if mended:
        yield f"{name} has a damaged header: its samples were read around it"
    if facts.missing_frames:
        yield f"{name} ends too early: {facts.seconds:.1f} s of it are there"
    if facts.channels > 2:
        yield f"{name} has {facts.channels} channels: the first two are taken apart"
    if facts.stereo.first is None:
        yield f"{name} is silent, and so are its stems"


def tune_remarks(
    tune: Tune, name: str, bpm: Decimal, meter: Meter, most_bars: int | None
) -> Iterator[str]:
    """Of MIDI, as it is laid on a clip of this tempo, meter and length."""
    lies = laid(tune, bpm, meter)
    heard = lies.bars if most_bars is None else min(lies.bars, most_bars)
    bars = "1 bar" if heard == 1 else f"{heard} bars"
    yield f"{name} is followed from its bar {lies.first_bar}: {bars} at {bpm.normalize():f} bpm"
    if lies.bars < lies.all_bars and heard == lies.bars:
        yield f"{name} is longer than 600 s at this tempo: what comes after is left out"
    if lies.own_meter is not None and lies.own_meter != str(meter):
        yield f"{name} is in {lies.own_meter} and is laid on {meter}, beat for beat"
    if tune.in_seconds:
        yield f"{name} counts seconds (SMPTE) and names no tempo: its notes keep their times"
    elif tune.in_time_code:
        yield f"{name} counts seconds (SMPTE): its own tempo turned them into beats"
    if tune.patterns > 1:
        yield f"{name} holds {tune.patterns} patterns: the first with notes is followed"
    if lies.held:
        yield f"{name} has notes that never end: they are held to the end of its last bar"
    if tune.cut_short:
        yield f"{name} ends too early: what is whole of it is followed"

"""One take from its spec: read, arrange, play, mix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tonekiln.protocol import bar_frames
from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.domain import Audio, Take, TakeSpec

from .instruments.sampled import Sampled
from .mix.console import Desk, mix, stems
from .music.grid import BarGrid
from .music.keys import Key, parse_key
from .parts.arrangement import Arrangement, arrange
from .parts.part import Part
from .reading import Wishes, effects, read
from .soundfont import SoundFont
from .synth.envelopes import fade_edges
from .synth.memory import forget

_TILT_DB, _DRUMS_TILT_DB = 3.5, 1.6
"""Decibels an octave for "bright" and against it for "dark". Drums fill the whole spectrum: with
them half as much moves its centre as far, and more would cost the hats or the kick."""

_END_FADE = 0.03
"""Seconds over which a one-shot's tail is closed where the clip ends before it."""


@dataclass
class _Steps:
    """Counts the parts played and reports them."""

    report: Callable[[int, int], None]
    of: int
    done: int = 0

    def __call__(self) -> None:
        self.done = min(self.done + 1, self.of)
        self.report(self.done, self.of)


class Studio:
    """Where takes are recorded.

    Args:
        font: plays the acoustic instruments; None for synthesis only.
    """

    def __init__(self, font: SoundFont | None = None) -> None:
        self._font = font

    def record(self, spec: TakeSpec, report: Callable[[int, int], None]) -> Take:
        """Make one take.

        Args:
            spec: what is asked.
            report: called with parts done and of how many; may raise to stop.

        Raises:
            InvalidRequest: the spec's key cannot be read.
        """
        wishes = read(spec.prompt, spec.negative)
        grid = _grid(spec)
        key = _key(spec.key)
        arrangement = arrange(wishes, grid, key, spec.swing, spec.seed, self._font)
        desk = _desk(arrangement, wishes)
        steps = _Steps(report, len(arrangement.parts) + 1)
        parts: dict[str, Audio] = {}
        if spec.stems:
            audio, parts = stems(arrangement.parts, desk, steps)
        else:
            audio = mix(arrangement.parts, desk, steps)
        if not grid.circular:
            for sound in (audio, *parts.values()):
                fade_edges(sound, grid.rate, 0.0, _END_FADE)
        steps()
        followed, without = effects(wishes.facts, spec)
        return Take(
            audio=audio,
            sample_rate=spec.sample_rate,
            stems=parts,
            words_understood=(*followed, *wishes.understood),
            words_ignored=(*without, *wishes.ignored),
            notes=_notes(arrangement),
        )

    def close(self) -> None:
        """Let go of every rendered sound."""
        forget()


def _key(text: str | None) -> Key | None:
    try:
        return parse_key(text) if text else None
    except ValueError as error:
        raise InvalidRequest(str(error), field="key") from error


def _grid(spec: TakeSpec) -> BarGrid:
    meter = spec.time_signature
    bar = bar_frames(1, meter, spec.bpm, spec.sample_rate)
    bars = spec.bars or max(1, int(np.ceil((spec.frames - spec.pre_roll_frames) / bar - 0.01)))
    return BarGrid(
        meter=meter,
        bpm=spec.bpm,
        rate=spec.sample_rate,
        frames=spec.frames,
        bars=bars,
        origin=spec.pre_roll_frames,
        circular=not spec.one_shot,
    )


def _desk(arrangement: Arrangement, wishes: Wishes) -> Desk:
    brief = arrangement.brief
    room = brief.style.room
    if wishes.space >= 0.9:
        room = "cathedral"
    elif wishes.space >= 0.4 and room == "room":
        room = "hall"
    return Desk(
        grid=brief.grid,
        room=room,
        duck_beats=brief.style.duck,
        kicks=_kicks(arrangement.parts),
        tilt_db=wishes.brightness * (_DRUMS_TILT_DB if brief.beaten else _TILT_DB),
    )


def _kicks(parts: tuple[Part, ...]) -> tuple[float, ...]:
    from .kit.kick import Kick  # noqa: PLC0415

    return tuple(
        note.at
        for part in parts
        if isinstance(part.instrument, Kick)
        for note in part.notes
        if note.velocity > 0.5
    )


def _notes(arrangement: Arrangement) -> tuple[str, ...]:
    if not arrangement.parts:
        return ("nothing was left to play: every part was asked away",)
    sampled = {
        patch.name: patch.instrument.font.name
        for patch in arrangement.cast.patches
        if isinstance(patch.instrument, Sampled)
    }
    return tuple(f"{name}: played from the SoundFont {font}" for name, font in sampled.items())

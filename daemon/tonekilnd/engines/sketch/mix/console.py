"""The console: parts in, stems or a mix out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from tonekilnd.domain import Audio

from ..music.grid import BarGrid
from ..parts.part import Channel, Note, Part, Stem
from ..synth.sounding import gain, sound, stepped
from ..synth.tone import Tone
from .bus import gain_curve
from .chorus import chorus
from .duck import duck_curve
from .echo import echo
from .loop import convolve, convolve_onto, lay
from .rooms import response
from .tone import tilt

_SPREAD_CENTRE, _SPREAD_REACH = 62.0, 36.0
"""The note in the middle of a keyboard, and semitones from there to a side at full spread."""


@dataclass(frozen=True)
class Desk:
    """How the console is set for one take.

    Attributes:
        grid: the clip's bars.
        room: which reverb.
        duck_beats: how long the side-chain takes to let go.
        kicks: where the kick plays, in quarter notes.
        tilt_db: decibels an octave to tip the whole mix by, above 0 brighter.
    """

    grid: BarGrid
    room: str
    duck_beats: float = 0.5
    kicks: tuple[float, ...] = ()
    tilt_db: float = 0.0


@dataclass
class _Buses:
    """What one stem, or the whole mix, is gathered on."""

    frames: int
    dry: Audio = field(init=False)
    reverb: Audio | None = None
    delay: Audio | None = None

    def __post_init__(self) -> None:
        self.dry = np.zeros((2, self.frames), np.float32)

    def send(self, strip: Audio, channel: Channel) -> None:
        self.dry += strip
        if channel.reverb > 0:
            self.reverb = _added(self.reverb, strip, channel.reverb)
        if channel.delay > 0:
            self.delay = _added(self.delay, strip, channel.delay)


def mix(parts: Sequence[Part], desk: Desk, step: Callable[[], None]) -> Audio:
    """The stereo mix, (2, frames)."""
    rough = _gather(parts, desk, step)
    rough *= _bus(rough, desk.grid)
    return rough


def stems(
    parts: Sequence[Part], desk: Desk, step: Callable[[], None]
) -> tuple[Audio, dict[str, Audio]]:
    """The mix and its stems, which share the mix's gain curve and add up to it."""
    by_stem: dict[Stem, list[Part]] = defaultdict(list)
    for part in parts:
        by_stem[part.stem].append(part)
    rough = {stem.value: _gather(by_stem[stem], desk, step) for stem in Stem if stem in by_stem}
    whole = np.zeros((2, desk.grid.frames), np.float32)
    for sound_of_stem in rough.values():
        whole += sound_of_stem
    curve = _bus(whole, desk.grid)
    return whole * curve, {name: one * curve for name, one in rough.items()}


def _bus(rough: Audio, grid: BarGrid) -> NDArray[np.float32]:
    """The bus's gain, measured from the downbeat on, wherever that lies."""
    if not grid.origin:
        return gain_curve(rough, grid.rate, grid.circular)
    from_downbeat = np.roll(rough, -grid.origin, axis=-1)
    return np.roll(gain_curve(from_downbeat, grid.rate, grid.circular), grid.origin)


def _gather(parts: Sequence[Part], desk: Desk, step: Callable[[], None]) -> Audio:
    """Everything but the bus."""
    grid = desk.grid
    buses = _Buses(grid.frames)
    ducked = duck_curve(grid, desk.kicks, desk.duck_beats) if desk.kicks else None
    strip = np.empty((2, grid.frames), np.float32)
    for channel, group in _grouped(parts).items():
        strip[:] = 0
        for part in group:
            _play(part, strip, grid)
            step()
        if channel.chorus > 0:
            strip = chorus(strip, grid, channel.chorus)
        if ducked is not None and channel.duck > 0:
            strip *= 1 - np.float32(channel.duck) * ducked
        buses.send(strip, channel)
    out = buses.dry
    if buses.delay is not None:
        back = echo(buses.delay, grid)
        buses.delay = None
        out += back
        buses.reverb = _added(buses.reverb, back, 0.15)
        del back
    if buses.reverb is not None:
        convolve_onto(out, buses.reverb, response(desk.room, grid.rate), grid.circular)
        buses.reverb = None
    if desk.tilt_db:
        out = convolve(out, tilt(desk.tilt_db, grid.rate), grid.circular)
    out -= out.mean(axis=-1, keepdims=True, dtype=np.float64).astype(np.float32)
    return out


def _grouped(parts: Sequence[Part]) -> dict[Channel, list[Part]]:
    """Parts that share sends and ducking can share a strip."""
    groups: dict[Channel, list[Part]] = defaultdict(list)
    for part in parts:
        c = part.channel
        sends = replace(c, level=0.0, pan=0.0, width=1.0, spread=0.0)
        groups[sends].append(part)
    return groups


def _play(part: Part, strip: Audio, grid: BarGrid) -> None:
    """Add the part's notes; those that sound alike are rendered once."""
    level = 10 ** (part.channel.level / 20)
    alike: dict[Tone, list[Note]] = defaultdict(list)
    for note in part.notes:
        tone = Tone(note.midi, grid.length(note.length), stepped(note.velocity), note.variant)
        alike[tone].append(note)
    for tone, notes in alike.items():
        samples = sound(part.instrument, tone, grid.rate)
        for note in notes:
            place = _pan(part.channel, note)
            placed = _placed(samples, part.channel.width, place, level * gain(note.velocity))
            start = grid.frame(note.at) + int(note.late * grid.rate)
            lay(strip, placed, start, grid.circular)


def _pan(channel: Channel, note: Note) -> float:
    """Where a note lies, -1 left to 1 right."""
    away = channel.spread * (note.midi - _SPREAD_CENTRE) / _SPREAD_REACH
    return float(np.clip(channel.pan + away, -1, 1))


def _placed(samples: Audio, width: float, pan: float, level: float) -> NDArray[np.float32]:
    """Samples in their place of the stereo picture, by the constant-power law."""
    angle = (pan + 1) * np.pi / 4
    sides = np.array([[np.cos(angle)], [np.sin(angle)]]) * np.sqrt(2) * level
    if samples.shape[0] == 2 and width < 1:
        middle = samples.mean(axis=0, keepdims=True)
        samples = middle + np.float32(width) * (samples - middle)
    return np.asarray(samples * sides.astype(np.float32))


def _added(bus: Audio | None, strip: Audio, level: float) -> Audio:
    scaled = strip * np.float32(level)
    if bus is None:
        return scaled
    bus += scaled
    return bus

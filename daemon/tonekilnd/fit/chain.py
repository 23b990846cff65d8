"""A take made into a clip: crop, stretch, resample, exact length, seam, level, report.

The order matters: the seam is closed at the final rate and length, and before the loudness is
set, so that nothing after it can open it again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tonekilnd.domain import Audio, FitSettings, Take, TakeSpec

from . import resample as resampling
from . import stretch as stretching
from .beat import beat_seconds
from .intake import stereo_parts, summed
from .level import Level, loop_level, one_shot_level
from .one_shot import trimmed
from .onsets import onset_strength
from .placing import Place, place_clip
from .repeat import repeat_unit, repeated
from .result import FittedTake
from .seam import MIRRORED_SECONDS, crossfade_gains, join, measure_seam, mirrored
from .span import circular, padded
from .tempo import Beats, find_beats

Parts = dict[str, Audio]

NO_PRE_ROLL = (
    "The take has no audio before its downbeat to lead the loop's end into its start, so the "
    "join is only {milliseconds:.0f} ms long."
)
TOO_SHORT = "The take was too short: {what} of it repeat."


def fit_take(
    take: Take,
    spec: TakeSpec,
    *,
    frames: int,
    sample_rate: int,
    settings: FitSettings,
    exact: bool,
) -> FittedTake:
    """Fit one take to its clip.

    Args:
        take: what the engine made; mono becomes stereo.
        spec: what it was asked for; its tempo, meter, bars and pre-roll are used.
        frames: length of the clip at `sample_rate`.
        sample_rate: the clip's rate.
        settings: how loud, how much limiting, how long a seam.
        exact: the engine placed every event itself, so tempo is neither measured nor changed.

    Raises:
        InternalError: the take is empty or has samples that are not finite.
    """
    parts, notes = stereo_parts(take)
    if spec.one_shot:
        fitted = _fit_one_shot(parts, take.sample_rate, frames, sample_rate, settings)
    else:
        clip = _Clip(spec, take.sample_rate, frames, sample_rate, settings)
        fitted = _fit_exact_loop(parts, clip) if exact else _fit_loop(parts, clip)
    return replace(fitted, notes=notes + fitted.notes)


@dataclass(frozen=True, slots=True)
class _Clip:
    """What a take is to become.

    Attributes:
        take_rate: rate of the take.
        frames: length of the clip at `rate`.
    """

    spec: TakeSpec
    take_rate: int
    frames: int
    rate: int
    settings: FitSettings

    @property
    def beat(self) -> float:
        """Seconds of a beat."""
        return beat_seconds(self.spec.bpm, self.spec.time_signature)

    @property
    def take_frames(self) -> float:
        """Length of the clip in frames of the take."""
        return self.frames * self.take_rate / self.rate

    @property
    def seam_seconds(self) -> float:
        """Length of the crossfade: at most a quarter of a beat, and half the clip."""
        return min(self.settings.most_seam_ms / 1000, self.beat / 4, self.frames / self.rate / 2)


def _fit_one_shot(
    parts: Parts, take_rate: int, frames: int, sample_rate: int, settings: FitSettings
) -> FittedTake:
    resampled = {n: resampling.resample(a, take_rate, sample_rate) for n, a in parts.items()}
    cut, notes = trimmed(resampled, sample_rate, frames)
    level = one_shot_level(summed(cut), sample_rate, settings)
    return _levelled(cut, level, notes)


def _fit_exact_loop(parts: Parts, clip: _Clip) -> FittedTake:
    """A loop that is right but for its rate and level; it may still have a pre-roll to close."""
    whole = summed(parts).shape[1] == round(clip.take_frames) and not clip.spec.pre_roll_frames
    if whole:
        looped, notes = _resampled_circle(parts, clip), ()
    else:
        looped, notes = _looped(parts, clip, None)
    return replace(_finished(looped, clip, notes), tempo_error_percent=0.0)


def _fit_loop(parts: Parts, clip: _Clip) -> FittedTake:
    beats = find_beats(onset_strength(summed(parts), clip.take_rate), clip.beat)
    looped, notes = _looped(parts, clip, beats)
    fitted = _finished(looped, clip, notes)
    if beats is None:
        return fitted
    after = find_beats(onset_strength(fitted.audio, clip.rate), clip.beat)
    return replace(
        fitted,
        tempo_error_before_percent=_percent(beats.speed),
        tempo_error_percent=None if after is None else _percent(after.speed),
        beat_phase_ms=None if after is None else _late_ms(after),
    )


def _looped(parts: Parts, clip: _Clip, beats: Beats | None) -> tuple[Parts, tuple[str, ...]]:
    """Exactly the clip's frames of each part, at its tempo and rate, closed to a loop."""
    speed = 1.0 if beats is None else beats.speed
    if abs(speed - 1) * 100 < clip.settings.least_stretch_percent:
        speed = 1.0
    lead = clip.seam_seconds * clip.take_rate / speed
    place = place_clip(
        summed(parts).shape[1],
        clip.take_rate,
        pre_roll=clip.spec.pre_roll_frames,
        frames=clip.take_frames / speed,
        lead=lead,
        beats=beats,
    )
    notes: tuple[str, ...] = ()
    if not place.fits:
        parts, place, notes = _filled(parts, clip, place, lead, speed)
    on_grid, lead_frames = _on_grid(parts, clip, place, speed)
    closed, seam_notes = _closed(on_grid, clip, lead_frames)
    return closed, notes + seam_notes


def _filled(
    parts: Parts, clip: _Clip, place: Place, lead: float, speed: float
) -> tuple[Parts, Place, tuple[str, ...]]:
    """A take long enough, by repeating what there is."""
    start = round(place.start)
    available = summed(parts).shape[1] - start
    beat = clip.beat * clip.take_rate / speed
    beats = max(1, round(place.frames / beat))
    unit, what = repeat_unit(available, beat, beats, clip.spec.bars)
    room, body = int(lead) + 1, int(place.frames) + 2
    filled = repeated(parts, start, max(1, int(unit)), room, body)
    return filled, Place(room, place.frames, fits=True), (TOO_SHORT.format(what=what),)


def _on_grid(parts: Parts, clip: _Clip, place: Place, speed: float) -> tuple[Parts, int]:
    """The clip with what leads up to it, stretched and resampled; and how long the lead is."""
    context = stretching.CONTEXT_SECONDS + resampling.CONTEXT_SECONDS
    around = int((clip.seam_seconds + context) * clip.take_rate) + 1
    start = round(place.start)
    first, last = start - around, start + int(place.frames) + around
    taken = {name: padded(audio, first, last) for name, audio in parts.items()}
    if speed != 1.0:
        length = round((last - first) * speed)
        taken = {n: stretching.stretch(a, length, clip.take_rate) for n, a in taken.items()}
        speed = length / (last - first)
    ratio = clip.rate / clip.take_rate
    taken = {n: resampling.resample(a, clip.take_rate, clip.rate) for n, a in taken.items()}
    downbeat = round(around * speed * ratio)
    lead = min(int(clip.seam_seconds * clip.rate), int(start * speed * ratio), downbeat)
    cut = {n: padded(a, downbeat - lead, downbeat + clip.frames) for n, a in taken.items()}
    return cut, lead


def _closed(parts: Parts, clip: _Clip, lead: int) -> tuple[Parts, tuple[str, ...]]:
    """The last `clip.frames` frames of each part, led into their start by what is before."""
    bodies = {name: audio[:, lead:] for name, audio in parts.items()}
    befores = {name: audio[:, :lead] for name, audio in parts.items()}
    notes: tuple[str, ...] = ()
    shortest = min(int(MIRRORED_SECONDS * clip.rate), clip.frames // 2)
    if lead < shortest:
        lead = shortest
        befores = {name: mirrored(body, lead) for name, body in bodies.items()}
        notes = (NO_PRE_ROLL.format(milliseconds=1000 * lead / clip.rate),)
    if lead == 0:
        return bodies, notes
    tail = summed(bodies)[:, clip.frames - lead :]
    gains = crossfade_gains(summed(befores), tail)
    return {name: join(body, befores[name], gains) for name, body in bodies.items()}, notes


def _resampled_circle(parts: Parts, clip: _Clip) -> Parts:
    """Each loop at the clip's rate, as if it had been playing for ever."""
    if clip.take_rate == clip.rate:
        return parts
    ratio = clip.rate / clip.take_rate
    around = int(resampling.CONTEXT_SECONDS * clip.take_rate)
    skipped = round(around * ratio)
    wide = {n: circular(a, -around, a.shape[1] + around) for n, a in parts.items()}
    fine = {n: resampling.resample(a, clip.take_rate, clip.rate) for n, a in wide.items()}
    return {n: padded(a, skipped, skipped + clip.frames) for n, a in fine.items()}


def _finished(parts: Parts, clip: _Clip, notes: tuple[str, ...]) -> FittedTake:
    level = loop_level(summed(parts), clip.rate, clip.settings)
    fitted = _levelled(parts, level, notes)
    return replace(fitted, seam=measure_seam(fitted.audio, clip.rate, clip.beat))


def _levelled(parts: Parts, level: Level, notes: tuple[str, ...]) -> FittedTake:
    """The level's gain on every part; the mix is their sum."""
    stems = {name: audio * level.gain for name, audio in parts.items()}
    audio = summed(stems)
    stems.pop("", None)
    return FittedTake(
        audio=audio,
        stems=stems,
        lufs=level.lufs,
        true_peak_dbtp=level.true_peak_dbtp,
        notes=notes + level.notes,
    )


def _percent(speed: float) -> float:
    return float(100 * (speed - 1))


def _late_ms(beats: Beats) -> float:
    """How far after the grid a beat comes, within half a beat either way."""
    late = beats.phase_seconds
    return float(1000 * (late - beats.period_seconds if late > beats.period_seconds / 2 else late))

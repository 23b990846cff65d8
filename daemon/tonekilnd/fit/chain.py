"""A take made into a clip: crop, stretch, resample, exact length, seam, level, report.

The order matters: the seam is closed at the final rate and length, and before the loudness is
set, so that nothing after it can open it again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tonekilnd.domain import FitSettings, Take, TakeSpec

from . import resample as resampling
from .beat import beat_seconds, beats_per_bar, seam_seconds
from .clip_bounds import Place, place_clip
from .closing import closed
from .levels.level import Level, loop_level, one_shot_level
from .one_shot import trimmed
from .onsets import onset_strength
from .repeat import repeat_unit, repeated
from .result import FittedTake
from .seam import measure_seam
from .span import circular, reflected
from .take_checks import stereo_parts, summed
from .tempo import Beats, find_beats
from .warp import CONTEXT_SECONDS, Parts, Warp, warped

NO_NOTES: tuple[str, ...] = ()
MEASURED_WITHIN = 1e-4
"""Tempo errors, as a part of the tempo, that are as likely the measurement's own."""

OFF_TEMPO = 0.005
"""Tempo error of a take that follows given audio, as a part of the tempo, that is worth a note."""

FOLLOWS = "The initial audio's tempo was left as it is: {percent:+.1f} % off the one asked for."

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
        fitted = _fit_one_shot(parts, spec, take.sample_rate, frames, sample_rate, settings)
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
    def asked_speed(self) -> float:
        """The tempo that the take was asked at, over the clip's."""
        return float(self.spec.asked_bpm / self.spec.bpm)

    @property
    def take_frames(self) -> float:
        """Length of the clip in frames of the take."""
        return self.frames * self.take_rate / self.rate

    @property
    def seam_seconds(self) -> float:
        """Length of the crossfade: at most a quarter of a beat, and half the clip."""
        return seam_seconds(self.settings, self.beat, self.frames / self.rate)


def _fit_one_shot(
    parts: Parts,
    spec: TakeSpec,
    take_rate: int,
    frames: int,
    sample_rate: int,
    settings: FitSettings,
) -> FittedTake:
    resampled = {n: resampling.resample(a, take_rate, sample_rate) for n, a in parts.items()}
    cut, notes = trimmed(resampled, sample_rate, frames, as_laid=spec.follows_its_audio)
    level = one_shot_level(summed(cut), sample_rate, settings)
    return levelled(cut, level, notes)


def _fit_exact_loop(parts: Parts, clip: _Clip) -> FittedTake:
    """A loop that is right but for its rate and level; it may still have a pre-roll to close."""
    frames = summed(parts).shape[1]
    if clip.spec.pre_roll_frames == 0 and abs(frames - clip.take_frames) <= 1:
        looped, notes = _circular_loop(parts, clip), NO_NOTES
    else:
        looped, notes = _looped(parts, clip, None)
    return replace(_finished(looped, clip, notes), tempo_error_percent=0.0)


def _circular_loop(parts: Parts, clip: _Clip) -> Parts:
    """Whole loops at the clip's rate, as if they had been playing for ever."""
    if clip.take_rate == clip.rate and summed(parts).shape[1] == clip.frames:
        return parts
    warp = Warp(1.0, clip.take_rate, clip.rate)
    return warped(parts, warp, circular, start=0, lead=0, frames=clip.frames)


def _fit_loop(parts: Parts, clip: _Clip) -> FittedTake:
    """A loop at the asked tempo, on its beats.

    One that follows audio of the producer's own lies where that audio was laid, to the sample:
    looking for its beats could only move it off the producer's grid. They are reported all the
    same.
    """
    made = beat_seconds(clip.spec.asked_bpm, clip.spec.time_signature)
    beats = find_beats(onset_strength(summed(parts), clip.take_rate), made)
    follows = clip.spec.follows_its_audio
    looped, notes = _looped(parts, clip, None if follows else beats)
    fitted = _finished(looped, clip, notes)
    if beats is None:
        return fitted
    if follows and abs(beats.speed - 1) >= OFF_TEMPO:
        percent = 100 * (beats.speed - 1)
        fitted = replace(fitted, notes=(*fitted.notes, FOLLOWS.format(percent=percent)))
    fitted = replace(fitted, tempo_error_before_percent=100 * (beats.speed - 1))
    return tempo_report(fitted, clip.rate, clip.beat)


def _looped(parts: Parts, clip: _Clip, beats: Beats | None) -> tuple[Parts, tuple[str, ...]]:
    """Exactly the clip's frames of each part, at its tempo and rate, closed to a loop."""
    speed = clip.asked_speed * _speed_of(beats)
    room = clip.seam_seconds * clip.take_rate / speed
    place = place_clip(
        summed(parts).shape[1],
        clip.take_rate,
        pre_roll=clip.spec.pre_roll_frames,
        frames=clip.take_frames / speed,
        lead=room,
        beats=beats,
    )
    notes = NO_NOTES
    if not place.fits:
        parts, place, notes = _filled(parts, clip, place, room, speed)
    heard = 100 * abs(speed - 1) >= clip.settings.least_stretch_percent
    warp = Warp(speed, clip.take_rate, clip.rate, keep_pitch=heard)
    start = round(place.start)
    lead = min(int(clip.seam_seconds * clip.rate), int(start * warp.ratio))
    on_grid = warped(parts, warp, reflected, start=start, lead=lead, frames=clip.frames)
    looped, seam_notes = closed(on_grid, lead, clip.rate)
    return looped, notes + seam_notes


def _speed_of(beats: Beats | None) -> float:
    """A take's tempo over the one it was asked at; 1 where that is all that can be said."""
    if beats is None or abs(beats.speed - 1) < MEASURED_WITHIN:
        return 1.0
    return beats.speed


def _filled(
    parts: Parts, clip: _Clip, place: Place, room: float, speed: float
) -> tuple[Parts, Place, tuple[str, ...]]:
    """A take long enough, by repeating what there is."""
    start = round(place.start)
    available = summed(parts).shape[1] - start
    beat = clip.beat * clip.take_rate / speed
    beats = max(1, round(place.frames / beat))
    unit, what = repeat_unit(available, beat, beats, clip.spec.bars)
    lead = int(room + CONTEXT_SECONDS * clip.take_rate)
    filled = repeated(
        parts,
        clip.take_rate,
        start=start,
        unit=max(1, int(unit)),
        lead=lead,
        frames=int(place.frames + CONTEXT_SECONDS * clip.take_rate),
    )
    return filled, Place(lead, place.frames, fits=True), (TOO_SHORT.format(what=what),)


def _finished(parts: Parts, clip: _Clip, notes: tuple[str, ...]) -> FittedTake:
    level = loop_level(summed(parts), clip.rate, clip.settings)
    fitted = levelled(parts, level, notes)
    per_bar = beats_per_bar(clip.spec.time_signature)
    return replace(fitted, seam=measure_seam(fitted.audio, clip.rate, clip.beat, per_bar))


def levelled(parts: Parts, level: Level, notes: tuple[str, ...]) -> FittedTake:
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


def tempo_report(fitted: FittedTake, sample_rate: int, beat: float) -> FittedTake:
    """With the tempo and the beats as they are found in the fitted audio itself."""
    found = find_beats(onset_strength(fitted.audio, sample_rate), beat)
    if found is None:
        return fitted
    late = found.phase_seconds
    late -= found.period_seconds if late > found.period_seconds / 2 else 0.0
    return replace(fitted, tempo_error_percent=100 * (found.speed - 1), beat_phase_ms=1000 * late)

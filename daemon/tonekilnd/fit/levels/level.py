"""How loud a clip is made: one gain for all frames, and a limiter where that is too much."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tonekilnd.domain import Audio, FitSettings

from .limiter import limiter_gain
from .loudness import integrated_lufs
from .peak import SILENCE_DBTP, decibels, peak_envelope

LOUDNESS_TOLERANCE_DB = 0.5
"""Within this of the target a clip counts as reaching it."""

_MARGIN_DB = 0.2
"""Kept below the ceiling, since meters that all follow BS.1770 differ: on seeded drums the
recommendation's own filter and a 16-fold one read at most 0.2 dB more than ours."""

_SAME_PEAK_DB = 0.01
"""Rounding that does not make a clip one that was never levelled."""

_LOST_PER_DB_SQUARED = 0.06
"""Loudness that limiting takes, over the square of what it takes off the peak: a first guess that
saves a measurement. Seeded drums and pads lie between 0.02 and 0.08."""

_MOST_RAISED_DB = 40.0
"""What has to be raised further is noise."""

_CLOSE_ENOUGH_DB = 0.25
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Level:
    """A gain and what it makes of the audio.

    Attributes:
        gain: one factor, or one per frame (frames,).
        lufs: loudness after the gain; None for silence.
        true_peak_dbtp: true peak after the gain.
        notes: what was not reached.
    """

    gain: float | NDArray[np.float32]
    lufs: float | None
    true_peak_dbtp: float
    notes: tuple[str, ...] = ()


_SILENT = "The take is silent: try other words or another seed."


def loop_level(mix: Audio, sample_rate: int, settings: FitSettings) -> Level:
    """The level of a loop: the target loudness, as far as the limiter may go."""
    lufs = integrated_lufs(mix, sample_rate)
    if lufs is None:
        return Level(1.0, None, _peak_of(mix, sample_rate), (_SILENT,))
    peaks = peak_envelope(mix, sample_rate, loop=True)
    peak = decibels(float(peaks.max()))
    ceiling = settings.ceiling_dbtp - _MARGIN_DB
    wanted = settings.target_lufs - lufs
    if peak + wanted <= ceiling:
        # Loudness and peak follow a plain gain exactly: no need to measure again.
        return Level(_factor(wanted), lufs + wanted, peak + wanted)
    most = ceiling + settings.most_limiting_db - peak
    wanted += _LOST_PER_DB_SQUARED * (peak + wanted - ceiling) ** 2
    level = _limited(mix, sample_rate, settings, peaks, settings.target_lufs, wanted, most)
    return replace(level, notes=_shortfall(level.lufs, settings))


def ceiling_level(mix: Audio, sample_rate: int, settings: FitSettings) -> Level:
    """The level of a loop whose loudness was set before: only its peaks are held."""
    lufs = integrated_lufs(mix, sample_rate)
    peaks = peak_envelope(mix, sample_rate, loop=True)
    peak = decibels(float(peaks.max()))
    ceiling = settings.ceiling_dbtp - _MARGIN_DB
    if peak <= ceiling + _SAME_PEAK_DB:
        return Level(1.0, lufs, peak)
    most = min(0.0, ceiling + settings.most_limiting_db - peak)
    return _limited(mix, sample_rate, settings, peaks, lufs, 0.0, most)


def gain_beside(
    peaks: NDArray[np.float32], sample_rate: int, settings: FitSettings, change_db: float
) -> NDArray[np.float32]:
    """The gain, (frames,), of what stands beside audio that is levelled already.

    Args:
        peaks: magnitudes between its frames, (frames,); 0 where it is not heard.
        sample_rate: frames per second.
        settings: the ceiling, and how much may be limited.
        change_db: what makes it as loud as its neighbours; as much of it as limiter and ceiling
            let pass.
    """
    ceiling = settings.ceiling_dbtp - _MARGIN_DB
    most = ceiling + settings.most_limiting_db - decibels(float(peaks.max()))
    factor = _factor(min(change_db, most, _MOST_RAISED_DB))
    return np.float32(factor) * limiter_gain(peaks * factor, _factor(ceiling), sample_rate)


def one_shot_level(mix: Audio, sample_rate: int, settings: FitSettings) -> Level:
    """The level of a one-shot: its true peak."""
    peak = decibels(float(peak_envelope(mix, sample_rate, loop=False).max()))
    lufs = integrated_lufs(mix, sample_rate)
    if lufs is None and peak <= SILENCE_DBTP:
        return Level(1.0, None, peak, (_SILENT,))
    wanted = settings.one_shot_peak_dbtp - _MARGIN_DB - peak
    return Level(_factor(wanted), None if lufs is None else lufs + wanted, peak + wanted)


def _limited(
    mix: Audio,
    sample_rate: int,
    settings: FitSettings,
    peaks: NDArray[np.float32],
    target_lufs: float | None,
    gain_db: float,
    most_db: float,
) -> Level:
    """Gain and limiter together; what the limiter takes is given back while it may be."""
    ceiling = _factor(settings.ceiling_dbtp - _MARGIN_DB)
    gain_db = min(gain_db, most_db)
    for _ in range(_ROUNDS):
        factor = _factor(gain_db)
        gain = factor * limiter_gain(peaks * factor, ceiling, sample_rate)
        lufs = integrated_lufs(mix * gain, sample_rate)
        missing = 0.0 if lufs is None or target_lufs is None else target_lufs - lufs
        if abs(missing) < _CLOSE_ENOUGH_DB or (missing > 0 and gain_db >= most_db):
            break
        gain_db = min(gain_db + missing, most_db)
    peak = _peak_of(mix * gain, sample_rate)
    excess = max(0.0, peak - settings.ceiling_dbtp)
    return Level(
        gain=gain * np.float32(_factor(-excess)),
        lufs=None if lufs is None else lufs - excess,
        true_peak_dbtp=peak - excess,
    )


def _shortfall(lufs: float | None, settings: FitSettings) -> tuple[str, ...]:
    if lufs is None or lufs >= settings.target_lufs - LOUDNESS_TOLERANCE_DB:
        return ()
    return (
        f"The clip is at {lufs:.1f} LUFS, not {settings.target_lufs:g}: its peaks stand so far "
        f"out that more than {settings.most_limiting_db:g} dB of limiting would be needed.",
    )


def _peak_of(mix: Audio, sample_rate: int) -> float:
    return decibels(float(peak_envelope(mix, sample_rate, loop=True).max()))


def _factor(db: float) -> float:
    return float(10 ** (db / 20))

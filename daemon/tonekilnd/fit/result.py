"""What the fit hands on: the fitted audio and what was measured on it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tonekiln.protocol import Seam
from tonekilnd.domain import Audio


@dataclass(frozen=True, slots=True)
class FittedTake:
    """A take made into a clip, with the figures of its report.

    Attributes:
        audio: (2, frames) float32, exactly the frames asked for.
        stems: parts of the same shape that sum to `audio` within -90 dB, by name.
        lufs: integrated loudness (ITU-R BS.1770); None for silence.
        true_peak_dbtp: true peak of `audio` (ITU-R BS.1770 annex 2).
        tempo_error_percent: distance of the tempo measured on `audio` from the one asked for;
            0.0 for engines that place every event themselves, None where it cannot be measured.
        tempo_error_before_percent: the same, of the take as the engine made it.
        beat_phase_ms: how late the beats of `audio` come after the grid; None if not measurable.
        seam: the join of end and start; None for one-shots.
        notes: plain sentences: what was not reached, what was done instead.
    """

    audio: Audio
    stems: dict[str, Audio] = field(default_factory=dict)
    lufs: float | None = None
    true_peak_dbtp: float = 0.0
    tempo_error_percent: float | None = None
    tempo_error_before_percent: float | None = None
    beat_phase_ms: float | None = None
    seam: Seam | None = None
    notes: tuple[str, ...] = ()

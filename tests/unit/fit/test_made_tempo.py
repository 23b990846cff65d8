"""A take that was made at another tempo than its clip's is brought to the clip's."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from tests.material import RATE, clip_frames, drums, pad, take_spec

from tonekilnd.domain import FitSettings, Take
from tonekilnd.fit import fit_take
from tonekilnd.fit.result import FittedTake

CLIP = Decimal("137.25")
BARS = 4


def fitted(audio: np.ndarray, made: str, pre_roll: int = 0) -> FittedTake:
    spec = take_spec(bpm=CLIP, bars=BARS, audio=audio, pre_roll=pre_roll, made_bpm=Decimal(made))
    return fit_take(
        Take(audio=audio, sample_rate=RATE),
        spec,
        frames=clip_frames(BARS, CLIP, 48_000),
        sample_rate=48_000,
        settings=FitSettings(),
        exact=False,
    )


@pytest.mark.parametrize(
    ("made", "detune"), [("140", 0.0), ("130", 0.004), ("150", -0.01), ("100", 0.0)]
)
def test_drums_come_to_the_clips_tempo(made: str, detune: float) -> None:
    seconds = BARS * 4 * 60 / float(made) * 1.06 + 0.2
    audio = drums(3, bpm=float(made) * (1 + detune), seconds=seconds, jitter_ms=0.0).audio
    clip = fitted(audio, made)
    assert clip.audio.shape[1] == clip_frames(BARS, CLIP, 48_000)
    assert clip.tempo_error_before_percent == pytest.approx(100 * detune, abs=0.1)
    assert abs(clip.tempo_error_percent) < 0.1
    assert abs(clip.beat_phase_ms) < 15
    assert not any("too short" in note for note in clip.notes)


def test_what_has_no_beats_is_brought_by_the_tempi_alone() -> None:
    """The last thing in the take lands where its bars end in the clip."""
    made = 140
    bars = BARS * 4 * 60 / made
    audio = 0.05 * pad(5, seconds=bars * 1.06 + 0.2)
    at = round(0.75 * bars * RATE)
    audio[:, at : at + 200] += 0.9
    clip = fitted(audio.astype(np.float32), str(made))
    assert clip.audio.shape[1] == clip_frames(BARS, CLIP, 48_000)
    loudest = np.abs(clip.audio).max(axis=0).argmax() / clip.audio.shape[1]
    assert loudest == pytest.approx(0.75, abs=0.005)

from decimal import Decimal

import numpy as np
import pytest
from tests.material import RATE, clip_frames, drum_take, pad, take_spec, true_peak_db

from tonekiln.protocol import Meter
from tonekilnd.domain import FitSettings, Take
from tonekilnd.fit import fit_take, refit_audio

SETTINGS = FitSettings()
HOST = 48_000


def fitted_loop(audio):
    return fit_take(
        Take(audio=audio, sample_rate=RATE),
        take_spec(bpm=120, bars=4, audio=audio, pre_roll=RATE // 2),
        frames=clip_frames(4, 120, HOST),
        sample_rate=HOST,
        settings=SETTINGS,
        exact=False,
    )


@pytest.fixture(scope="module")
def drums():
    return fitted_loop(drum_take(2, asked=120, detune=0.01).audio)


def refit(audio, bpm, rate=HOST):
    frames = clip_frames(4, bpm, rate)
    fitted = refit_audio(
        audio,
        HOST,
        frames=frames,
        new_rate=rate,
        settings=SETTINGS,
        bpm=Decimal(bpm),
        meter=Meter(4, 4),
    )
    assert fitted.audio.shape == (2, frames)
    return fitted


def seamless(seam):
    return seam.jump <= 1 and seam.slope <= 1 and 0.8 <= seam.flux <= 1.5


@pytest.mark.parametrize(
    ("bpm", "rate"), [("121.5", HOST), ("100", HOST), ("140", 44_100), ("120", 96_000)]
)
def test_drums_at_another_tempo_and_rate(drums, bpm, rate):
    again = refit(drums.audio, bpm, rate)
    assert abs(again.tempo_error_percent) <= 0.05
    assert abs(again.beat_phase_ms) <= 5
    assert seamless(again.seam)
    assert true_peak_db(again.audio) <= -1.0


@pytest.mark.parametrize("bpm", ["93", "127.345678"])
def test_a_pad_stays_closed(bpm):
    loop = fitted_loop(pad(4, seconds=9.5))
    again = refit(loop.audio, bpm)
    assert seamless(again.seam)
    assert abs(again.lufs - loop.lufs) <= 1


def test_nothing_to_change_changes_nothing(drums):
    assert np.array_equal(refit(drums.audio, "120").audio, drums.audio)


def test_going_there_and_back_does_not_get_louder(drums):
    again = drums
    for bpm in ("126", "120") * 2:
        again = refit(again.audio, bpm)
    assert again.lufs <= drums.lufs + 0.2


def test_a_long_way_is_said(drums):
    assert "can be heard" in refit(drums.audio, "70").notes[0]
    assert refit(drums.audio, "125").notes == ()

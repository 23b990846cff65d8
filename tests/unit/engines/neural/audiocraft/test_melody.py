"""A melody as a wave whose frame 0 is a downbeat."""

from __future__ import annotations

import tracemalloc
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from tests.foreign_files import SCALE, header, noise, notes, on, sound, track, tune, varied

from tonekiln.protocol import Meter, bar_frames
from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.domain import Audio, InputFile
from tonekilnd.engines.neural.audiocraft.melody import melody_wave

FOUR, RATE = Meter(4, 4), 32_000


def wave(
    tmp_path: Path,
    content: bytes,
    bpm: str = "84",
    meter: Meter = FOUR,
    most_bars: int | None = None,
) -> Audio:
    file = tmp_path / "digest.mid"
    file.write_bytes(content)
    given = InputFile(path=str(file), sha256="", name="tune.mid")
    return melody_wave(given, RATE, bpm=Decimal(bpm), meter=meter, most_bars=most_bars)


def pitch_of(audio: np.ndarray) -> int:
    spectrum = np.abs(np.fft.rfft(audio * np.hanning(len(audio)), 2**17))
    return round(69 + 12 * np.log2(spectrum.argmax() * RATE / 2**17 / 440))


@pytest.mark.parametrize("bpm", ["60", "84", "120.5", "133.333333"])
@pytest.mark.parametrize("meter", ["4/4", "3/4", "7/8"])
def test_notes_lie_on_the_clips_beats_and_bars_are_whole(
    tmp_path: Path, bpm: str, meter: str
) -> None:
    grid = Meter.parse(meter)
    heard = wave(tmp_path, tune(first=20 * 480), bpm, grid)
    quarter = 60 * RATE / float(bpm)
    bars = round(heard.shape[1] / bar_frames(1, grid, Decimal(bpm), RATE))
    assert heard.shape == (1, bar_frames(bars, grid, Decimal(bpm), RATE))
    lead = 20 % (grid.quarters_per_bar)
    for number, pitch in enumerate(SCALE):
        middle = heard[0, round((lead + number + 0.2) * quarter) :][: round(0.6 * quarter)]
        assert pitch_of(middle) == pitch


def test_the_files_own_tempo_and_place_are_not_heard(tmp_path: Path) -> None:
    from tests.foreign_files import tempo

    at_home = wave(tmp_path, tune())
    np.testing.assert_array_equal(wave(tmp_path, tune(tempo(300_000))), at_home)
    np.testing.assert_array_equal(wave(tmp_path, tune(first=32 * 1920)), at_home)


def test_what_the_take_cannot_hear_is_not_rendered(tmp_path: Path) -> None:
    far = header() + track(notes(SCALE), on(48), varied(2**27) + b"\xff\x2f\x00", end=None)
    heard = wave(tmp_path, far, most_bars=2)
    assert heard.shape[1] == bar_frames(2, FOUR, Decimal(84), RATE)
    long = header() + track(*(notes(SCALE) for _ in range(2000)))
    tracemalloc.start()
    heard = wave(tmp_path, long, most_bars=4)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert heard.shape[1] == bar_frames(4, FOUR, Decimal(84), RATE)
    assert peak < 64 * 2**20


def test_an_hour_of_one_note_takes_little_memory(tmp_path: Path) -> None:
    hour = header() + track(on(60), varied(7200 * 480) + bytes((0x80, 60, 0)))
    tracemalloc.start()
    heard = wave(tmp_path, hour, "20", most_bars=8)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert heard.shape[1] == 8 * 12 * RATE
    assert peak < 64 * 2**20


def test_audio_is_the_file_as_it_is(tmp_path: Path) -> None:
    samples = noise(5000, channels=1)
    heard = wave(tmp_path, sound(samples, subtype="FLOAT"))
    np.testing.assert_array_equal(heard, samples.T)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"^tune.mid ends too early"):
        wave(tmp_path, tune()[:24])
    gone = InputFile(path=str(tmp_path / "none"), sha256="", name="tune.mid")
    with pytest.raises(InvalidRequest, match=r"^tune.mid cannot be read: No such file"):
        melody_wave(gone, RATE, bpm=Decimal(84), meter=FOUR)

"""A clip in braille: every column in its place, the loudest to the edge."""

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tonekiln.cli.waveform import draw, grid_line, read_peaks, waveform_lines

BLANK, FULL = "\u2800", "\u28ff"


@pytest.fixture
def write(tmp_path):
    def write_file(audio, rate=48_000):
        path = tmp_path / "clip.wav"
        soundfile.write(path, audio, rate, subtype="PCM_24")
        return path

    return write_file


def test_silence_is_blank_and_noise_reaches_the_edges():
    assert draw(np.zeros(8, np.float32)) == [BLANK * 4] * 4
    assert draw(np.ones(8, np.float32)) == [FULL * 4] * 4


@given(st.lists(st.floats(0, 1, width=32), min_size=1, max_size=40).map(lambda p: p + p[::-1]))
def test_every_row_is_as_long_as_the_peaks_and_the_picture_is_mirrored(peaks):
    rows = draw(np.array(peaks, np.float32))
    assert {len(row) for row in rows} == {len(peaks) // 2}
    flipped = [row.translate(UPSIDE_DOWN) for row in reversed(rows)]
    assert flipped == rows


def upside_down(pattern):
    bits = (0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80)
    mirrored = (0x40, 0x04, 0x02, 0x01, 0x80, 0x20, 0x10, 0x08)
    return sum(to for bit, to in zip(bits, mirrored, strict=True) if pattern & bit)


UPSIDE_DOWN = {0x2800 + p: 0x2800 + upside_down(p) for p in range(256)}


@given(st.integers(1, 5000), st.integers(1, 300))
def test_a_click_shows_in_the_column_where_it_is(tmp_path_factory, frames, dots):
    path = tmp_path_factory.getbasetemp() / "click.wav"
    audio = np.zeros((frames, 2), np.float32)
    audio[frames // 2, 1] = 0.5
    soundfile.write(path, audio, 48_000, subtype="PCM_24")
    peaks = read_peaks(path, dots)
    assert peaks.max() == pytest.approx(0.5)
    at = int(np.argmax(peaks))
    assert at * frames / dots <= frames // 2 + 1
    assert (at + 1) * frames / dots >= frames // 2


def test_bars_are_numbered_and_beats_are_ticked():
    assert grid_line(2, 4, 32) == "1   ·   ·   ·   2   ·   ·   ·   "
    assert grid_line(12, 1, 12) == "123456789111"


@pytest.mark.parametrize(
    ("meter", "bars", "grid"),
    [
        ("4/4", 2, "1    ·    ·    ·    2    ·    ·    ·    "),
        ("6/8", 2, "1         ·         2         ·         "),
        ("7/8", 1, "1    ·    ·    ·    ·    ·    ·    "),
    ],
)
def test_the_grid_follows_the_felt_beat(write, clip, meter, bars, grid):
    path = write(np.zeros((9600, 2)))
    lines = waveform_lines(replace(clip, meter=meter, bars=bars), path, 40)
    assert lines[-1] == grid
    assert {len(line) for line in lines} == {len(grid)}


def test_a_clip_of_too_many_beats_for_the_width_goes_without_grid(write, clip):
    lines = waveform_lines(replace(clip, bars=64), write(np.zeros((9600, 2))), 80)
    assert len(lines) == 4
    assert len(lines[0]) == 80


def test_a_one_shot_has_no_grid(write, clip):
    assert len(waveform_lines(replace(clip, bars=None), write(np.zeros((10, 2))), 80)) == 4


def test_a_file_without_frames_is_blank(write, clip):
    assert set("".join(waveform_lines(replace(clip, bars=None), write(np.zeros((0, 2))), 8))) == {
        BLANK
    }

"""What `acid` says of a clip's tempo, read as ACID counts it and as libsndfile reads it."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.library.test_wav import FACTS, chunk
from tests.unit.timeline.clips import clip_of

from tonekiln.protocol import Meter, bar_frames
from tonekiln.protocol.limits import DENOMINATORS
from tonekilnd.library.acid import AcidFlags, Stretching, stretch_notes, stretching
from tonekilnd.library.wav import write_wav

BPMS = st.decimals(Decimal(20), Decimal(400), places=6) | st.integers(20, 400).map(Decimal)
METERS = st.builds(Meter, st.integers(1, 32), st.sampled_from(DENOMINATORS))
RATES = st.sampled_from([22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000])


@given(meter=METERS, bars=st.integers(1, 64), bpm=BPMS, rate=RATES)
@example(Meter(3, 8), 1, Decimal(120), 48_000)
@example(Meter(5, 8), 1, Decimal(100), 48_000)
@example(Meter(7, 8), 3, Decimal("93.333333"), 48_000)
@example(Meter(1, 16), 1, Decimal(400), 22_050)
@example(Meter(5, 16), 4, Decimal("127.37"), 44_100)
def test_a_loops_beats_are_its_tempo_or_it_is_no_stretching_loop(meter, bars, bpm, rate) -> None:
    frames = bar_frames(bars, meter, bpm, rate)
    how = stretching(frames, rate, bpm, follows_tempo=True)
    quarters = Fraction(bars * meter.numerator * 4, meter.denominator)
    if quarters.denominator == 1:
        assert how == Stretching(AcidFlags.STRETCH, int(quarters))
        # As far as whole frames can tell: half a frame of the clip's length.
        counted = Fraction(how.beats * 60 * rate, frames)
        assert abs(counted - Fraction(bpm)) <= Fraction(bpm) / (2 * frames - 1)
    else:
        assert (how.flags, how.beats) == (AcidFlags.DISK_BASED, 0)


@given(frames=st.integers(1, 10**8), bpm=BPMS, rate=RATES)
def test_what_is_measured_in_seconds_is_never_stretched(frames, bpm, rate) -> None:
    how = stretching(frames, rate, bpm, follows_tempo=False)
    assert (how.flags, how.beats) == (AcidFlags.ONE_SHOT, 0)


def loop_info(path: Path) -> dict[str, float]:
    """SFC_GET_LOOP_INFO of libsndfile: what Audacity and others take a tempo from."""
    with soundfile.SoundFile(path) as file:
        found = soundfile._ffi.new("char[44]")
        assert soundfile._snd.sf_command(file._file, 0x10E0, found, 44)
        fields = struct.unpack("<hhiifi", bytes(soundfile._ffi.buffer(found))[:20])
    return dict(zip(("over", "under", "mode", "beats", "bpm", "root"), fields, strict=True))


@settings(max_examples=40, deadline=None)
@given(
    meter=METERS,
    bars=st.integers(1, 2),
    bpm=st.decimals(Decimal(200), Decimal(400), places=6),
    one_shot=st.booleans(),
    in_seconds=st.booleans(),
)
def test_libsndfile_reads_the_same_tempo(
    tmp_path_factory, meter, bars, bpm, one_shot, in_seconds
) -> None:
    frames = bar_frames(bars, meter, bpm, 22_050)
    facts = replace(
        FACTS, sample_rate=22_050, bpm=bpm, meter=meter, one_shot=one_shot, in_seconds=in_seconds
    )
    path = tmp_path_factory.mktemp("acid") / "clip.wav"
    write_wav(path, np.zeros((1, frames), np.float32), facts)
    info = loop_info(path)
    (flags,) = struct.unpack_from("<I", chunk(path, b"acid"))
    assert info["bpm"] == pytest.approx(float(bpm), rel=1e-6)
    assert (info["over"], info["under"]) == (meter.numerator, meter.denominator)
    if flags & AcidFlags.STRETCH:
        assert info["beats"] * 60 * 22_050 / frames == pytest.approx(float(bpm), rel=1 / frames)
    else:
        assert info["beats"] == 0
    goes_round = not (one_shot or in_seconds)
    assert bool(flags & AcidFlags.ONE_SHOT) is not goes_round
    path.unlink()


@pytest.mark.skipif(sys.platform == "win32", reason="libsndfile's programs are asked on Linux")
@pytest.mark.parametrize(("meter", "beats"), [("3/8", 0), ("4/4", 4), ("2/2", 4), ("6/8", 3)])
def test_sndfile_info_says_so(tmp_path, meter, beats) -> None:
    assert shutil.which("sndfile-info"), "`make osc-peers` installs sndfile-programs"
    parsed = Meter.parse(meter)
    frames = bar_frames(1, parsed, FACTS.bpm, 48_000)
    path = tmp_path / "clip.wav"
    write_wav(path, np.zeros((2, frames), np.float32), replace(FACTS, meter=parsed))
    told = subprocess.run(["sndfile-info", path], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Tempo\s*: 120", told), told
    assert re.search(rf"Beats\s*: {beats}\b", told), told
    assert ("StretchOn" in told) is bool(beats)
    assert ("DiskBased" in told) is not bool(beats)


def test_the_reason_is_in_the_clips_notes(tmp_path) -> None:
    odd = clip_of(tmp_path / "x.wav", meter="3/8", frames=36_000, bpm=120.0)
    assert "1.5 quarter notes" in stretch_notes(odd)[0]
    assert stretch_notes(clip_of(tmp_path / "x.wav")) == ()
    rain = clip_of(tmp_path / "x.wav", bars=None, frames=48_000)
    assert "measured in seconds" in stretch_notes(rain)[0]
    assert stretch_notes(clip_of(tmp_path / "x.wav", bars=None, one_shot=True)) == ()

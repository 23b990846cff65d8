"""Oscillators without aliasing, decays that end, rooms that do not ring."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tonekilnd.engines.sketch.instruments import PATCHES
from tonekilnd.engines.sketch.mix.rooms import ROOMS, response
from tonekilnd.engines.sketch.styles import STYLES
from tonekilnd.engines.sketch.synth.ensemble import ensemble
from tonekilnd.engines.sketch.synth.envelopes import Adsr, decay
from tonekilnd.engines.sketch.synth.memory import forget, remembered
from tonekilnd.engines.sketch.synth.sounding import sound
from tonekilnd.engines.sketch.synth.subtractive import Subtractive
from tonekilnd.engines.sketch.synth.tables import harmonic_count, phase_of, play, table
from tonekilnd.engines.sketch.synth.tone import Tone
from tonekilnd.engines.sketch.synth.waves import Wave, harmonics

RATE = 48_000
FRAMES = 1 << 16


def foreign_db(samples, hz):
    """Level of the loudest line up to 10 kHz that is no harmonic, under the loudest of all."""
    size = samples.size
    # The Blackman-Harris window's side lobes lie 92 dB down.
    x = 2 * np.pi * np.arange(size) / size
    window = 0.35875 - 0.48829 * np.cos(x) + 0.14128 * np.cos(2 * x) - 0.01168 * np.cos(3 * x)
    magnitude = np.abs(np.fft.rfft(samples * window))
    bins = np.arange(magnitude.size) * RATE / size
    away = np.abs(bins / hz - np.rint(bins / hz)) * hz
    foreign = (away > 6 * RATE / size) & (bins < 10_000) & (bins > 20)
    return 20 * np.log10(magnitude[foreign].max() / magnitude.max())


@pytest.mark.parametrize("wave", [Wave.SAW, Wave.SQUARE, Wave.PULSE, Wave.TRIANGLE])
@pytest.mark.parametrize("hz", [61.7, 220.3, 997.1, 2489.0, 5587.7, 9870.0])
def test_oscillators_do_not_alias(wave, hz):
    """Whatever is no harmonic of the note lies 60 dB under it, up to 10 kHz."""
    source = table(harmonics(wave, harmonic_count(hz, RATE))[None])
    assert foreign_db(play(source, phase_of(hz, FRAMES, RATE, 0.1), 0.0), hz) <= -60


DRIVEN = [
    patch
    for patch in PATCHES.values()
    if isinstance(patch.instrument, Subtractive) and patch.instrument.drive
]


@pytest.mark.parametrize("patch", DRIVEN, ids=lambda patch: patch.name)
@pytest.mark.parametrize("interval", [-12, 0, 19])
def test_nor_do_driven_voices(patch, interval):
    """Saturation makes harmonics of its own: the filter before it leaves it none to fold back."""
    steady = replace(
        patch.instrument,
        voices=1, vibrato=0, glide=0, punch=0, breath=0, fall=1000.0, amp=Adsr(0.005, 1, 1, 0.1),
    )  # fmt: skip
    tone = Tone(patch.centre + interval, 2 * FRAMES, 1.0)
    held = steady.render(tone, RATE)[0, FRAMES : 2 * FRAMES]
    assert foreign_db(held, tone.hz) <= -60


@pytest.mark.parametrize("wave", list(Wave))
def test_waveforms_start_from_a_fundamental_near_one(wave):
    assert harmonics(wave, 64)[0] == pytest.approx(1.0, abs=0.02)


def test_an_ensemble_is_an_exact_loop_at_its_pitch():
    loop = ensemble(440.0, np.array([[1.0, 0.5], [0.2, 0.1]]), 10, RATE, 1)
    spectrum = np.abs(np.fft.rfft(loop[0, 0]))
    assert abs(spectrum.argmax() * RATE / loop.shape[-1] - 440) < 8
    steps = np.abs(np.diff(loop[0, 0]))
    assert abs(loop[0, 0, 0] - loop[0, 0, -1]) <= steps.max()
    assert np.sqrt(np.mean(loop[0] ** 2)) == pytest.approx(1, rel=1e-3)


def test_decay_falls_by_sixty_decibels_in_its_time():
    curve = decay(RATE + 1, RATE, 1.0)
    assert 20 * np.log10(curve[-1]) == pytest.approx(-60, abs=0.01)


@pytest.mark.parametrize("held", [1, 100, 48_000])
def test_envelopes_end_in_silence(held):
    curve = Adsr(0.01, 0.2, 0.5, 0.1).curve(held, RATE)
    assert curve[-1] < 1e-3
    assert curve.max() <= 1
    assert curve.min() >= 0


def every_drum():
    for style in STYLES.values():
        for name, piece in style.kit.items():
            yield pytest.param(piece.instrument, id=f"{style.name}-{name}".replace(" ", "-"))


@pytest.mark.parametrize("instrument", list(every_drum()))
def test_drums_start_at_once_and_ring_out(instrument):
    hit = sound(instrument, Tone(0, RATE // 2, 1.0), RATE)
    level = np.abs(hit).max(axis=0)
    assert np.flatnonzero(level > 0.1)[0] < 0.003 * RATE
    assert level[-1] < 0.01
    assert np.abs(hit.mean(axis=1)).max() < 0.02


@pytest.mark.parametrize("name", PATCHES)
@pytest.mark.parametrize("rate", [22_050, 192_000])
def test_instruments_sound_at_any_rate_and_end_in_silence(name, rate):
    patch = PATCHES[name]
    for midi in (patch.centre - 12, patch.centre + 17):
        note = sound(patch.instrument, Tone(midi, rate // 4, 0.7), rate)
        assert np.isfinite(note).all()
        assert np.abs(note).max() == pytest.approx(1, abs=1e-5)
        assert np.abs(note[:, -1]).max() < 0.02


@pytest.mark.parametrize("name", ["piano", "marimba", "saw lead", "organ", "violin", "rhodes"])
@pytest.mark.parametrize("midi", [57, 64, 69])
def test_instruments_play_in_tune(name, midi):
    note = sound(PATCHES[name].instrument, Tone(midi, RATE, 0.7), RATE).mean(axis=0)
    magnitude = np.abs(np.fft.rfft(note * np.hanning(note.size), 1 << 18))
    hz = np.fft.rfftfreq(1 << 18, 1 / RATE)
    asked = Tone(midi, 1, 1).hz
    # Any octave of the note may be the loudest partial.
    loudest = hz[magnitude.argmax()]
    cents = 1200 * np.log2(loudest / asked)
    assert abs(cents - 1200 * round(cents / 1200)) < 15


def echo_density(impulse, rate, at, window=0.02):
    """Share of samples outside one deviation, over a Gaussian's: 1 is fully diffuse.

    Abel and Huang, "A Simple, Robust Measure of Reverberation Echo Density", AES 2006.
    """
    start = int(at * rate)
    piece = impulse[start : start + int(window * rate)]
    return np.mean(np.abs(piece) > piece.std()) / 0.3173


@pytest.mark.parametrize("name", ROOMS)
def test_rooms_are_dense_and_do_not_ring(name):
    impulse = response(name, RATE)
    room = ROOMS[name]
    after = room.before + room.build
    density = [echo_density(impulse[0], RATE, after + late) for late in (0.0, 0.02, 0.05, 0.1)]
    assert min(density) > 0.8
    # A metallic tail has lines: in noise the highest of many bins is some 10 dB over the mean.
    tail = impulse[0, int(after * RATE) : int((after + 0.3) * RATE)]
    power = np.abs(np.fft.rfft(tail)) ** 2
    hz = np.fft.rfftfreq(tail.size, 1 / RATE)
    for low in (400, 800, 1600, 3200):
        inside = power[(hz > low) & (hz < 2 * low)]
        assert 10 * np.log10(inside.max() / inside.mean()) < 13


def test_what_was_rendered_once_is_kept_until_forgotten():
    forget()
    made = []

    def make():
        made.append(1)
        return np.zeros((1, 8), np.float32)

    first = remembered("test", make)
    assert remembered("test", make) is first
    with pytest.raises(ValueError, match="read-only"):
        first[0, 0] = 1
    forget()
    remembered("test", make)
    assert len(made) == 2

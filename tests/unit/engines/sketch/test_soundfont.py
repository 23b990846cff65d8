"""Acoustic instruments from a SoundFont, where there is one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.unit.engines.sketch.listening import key_of
from tests.unit.engines.sketch.takes import QUIET, spec

from tonekilnd.engines.contract import EngineSettings
from tonekilnd.engines.sketch import soundfont
from tonekilnd.engines.sketch.engine import SketchEngine, SketchFamily
from tonekilnd.engines.sketch.instruments import PATCHES
from tonekilnd.engines.sketch.instruments.sampled import acoustic
from tonekilnd.engines.sketch.soundfont import VARIABLE, find_soundfont
from tonekilnd.engines.sketch.synth.sounding import sound
from tonekilnd.engines.sketch.synth.tone import Tone


@pytest.fixture
def font(monkeypatch):
    monkeypatch.delenv(VARIABLE)
    found = find_soundfont()
    if found is None:
        pytest.skip("needs pyfluidsynth, libfluidsynth and a General MIDI SoundFont")
    return found


def test_none_is_used_when_none_is_asked_for():
    assert find_soundfont() is None
    (facts,) = SketchFamily().describe(EngineSettings(home=Path()))
    assert "soundfont" not in facts.checkpoint


def test_a_file_that_is_not_there_is_none(monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, str(tmp_path / "missing.sf2"))
    assert find_soundfont() is None


def test_the_fullest_is_taken_wherever_it_lies(font, monkeypatch, tmp_path):
    system, own = tmp_path / "system", tmp_path / "home/.local/share/soundfonts"
    for path in (system / "TimGM6mb.sf2", own / "FluidR3_GM.sf2"):
        path.parent.mkdir(parents=True)
        path.symlink_to(font.path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(soundfont, "_FOLDERS", (str(system), "~/.local/share/soundfonts"))
    assert soundfont.usual_places()[0].name == "FluidR3_GM.sf2"
    found = find_soundfont()
    assert found is not None
    assert found.digest == font.digest
    (own / "FluidR3_GM.sf2").unlink()
    (system / "TimGM6mb.sf2").unlink()
    assert find_soundfont() is None


def test_only_acoustic_instruments_have_a_program(font):
    assert acoustic(PATCHES["piano"], font).instrument != PATCHES["piano"].instrument
    assert acoustic(PATCHES["acid bass"], font) == PATCHES["acid bass"]
    assert acoustic(PATCHES["piano"], None) == PATCHES["piano"]
    programs = {patch.name for patch in PATCHES.values() if patch.program is not None}
    assert {"piano", "acoustic guitar", "strings", "brass", "choir"} <= programs


def loudness(patch):
    """Of a held note in its place of a mix, decibels."""
    held = sound(patch.instrument, Tone(patch.centre, 24_000, 0.8), 32_000)[:, :24_000]
    return 10 * np.log10(np.mean(held**2)) + patch.channel.level


@pytest.mark.parametrize("name", ["piano", "koto", "strings", "electric guitar", "flute"])
def test_it_is_as_loud_in_a_mix_as_what_it_stands_for(font, name):
    sampled = acoustic(PATCHES[name], font)
    assert abs(loudness(sampled) - loudness(PATCHES[name])) < 2


def test_rates_fluidsynth_cannot_are_synthesised(font):
    sampled = acoustic(PATCHES["piano"], font)
    tone = Tone(60, 4000, 0.8)
    ours = PATCHES["piano"].instrument.render(tone, 192_000)
    assert np.array_equal(sampled.instrument.render(tone, 192_000), ours)


def test_it_plays_in_tune_the_same_each_time_and_says_so(font):
    engine = SketchEngine(font)
    asked = spec("piano chords, strings", key="Am", bars=4)
    (take,) = engine.generate([asked], QUIET)
    assert np.abs(take.audio).max() > 0.1
    assert key_of(take.audio, 48_000) == (9, True)
    assert any("SoundFont" in note and "piano" in note for note in take.notes)
    engine.unload()
    assert np.array_equal(SketchEngine(font).generate([asked], QUIET)[0].audio, take.audio)


def test_notes_do_not_hear_each_other(font):
    piano = acoustic(PATCHES["piano"], font).instrument
    cello = acoustic(PATCHES["cello"], font).instrument
    tone = Tone(60, 24_000, 0.8)
    first = piano.render(tone, 48_000)
    cello.render(replace(tone, midi=43), 48_000)
    assert np.array_equal(piano.render(tone, 48_000), first)


def test_the_plan_pins_the_font(font):
    (facts,) = SketchFamily().describe(EngineSettings(home=Path()))
    assert facts.checkpoint.endswith(f"+soundfont-{font.digest}")

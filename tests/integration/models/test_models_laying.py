"""What a model is given is heard on the clip's downbeat, and what it is told survives."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

from tests.tiny_checkpoints.asking import Heard, loaded, noise_file, spec_of, take_of

from tonekilnd.domain import InputFile
from tonekilnd.engines.model_cards.rows import row_of
from tonekilnd.engines.neural.audiocraft import autoregressive_takes
from tonekilnd.engines.neural.audiocraft.autoregressive_takes import _asked

SMALL = "stable-audio-open-small"
RATE = 44_100
BEAT = RATE // 2


def burst_file(folder: Path, at: float, seconds: float = 2.0) -> InputFile:
    """Silence but for a tenth of a second of noise."""
    audio = np.zeros((round(seconds * RATE), 2), np.float32)
    noise = np.random.default_rng(0).standard_normal((RATE // 10, 2)) * 0.3
    audio[round(at * RATE) : round(at * RATE) + RATE // 10] = noise[: len(audio) - round(at * RATE)]
    file = folder / f"burst-{at}.wav"
    soundfile.write(file, audio, RATE, subtype="FLOAT")
    return InputFile(path=str(file), sha256="0" * 64)


def place_of(difference: np.ndarray) -> float:
    """Seconds at which two takes differ most; the random autoencoder smears by a tenth or so."""
    envelope = np.abs(difference).max(axis=0)
    smooth = np.convolve(envelope, np.hanning(RATE // 8), mode="same")
    return float(smooth.argmax()) / RATE


def silence_file(folder: Path) -> InputFile:
    file = folder / "silence.wav"
    soundfile.write(file, np.zeros((2 * RATE, 2), np.float32), RATE, subtype="FLOAT")
    return InputFile(path=str(file), sha256="0" * 64)


@pytest.mark.parametrize("name", [SMALL, "stable-audio-open-1.0"])
@pytest.mark.parametrize(("at", "heard"), [(0.0, 0.55), (0.5, 1.05), (1.25, 1.8), (1.85, 0.4)])
def test_a_burst_in_the_initial_audio_is_heard_at_its_place_after_the_downbeat(
    tmp_path: Path, name: str, at: float, heard: float
) -> None:
    """A bar at 120 after a beat of pre-roll, in which the bar's own last beat is heard."""
    fields = {"bars": 1, "pre_roll_frames": BEAT, "frames": 4 * BEAT, "strength": 0.0, "steps": 2}
    plain = take_of(name, init=silence_file(tmp_path), **fields)
    burst = take_of(name, init=burst_file(tmp_path, at), **fields)
    assert place_of(burst - plain) == pytest.approx(heard, abs=0.2)


def test_every_section_hears_its_own_part(tmp_path: Path) -> None:
    section = RATE
    fields = {"strength": 0.0, "steps": 2, "bars": 1, "pre_roll_frames": BEAT,
              "frames": 2 * section, "section_frames": (section, section)}  # fmt: skip
    plain = take_of(SMALL, init=silence_file(tmp_path), **fields)
    burst = take_of(SMALL, init=burst_file(tmp_path, 0.9), **fields)
    assert place_of(burst - plain) == pytest.approx(1.45, abs=0.15)


def test_how_it_was_laid_is_said(tmp_path: Path) -> None:
    spec = spec_of(SMALL, init=noise_file(tmp_path, RATE, 2.0), bars=4, frames=2 * RATE, steps=1)
    take = loaded(SMALL).generate([spec], Heard().callbacks())[0]
    assert take.notes == ("the initial audio is 1 bar and goes round to fill 4",)


MELODY = "musicgen-melody"


def melody_under(tmp_path: Path, **fields):
    """What the model hears of a melody that is one long ramp of two bars, and where the clip is."""
    model = loaded(MELODY)._model
    wave = np.arange(1, 4 * 32000 + 1, dtype=np.float32) / (4 * 32000)
    file = tmp_path / "melody.wav"
    soundfile.write(file, wave, 32000, subtype="FLOAT")
    given = InputFile(path=str(file), sha256="0" * 64)
    spec = spec_of(MELODY, melody=given, bars=2, seconds=5.0, **fields)
    one = _asked(model, row_of(MELODY), 0, spec)
    return one, wave


@pytest.mark.parametrize("pre_roll", [0, 16000, 21333])
def test_a_melodys_first_frame_is_the_clips_downbeat(tmp_path: Path, pre_roll: int) -> None:
    one, wave = melody_under(tmp_path, pre_roll_frames=pre_roll)
    heard = one.melody.heard(0, pre_roll + len(wave))[0]
    np.testing.assert_array_equal(heard[pre_roll:], wave)
    np.testing.assert_array_equal(heard[:pre_roll], wave[len(wave) - pre_roll :])


@pytest.mark.parametrize(("given", "pre_roll"), [(2.0, 16000), (0.3, 16000), (2.0, 0)])
def test_with_a_continuation_it_belongs_to_the_new_audio(
    tmp_path: Path, given: float, pre_roll: int
) -> None:
    before = noise_file(tmp_path, 32000, given, channels=1)
    one, wave = melody_under(tmp_path, pre_roll_frames=pre_roll, continuation=before)
    # The clip's downbeat in the decoded audio is where the given audio ends.
    downbeat = one.start - one.lead + pre_roll
    assert downbeat == one.given.shape[-1] * 640
    np.testing.assert_array_equal(one.melody.heard(downbeat, len(wave))[0], wave)


def test_later_windows_hear_it_where_they_are(tmp_path: Path, monkeypatch) -> None:
    """Past the model's window every pass is given the melody under its own stretch of the take."""
    asked = []
    conditions = autoregressive_takes.conditions_of

    def listening(model, prompts, melodies):
        asked.append(melodies[0].numpy())
        return conditions(model, prompts, melodies)

    monkeypatch.setattr(autoregressive_takes, "conditions_of", listening)
    model = loaded(MELODY)._model
    wave = np.random.default_rng(2).standard_normal(4 * 32000).astype(np.float32) * 0.1
    soundfile.write(tmp_path / "m.wav", wave, 32000, subtype="FLOAT")
    span = model.window * 640
    take_of(
        MELODY,
        melody=InputFile(path=str(tmp_path / "m.wav"), sha256="0" * 64),
        bars=2,
        pre_roll_frames=16000,
        frames=span + 32000,
    )
    assert len(asked) == 2
    stride = 18 * 32000
    every = np.roll(np.tile(wave, 20), 16000)
    np.testing.assert_array_equal(asked[0][0], every[:span])
    np.testing.assert_array_equal(asked[1][0], every[stride : stride + span])


def test_less_than_a_token_to_continue_ends_at_the_downbeat(tmp_path: Path) -> None:
    name = "musicgen-small"
    file = tmp_path / "one.wav"
    soundfile.write(file, np.full(100, 0.5, np.float32), 32000, subtype="FLOAT")
    spec = spec_of(name, continuation=InputFile(path=str(file), sha256="0" * 64))
    take = loaded(name).generate([spec], Heard().callbacks())[0]
    assert np.isfinite(take.audio).all()


LONG = ", ".join(f"warm analog pad number {n}" for n in range(30))


@pytest.mark.parametrize("name", [SMALL, "stable-audio-open-1.0"])
def test_tempo_and_key_are_heard_however_long_the_prompt_is(name: str) -> None:
    told = [f"{LONG}, {bpm} bpm, {key}" for bpm, key in ((120, "A minor"), (90, "A minor"),
                                                         (120, "F major"))]  # fmt: skip
    takes = [take_of(name, prompt=prompt, seconds=0.5, steps=2) for prompt in told]
    assert np.abs(takes[0] - takes[1]).max() > 1e-5
    assert np.abs(takes[0] - takes[2]).max() > 1e-5


def test_words_that_are_cut_are_named_those_of_the_negative_prompt_too() -> None:
    name = "stable-audio-open-1.0"
    spec = spec_of(name, prompt=f"{LONG}, 120 bpm", negative=f"{LONG} x", seconds=0.5, steps=2)
    take = loaded(name).generate([spec], Heard().callbacks())[0]
    assert take.words_ignored[-1] == "x"
    assert "29" in take.words_ignored
    prompt, negative = take.notes
    assert prompt.startswith(f"the prompt is longer than {name} reads; left out from its end: ")
    assert negative.startswith(f"the negative prompt is longer than {name} reads")


def test_models_that_read_everything_leave_nothing_out() -> None:
    spec = spec_of("musicgen-small", prompt=f"{LONG}, 120 bpm", seconds=0.5)
    take = loaded("musicgen-small").generate([spec], Heard().callbacks())[0]
    assert take.words_ignored == ()
    assert take.notes == ()

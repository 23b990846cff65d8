"""How engines make takes: alone or beside others, stopped, heard early, longer than a window."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

from tests.tiny_checkpoints.asking import (
    ONE_OF_EACH,
    Heard,
    loaded,
    midi_file,
    noise_file,
    spec_of,
    take_of,
)

from tonekiln.protocol import Meter
from tonekiln.protocol.errors import InvalidRequest, UnsupportedAbility
from tonekilnd.domain import InputFile
from tonekilnd.engines.contract import StopGenerating
from tonekilnd.engines.model_cards.rows import row_of
from tonekilnd.engines.neural import takes
from tonekilnd.engines.neural.stopping import stoppable


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_the_same_spec_twice_gives_the_same_samples(name: str) -> None:
    np.testing.assert_array_equal(take_of(name), take_of(name))


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_a_take_does_not_depend_on_its_neighbours(name: str) -> None:
    """Arithmetic in batches may differ in the last bits; what is drawn may not."""
    specs = [
        spec_of(name, seed=1),
        spec_of(name, seed=42),
        spec_of(name, seed=7, prompt="a much longer prompt, driving techno drums and bass"),
    ]
    batch = loaded(name).generate(specs, Heard().callbacks())
    alone = [loaded(name).generate([spec], Heard().callbacks())[0] for spec in specs]
    for together, single in zip(batch, alone, strict=True):
        np.testing.assert_allclose(together.audio, single.audio, atol=1e-4)
    assert np.abs(batch[0].audio - batch[1].audio).max() > 1e-3


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_a_take_has_the_asked_length_two_channels_and_the_models_rate(name: str) -> None:
    take = loaded(name).generate([spec_of(name, seconds=0.7371)], Heard().callbacks())[0]
    assert take.audio.shape == (2, round(0.7371 * row_of(name).sample_rate))
    assert take.audio.dtype == np.float32
    assert take.sample_rate == row_of(name).sample_rate
    assert np.isfinite(take.audio).all()


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_bf16_makes_takes_too(name: str) -> None:
    take = loaded(name, precision="bf16").generate([spec_of(name)], Heard().callbacks())[0]
    assert np.isfinite(take.audio).all()
    assert np.abs(take.audio).max() > 1e-3


def test_a_melody_in_bf16_is_still_heard_in_fp32(tmp_path: Path) -> None:
    name = "musicgen-stereo-melody"
    spec = spec_of(name, melody=midi_file(tmp_path / "a.mid", [60, 64, 67]))
    take = loaded(name, precision="bf16").generate([spec], Heard().callbacks())[0]
    assert np.isfinite(take.audio).all()


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_a_precision_that_is_not_offered_is_refused(name: str) -> None:
    with pytest.raises(UnsupportedAbility, match="int4") as refused:
        loaded(name).generate([spec_of(name, precision="int4")], Heard().callbacks())
    assert refused.value.field == "precision"
    assert "bf16" in refused.value.bound


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_int8_makes_takes_too(name: str) -> None:
    take = loaded(name).generate([spec_of(name, precision="int8")], Heard().callbacks())[0]
    assert np.isfinite(take.audio).all()
    assert np.abs(take.audio).max() > 1e-3


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_steps_are_counted_to_their_end(name: str) -> None:
    heard = Heard()
    loaded(name).generate([spec_of(name), spec_of(name, seed=3)], heard.callbacks())
    assert [done for done, _ in heard.steps] == list(range(1, len(heard.steps) + 1))
    assert {of for _, of in heard.steps} == {len(heard.steps)}


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_stopping_takes_one_step_and_the_next_request_is_served(name: str) -> None:
    heard = Heard(stop_at=2)
    with pytest.raises(StopGenerating):
        loaded(name).generate([spec_of(name)], heard.callbacks())
    assert len(heard.steps) == 2
    np.testing.assert_array_equal(take_of(name), take_of(name))


@pytest.mark.parametrize(
    "name", ["magnet-small-10secs", "stable-audio-open-small", "stable-audio-open-1.0"]
)
@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_a_long_step_is_stopped_within(name: str, precision: str) -> None:
    heard = Heard()

    def stop_after_the_first_step() -> None:
        if heard.steps:
            raise StopGenerating

    with stoppable(stop_after_the_first_step), pytest.raises(StopGenerating):
        loaded(name).generate([spec_of(name, precision=precision)], heard.callbacks())
    assert len(heard.steps) == 1


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_decoding_the_audio_is_stopped_too(name: str) -> None:
    heard = Heard()

    def stop_after_the_last_step() -> None:
        if heard.steps and heard.steps[-1][0] == heard.steps[-1][1]:
            raise StopGenerating

    with stoppable(stop_after_the_last_step), pytest.raises(StopGenerating):
        loaded(name).generate([spec_of(name)], heard.callbacks())
    np.testing.assert_array_equal(take_of(name), take_of(name))


@pytest.mark.parametrize("name", ["musicgen-small", "musicgen-stereo-small", "audiogen-medium"])
def test_previews_are_the_takes_own_audio_without_joins(name: str) -> None:
    heard = Heard()
    specs = [spec_of(name, seconds=6.0), spec_of(name, seconds=6.0, seed=5)]
    made = loaded(name).generate(specs, heard.callbacks())
    for variation, take in enumerate(made):
        chunks = [(start, audio) for v, start, audio in heard.previews if v == variation]
        ends = np.cumsum([0] + [audio.shape[1] for _, audio in chunks])
        assert [start for start, _ in chunks] == list(ends[:-1])
        assert len(chunks) >= 3
        together = np.concatenate([audio for _, audio in chunks], axis=1)
        assert together.shape[1] >= 3.0 * take.sample_rate
        np.testing.assert_allclose(together, take.audio[:, : together.shape[1]], atol=1e-5)


def test_the_first_preview_comes_early() -> None:
    name = "musicgen-small"
    heard = Heard()
    steps_at_first: list[int] = []
    calls = heard.callbacks()

    def preview(*arguments: object) -> None:
        steps_at_first.append(len(heard.steps))
        calls.preview(*arguments)

    loaded(name).generate([spec_of(name, seconds=8.0)], type(calls)(calls.step, preview))
    tokens_a_second = heard.steps[-1][1] / 8.0
    assert steps_at_first[0] <= 3.0 * tokens_a_second


def test_a_continuations_previews_begin_with_the_take(tmp_path: Path) -> None:
    name = "musicgen-small"
    given = noise_file(tmp_path, 32000, 2.0, channels=1)
    heard = Heard()
    spec = spec_of(name, seconds=4.0, continuation=given)
    take = loaded(name).generate([spec], heard.callbacks())[0]
    together = np.concatenate([audio for *_, audio in heard.previews], axis=1)
    assert heard.previews[0][1] == 0
    np.testing.assert_allclose(together, take.audio[:, : together.shape[1]], atol=1e-5)


@pytest.mark.parametrize("name", ["stable-audio-open-small", "magnet-small-10secs"])
def test_longer_takes_are_joined_from_sections(name: str) -> None:
    rate = row_of(name).sample_rate
    section = 2 * rate
    spec = spec_of(name, frames=2 * section, section_frames=(section, section))
    take = loaded(name).generate([spec], Heard().callbacks())[0]
    assert take.audio.shape[1] == 2 * section
    first = take_of(name, frames=takes.with_join(section, row_of(name)))
    np.testing.assert_allclose(take.audio[:, :section], first[:, :section], atol=1e-4)
    assert np.abs(take.audio[:, section:] - take.audio[:, :section]).max() > 1e-3


def test_a_take_that_dies_away_is_made_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "musicgen-small"
    monkeypatch.setattr(takes, "dies_away", dead_with_seed(name, 42))
    engine = loaded(name)
    again = engine.generate([spec_of(name, retake=True, seed=5)], Heard().callbacks())[0]
    assert again.notes == ()
    specs = [spec_of(name, seed=5), spec_of(name, retake=True)]
    heard = Heard()
    kept, remade = engine.generate(specs, heard.callbacks())
    seed = takes.derived_seed(42, "retake")
    assert f"made again with seed {seed}" in remade.notes[0]
    assert kept.notes == ()
    np.testing.assert_allclose(remade.audio, take_of(name, seed=seed), atol=1e-4)


def test_a_take_that_dies_away_is_only_reported_when_told_not_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(takes, "dies_away", lambda *_: True)
    take = loaded("musicgen-small").generate([spec_of("musicgen-small")], Heard().callbacks())[0]
    assert take.notes == ("the take dies away before its end",)


def dead_with_seed(name: str, seed: int):
    dead = take_of(name, seed=seed)

    def dies_away(audio: np.ndarray, _rate: int) -> bool:
        return np.abs(audio[0] - dead[0]).max() < 1e-3

    return dies_away


def test_width_spreads_a_mono_model_and_leaves_its_mid() -> None:
    name = "musicgen-small"
    plain = take_of(name)
    wide = take_of(name, width=0.8)
    np.testing.assert_array_equal(plain[0], plain[1])
    assert np.abs(wide[0] - wide[1]).max() > 0.01
    mid = wide.sum(axis=0) / np.sqrt(1 / (1 + 0.8**2)) / 2
    np.testing.assert_allclose(mid, plain[0], atol=1e-5)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("musicgen-small", {"guidance": 1.5}),
        ("musicgen-small", {"temperature": 0.3}),
        ("musicgen-small", {"prompt": "rain on a tin roof"}),
        ("magnet-small-10secs", {"steps": 8}),
        ("magnet-small-10secs", {"guidance": 2.0}),
        ("stable-audio-open-small", {"steps": 4}),
        ("stable-audio-open-1.0", {"guidance": 2.0}),
        ("stable-audio-open-1.0", {"negative": "rain"}),
    ],
)
def test_what_is_asked_changes_the_take(name: str, fields: dict) -> None:
    assert np.abs(take_of(name, **fields) - take_of(name)).max() > 1e-3


@pytest.mark.parametrize(
    ("name", "fields", "field"),
    [
        ("stable-audio-open-small", {"negative": "rain"}, "negative"),
        ("stable-audio-open-small", {"temperature": 0.5}, "temperature"),
        ("musicgen-small", {"negative": "rain"}, "negative"),
        ("musicgen-small", {"steps": 3}, "steps"),
        ("musicgen-small", {"melody": InputFile(path="x.mid", sha256="")}, "melody"),
        ("magnet-small-10secs", {"continuation": InputFile(path="x", sha256="")}, "continuation"),
        ("audiogen-medium", {"init": InputFile(path="x", sha256="")}, "init"),
    ],
)
def test_what_a_model_cannot_do_is_refused(name: str, fields: dict, field: str) -> None:
    with pytest.raises(UnsupportedAbility) as refused:
        loaded(name).generate([spec_of(name, **fields)], Heard().callbacks())
    assert refused.value.field == field


def test_a_melody_may_be_midi(tmp_path: Path) -> None:
    name = "musicgen-melody"
    first = take_of(name, melody=midi_file(tmp_path / "a.mid", [60, 64, 67]))
    second = take_of(name, melody=midi_file(tmp_path / "b.mid", [62, 65, 69]))
    assert np.abs(first - second).max() > 1e-3


def test_a_melodys_chroma_is_the_midis_pitches(tmp_path: Path) -> None:
    import torch

    from tonekilnd.engines.neural.audiocraft.conditioners import ChromaExtractor
    from tonekilnd.engines.neural.audiocraft.melody import melody_wave

    pitches = [60, 64, 67, 71]
    file = midi_file(tmp_path / "a.mid", pitches)
    wave = melody_wave(file, 32000, bpm=Decimal(120), meter=Meter(4, 4))
    chroma = ChromaExtractor(32000, radix2_exp=14, argmax=True)(torch.from_numpy(wave))[0]
    heard = chroma.argmax(dim=-1).tolist()
    frames_a_note = len(heard) // len(pitches)
    middles = [heard[i * frames_a_note + frames_a_note // 2] for i in range(len(pitches))]
    assert middles == [pitch % 12 for pitch in pitches]


@pytest.mark.parametrize("content", [b"", b"MThd", b"RIFF no audio", bytes(range(256))])
@pytest.mark.parametrize("field", ["melody", "continuation"])
def test_unreadable_input_is_refused_by_name(tmp_path: Path, content: bytes, field: str) -> None:
    file = tmp_path / "input.wav"
    file.write_bytes(content)
    given = InputFile(path=str(file), sha256="")
    with pytest.raises(InvalidRequest) as refused:
        take_of("musicgen-melody", **{field: given})
    assert refused.value.field == field
    assert "input.wav" in refused.value.message

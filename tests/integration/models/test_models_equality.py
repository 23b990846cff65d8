"""In fp32, alone in its batch and with the same seed, a take is upstream's own."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

from tests.tiny_checkpoints.asking import loaded, noise_file, take_of
from tests.tiny_checkpoints.lockstep import TOLERANCE, assert_same, assert_upstreams
from tests.tiny_checkpoints.upstream_models import (
    PROMPT,
    audiocraft_upstream,
    stable_audio_take,
)

from tonekilnd.engines.model_cards.rows import row_of
from tonekilnd.musical_words import shortened


@pytest.mark.parametrize("name", ["musicgen-small", "musicgen-stereo-medium"])
def test_musicgen(name: str) -> None:
    upstream = audiocraft_upstream("MusicGen", row_of(name))
    upstream.set_generation_params(duration=3.0)
    assert_upstreams(name, upstream, partial(upstream.generate, [PROMPT]), seconds=3.0)


def test_musicgen_past_its_window() -> None:
    name = "musicgen-small"
    upstream = audiocraft_upstream("MusicGen", row_of(name))
    upstream.set_generation_params(duration=45.0)
    assert_upstreams(name, upstream, partial(upstream.generate, [PROMPT]), seconds=45.0)


def test_audiogen_past_its_window() -> None:
    name = "audiogen-medium"
    upstream = audiocraft_upstream("AudioGen", row_of(name))
    upstream.set_generation_params(duration=15.0)
    assert_upstreams(name, upstream, partial(upstream.generate, [PROMPT]), seconds=15.0)


@pytest.mark.parametrize("name", ["magnet-small-10secs", "audio-magnet-medium"])
def test_magnet(name: str) -> None:
    row = row_of(name)
    upstream = audiocraft_upstream("MAGNeT", row)
    upstream.set_generation_params(
        temperature=row.sampler.temperature,
        top_p=row.sampler.top_p,
        max_cfg_coef=row.sampler.guidance,
        decoding_steps=list(row.sampler.stage_steps),
    )
    assert_upstreams(name, upstream, partial(upstream.generate, [PROMPT]), seconds=9.96)


def test_continuation(tmp_path: Path) -> None:
    import soundfile
    import torch

    name = "musicgen-small"
    given = noise_file(tmp_path, 32000, 2.0, channels=1)
    samples = torch.from_numpy(soundfile.read(given.path, dtype="float32")[0])[None]
    upstream = audiocraft_upstream("MusicGen", row_of(name))
    upstream.set_generation_params(duration=5.0)
    generate = partial(upstream.generate_continuation, samples, 32000, [PROMPT])
    assert_upstreams(name, upstream, generate, skip=64000, seconds=3.0, continuation=given)


def test_a_continuations_pre_roll_is_the_given_audios_end(tmp_path: Path) -> None:
    given = noise_file(tmp_path, 32000, 2.0, channels=1)
    name = "musicgen-small"
    plain = take_of(name, pickled=True, seconds=3.0, continuation=given)
    rolled = take_of(name, pickled=True, seconds=3.5, continuation=given, pre_roll_frames=16000)
    np.testing.assert_array_equal(rolled[:, 16000:], plain)


@pytest.mark.parametrize("pre_roll", [0, 16000])
def test_melody_from_audio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pre_roll: int) -> None:
    """Upstream with its stem separation left out, as ours always is.

    It is given what ours lays: two bars at 120, round and round, from the clip's downbeat on.
    """
    import soundfile
    import torch

    name = "musicgen-melody"
    given = noise_file(tmp_path, 32000, 4.0)
    samples = soundfile.read(given.path, dtype="float32")[0].T
    laid = np.roll(np.tile(samples, (1, 6)), pre_roll, axis=1)[:, : 20 * 32000]
    upstream = audiocraft_upstream("MusicGen", row_of(name))
    monkeypatch.setattr(
        "audiocraft.modules.conditioners.ChromaStemConditioner._get_stemmed_wav",
        lambda _self, wav, _rate: wav.mean(1, True),
    )
    upstream.set_generation_params(duration=2.0)
    melody = torch.from_numpy(laid.copy())[None]
    generate = partial(upstream.generate_with_chroma, [PROMPT], melody, 32000)
    asked = {"seconds": 2.0, "bars": 2, "melody": given, "pre_roll_frames": pre_roll}
    assert_upstreams(name, upstream, generate, **asked)


@pytest.mark.parametrize("name", ["stable-audio-open-small", "stable-audio-open-1.0"])
def test_stable_audio(name: str) -> None:
    assert_same(take_of(name, seconds=2.0), stable_audio_take(row_of(name), 2.0))


@pytest.mark.parametrize(
    ("name", "noise"),
    [("stable-audio-open-small", 0.5), ("stable-audio-open-1.0", (0.3 * 500.0) ** 0.5)],
)
def test_stable_audio_from_initial_audio(tmp_path: Path, name: str, noise: float) -> None:
    """A one-shot's sounds once; a loop's, a bar at 120, goes round from the downbeat on."""
    import soundfile
    import torch

    given = noise_file(tmp_path, 44100, 2.0)
    samples = soundfile.read(given.path, dtype="float32")[0].T
    window = 131072
    round_and_round = np.roll(np.tile(samples, (1, 3)), 22050, axis=1)[:, :window]
    loop = {"bars": 1, "pre_roll_frames": 22050}
    for laid, fields in ((samples, {"one_shot": True}), (round_and_round, loop)):
        reference = stable_audio_take(
            row_of(name),
            2.5,
            init_audio=(44100, torch.from_numpy(laid.copy())),
            init_noise_level=noise,
        )
        ours = take_of(name, seconds=2.5, init=given, strength=0.5, **fields)
        assert_same(ours, reference)


def test_stable_audio_reads_as_much_as_upstream_of_a_prompt_it_has_to_shorten() -> None:
    """What is sent is short enough for upstream to read all of it."""
    name = "stable-audio-open-small"
    model = loaded(name)._variants.of("fp32").model
    long = ", ".join(["warm analog pad"] * 40) + ", 120 bpm, A minor"
    words = shortened(long, model.reads_whole)
    assert words.text.endswith("120 bpm, A minor")
    assert len(words.cut) > 60
    reference = stable_audio_take(
        row_of(name),
        1.0,
        conditioning=[{"prompt": words.text, "seconds_start": 0, "seconds_total": 1.0}],
    )
    assert_same(take_of(name, prompt=long), reference)


def test_stable_audio_with_a_negative_prompt() -> None:
    name = "stable-audio-open-1.0"
    refused = {"prompt": "rain", "seconds_start": 0, "seconds_total": 2.0}
    reference = stable_audio_take(row_of(name), 2.0, negative_conditioning=[refused])
    assert_same(take_of(name, seconds=2.0, negative="rain"), reference)


def test_transformers_form_gives_transformers_logits() -> None:
    import torch
    from tests.tiny_checkpoints import hub, upstream_talks
    from transformers import MusicgenForConditionalGeneration

    from tonekilnd.engines.neural.audiocraft import transformers_form
    from tonekilnd.engines.neural.audiocraft.model import build

    row = row_of("musicgen-small")
    folder = hub.folder_of(row)
    model = build(transformers_form.read(folder), torch.device("cpu"), torch.float32)
    with upstream_talks():
        theirs = MusicgenForConditionalGeneration.from_pretrained(folder).eval()
    from audiocraft.modules.conditioners import ConditioningAttributes

    codes = torch.randint(0, 512, (1, 4, 12))
    text = model.lm.condition_provider.conditioners["description"].t5_tokenizer(
        [PROMPT], return_tensors="pt"
    )
    with torch.inference_mode():
        ours = model.lm(codes, [ConditioningAttributes(text={"description": PROMPT})])[0]
        reference = theirs(
            input_ids=text["input_ids"],
            attention_mask=text["attention_mask"],
            decoder_input_ids=codes[0],
        ).logits
        torch.testing.assert_close(ours, reference, atol=TOLERANCE, rtol=0)
        decoded = theirs.audio_encoder.decode(codes[None], [None])[0]
        torch.testing.assert_close(model.codec.decode(codes), decoded, atol=TOLERANCE, rtol=0)

"""Stable Audio 3 beside upstream's own takes: in fp32, alone in its batch, with the same seed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

from tests.tiny_checkpoints.asking import Heard, loaded, noise_file, spec_of, take_of
from tests.tiny_checkpoints.lockstep import assert_same
from tests.tiny_checkpoints.upstream_models import PROMPT, stable_audio_3_take

from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.engines.model_cards.rows import row_of

SMALL, MEDIUM = "stable-audio-3-small-music", "stable-audio-3-medium"
BASES = (f"{SMALL}-base", f"{MEDIUM}-base")
GUIDED = {"steps": 4, "guidance": 5.0}


@pytest.mark.parametrize(("name", "seconds"), [(SMALL, 2.3), (SMALL, 19.0), (MEDIUM, 2.3)])
def test_words(name: str, seconds: float) -> None:
    """The last is so long that its headroom is cut by the model's window."""
    ours = take_of(name, seconds=seconds, steps=4)
    assert_same(ours, stable_audio_3_take(row_of(name), seconds, steps=4))


@pytest.mark.parametrize("name", BASES)
def test_a_base_with_guidance_and_a_negative_prompt(name: str) -> None:
    refused = {"prompt": "rain", "seconds_total": 2.0}
    asked = {"steps": 4, "cfg_scale": 5.0}
    guided = stable_audio_3_take(row_of(name), 2.0, **asked)
    assert_same(take_of(name, seconds=2.0, **GUIDED), guided)
    kept_away = stable_audio_3_take(row_of(name), 2.0, **asked, negative_conditioning=[refused])
    assert_same(take_of(name, seconds=2.0, negative="rain", **GUIDED), kept_away)
    assert np.abs(guided - kept_away).max() > 1e-4


@pytest.mark.parametrize("name", [SMALL, BASES[1]])
def test_initial_audio(tmp_path: Path, name: str) -> None:
    import soundfile
    import torch

    given = noise_file(tmp_path, 44100, 2.0)
    samples = soundfile.read(given.path, dtype="float32")[0].T
    steps = {"steps": 4}
    reference = stable_audio_3_take(
        row_of(name),
        2.5,
        init_audio=(44100, torch.from_numpy(samples.copy())),
        init_noise_level=0.5,
        **steps,
    )
    ours = take_of(name, seconds=2.5, init=given, strength=0.5, one_shot=True, **steps)
    assert_same(ours, reference)


@pytest.mark.parametrize(("name", "given_seconds"), [(SMALL, 2.0), (MEDIUM, 1.3)])
def test_going_on_from_given_audio(tmp_path: Path, name: str, given_seconds: float) -> None:
    """What is new is upstream's; the pre-roll is the given audio, to where it fades into it."""
    import soundfile
    import torch

    given = noise_file(tmp_path, 44100, given_seconds)
    samples = soundfile.read(given.path, dtype="float32")[0].T
    frames = samples.shape[1]
    total = (frames + 44100 * 2) / 44100
    reference = stable_audio_3_take(
        row_of(name),
        total,
        steps=4,
        inpaint_audio=(44100, torch.from_numpy(samples.copy())),
        inpaint_mask_start_seconds=frames / 44100,
        inpaint_mask_end_seconds=total,
    )
    ours = take_of(name, seconds=2.5, pre_roll_frames=22050, continuation=given, steps=4)
    assert ours.shape[1] == round(2.5 * 44100)
    assert_same(ours[:, 22050:], reference[:, frames:])
    unfaded = 22050 - round(0.03 * 44100)
    np.testing.assert_array_equal(ours[:, :unfaded], samples[:, -22050:][:, :unfaded])
    alone = take_of(name, seconds=2.0, steps=4)
    assert np.abs(ours[:, 22050:] - alone[:, : 2 * 44100]).max() > 1e-3


def test_what_is_too_long_to_go_on_is_refused_and_long_audio_is_heard_from_its_end(
    tmp_path: Path,
) -> None:
    given = noise_file(tmp_path, 44100, 22.0)
    with pytest.raises(InvalidRequest) as refused:
        take_of(SMALL, seconds=24.0, continuation=given, steps=1)
    assert refused.value.field == "bars"
    spec = spec_of(SMALL, seconds=4.0, continuation=given, steps=1)
    take = loaded(SMALL).generate([spec], Heard().callbacks())[0]
    assert take.audio.shape[1] == 4 * 44100
    assert "only the last 19.78 s of the given audio are heard" in take.notes


@pytest.mark.parametrize("padding_side", ["left", "right"])
def test_a_prompt_is_padded_as_its_tokenizer_says(
    padding_side: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.tiny_checkpoints.upstream_models import stable_audio_3_upstream

    ours = loaded(SMALL)._variants.of("fp32").model.wrapped.conditioner.conditioners["prompt"]
    theirs = stable_audio_3_upstream(row_of(SMALL)).conditioner.conditioners["prompt"]
    monkeypatch.setattr(ours.tokenizer, "padding_side", padding_side)
    monkeypatch.setattr(theirs.tokenizer, "padding_side", padding_side)
    for words in (PROMPT, "", "rain " * 200):
        made, mask = ours._embedded([words], "cpu")
        wanted, wanted_mask = theirs([words], "cpu")
        assert (mask == wanted_mask).all()
        np.testing.assert_allclose(made.numpy(), wanted.numpy(), atol=1e-4)


def test_a_take_does_not_depend_on_its_neighbours() -> None:
    """Its codec draws noise: from the take's own generator."""
    import torch

    engine = loaded(SMALL)
    specs = [spec_of(SMALL, seconds=1.0, seed=seed, steps=2) for seed in (1, 2, 1)]
    torch.manual_seed(1)
    first, other, again = (take.audio for take in engine.generate(specs, Heard().callbacks()))
    torch.manual_seed(2)
    alone = engine.generate(specs[:1], Heard().callbacks())[0].audio
    np.testing.assert_array_equal(first, again)
    np.testing.assert_allclose(first, alone, atol=1e-5)
    assert np.abs(first - other).max() > 1e-2


@pytest.mark.parametrize("name", [SMALL, MEDIUM])
@pytest.mark.parametrize("precision", ["bf16", "int8"])
def test_other_precisions_are_near(name: str, precision: str) -> None:
    faithful = take_of(name, seconds=1.0, steps=1)
    near = take_of(name, seconds=1.0, steps=1, precision=precision)
    assert np.isfinite(near).all()
    error = np.sqrt(np.mean((near - faithful) ** 2) / np.mean(faithful**2))
    assert error < 0.1

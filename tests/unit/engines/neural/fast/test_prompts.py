"""Prompts of Stable Audio: read once, and no more kept than said."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

import torch
from tests.tiny_checkpoints.text_encoder import write_text_encoder

from tonekilnd.engines.neural.stable_audio import conditioner
from tonekilnd.engines.neural.text_encoder import text_encoder_in


@pytest.fixture
def read(tmp_path):
    """A conditioner, and what its T5 was given to read."""
    encoder = text_encoder_in(write_text_encoder(tmp_path / "t5"))
    made = conditioner.LocalT5Conditioner(encoder, encoder.width, 16, project_out=False)
    times: list[torch.Size] = []
    encoder.model.register_forward_hook(lambda _model, given, _out: times.append(given[0].shape))
    return made, times


def test_a_prompt_is_read_once_however_often_it_is_asked_for(read) -> None:
    made, times = read
    with torch.inference_mode():
        first, mask = made(["rain"], "cpu")
        again, _ = made(["rain"], "cpu")
        other, _ = made(["thunder"], "cpu")
    assert len(times) == 2
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert mask.dtype == torch.bool


def test_the_prompt_not_heard_of_for_longest_is_read_again(read, monkeypatch) -> None:
    monkeypatch.setattr(conditioner, "PROMPTS_KEPT", 2)
    made, times = read
    with torch.inference_mode():
        for prompt in ("rain", "thunder", "rain", "wind", "rain", "thunder"):
            made([prompt], "cpu")
    assert len(times) == 4


def test_only_the_words_are_read_and_the_rest_is_blank(read) -> None:
    made, times = read
    with torch.inference_mode():
        embeddings, mask = made(["rain"], "cpu")
    words = int(mask.sum())
    assert times == [(1, words)]
    assert words < 16
    assert embeddings.shape[:2] == mask.shape == (1, 16)
    assert not embeddings[:, words:].any()
    assert embeddings[:, :words].any()


def test_no_prompt_is_too_short_or_too_long(read) -> None:
    made, _ = read
    with torch.inference_mode():
        for prompt in ("", "rain " * 100):
            embeddings, mask = made([prompt], "cpu")
            assert embeddings.shape[1] == 16
            assert mask.any()

"""What the neural engines do around their models: making ready on a GPU."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

import torch
from tests.tiny_checkpoints.asking import ONE_OF_EACH, loaded

from tonekilnd.engines.model_cards.rows import row_of
from tonekilnd.engines.neural.finishing import made_ready


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_on_a_gpu_half_a_second_is_made_before_anyone_asks(name: str) -> None:
    """The engine itself computes on the CPU here: what is asked of it is what counts."""
    engine, made = loaded(name), []

    def make(specs, callbacks):
        made.extend(engine._made(specs, callbacks))
        return made

    made_ready(row_of(name), torch.device("cuda"), make)
    (take,) = made
    assert take.audio.shape[-1] == row_of(name).sample_rate // 2


def test_on_a_cpu_nothing_is_made() -> None:
    def make(_specs, _callbacks):
        raise AssertionError("a take was made")

    made_ready(row_of("musicgen-small"), torch.device("cpu"), make)

"""What HTDemucs gives here is upstream's own, and only its own form of weights is loaded."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("demucs", reason="the model libraries are not installed: make models")

import torch
from safetensors.torch import load_file, save_file

from tonekiln.protocol.errors import EngineUnavailable
from tonekilnd.domain import STEMS
from tonekilnd.engines.contract import StopGenerating
from tonekilnd.engines.neural.demucs.model import Model, network_in
from tonekilnd.engines.neural.demucs.taking_apart import estimates, taken_apart
from tonekilnd.engines.neural.trial.tiny_demucs import SIGNATURE, write_demucs

RATE = 44_100


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demucs")
    write_demucs(folder)
    return folder / f"{SIGNATURE}.safetensors"


@pytest.fixture(scope="module")
def model(weights: Path) -> Model:
    return Model(network_in(weights), torch.device("cpu"))


def noise(frames: int, level: float = 0.3) -> np.ndarray:
    return (level * np.random.default_rng(2).standard_normal((2, frames))).astype(np.float32)


def nothing(_done: int, _of: int) -> None:
    """Told of segments."""


@pytest.mark.parametrize("seconds", [0.1, 1.0, 5.0])
def test_the_estimates_are_upstreams_own(weights: Path, model: Model, seconds: float) -> None:
    """Its own loader and its own apply_model, prepared as its own command does."""
    from demucs.apply import apply_model
    from demucs.hf import load_safetensors_model

    upstream = load_safetensors_model(weights)
    mix = noise(round(seconds * RATE))
    wave = torch.from_numpy(mix)
    mono = wave.mean(0)
    mean, deviation = mono.mean(), mono.std() + 1e-8
    with torch.no_grad():
        found = apply_model(upstream, ((wave - mean) / deviation)[None], shifts=0)[0]
    found = found * deviation + mean
    ours = estimates(model, mix, nothing)
    for name, stem in zip(upstream.sources, found.numpy(), strict=True):
        np.testing.assert_allclose(ours[name], stem, rtol=0, atol=1e-7)
        assert np.abs(stem).max() > 1e-3


def test_stems_follow_the_sources_level_and_repeat_themselves(model: Model) -> None:
    mix = noise(RATE)
    first = taken_apart(model, mix, RATE, nothing)
    again = taken_apart(model, mix, RATE, nothing)
    half = taken_apart(model, mix / 2, RATE, nothing)
    for name in STEMS:
        assert (first[name] == again[name]).all()
        np.testing.assert_allclose(half[name], first[name] / 2, atol=1e-6)


def test_segments_are_told_of_and_may_be_stopped_at(model: Model) -> None:
    told = []
    taken_apart(model, noise(6 * RATE), RATE, lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1] > 3

    def stop(done: int, _of: int) -> None:
        if done == 2:
            raise StopGenerating

    with pytest.raises(StopGenerating):
        taken_apart(model, noise(6 * RATE), RATE, stop)


@pytest.mark.parametrize("published", [torch.float16, torch.float32])
def test_weights_of_half_precision_are_read_as_whole(
    weights: Path, model: Model, tmp_path: Path, published: torch.dtype
) -> None:
    file = rewritten(weights, tmp_path, dtype=published)
    network = network_in(file)
    assert {tensor.dtype for tensor in network.parameters()} == {torch.float32}


def rewritten(weights: Path, folder: Path, dtype=torch.float32, **metadata: str) -> Path:
    from tonekilnd.engines.neural.weights import metadata as said_by

    file = folder / "weights.safetensors"
    state = {name: tensor.to(dtype) for name, tensor in load_file(weights).items()}
    save_file(state, file, said_by(weights) | metadata)
    return file


def changed(weights: Path, **arguments) -> str:
    from tonekilnd.engines.neural.weights import metadata as said_by

    return json.dumps(json.loads(said_by(weights)["kwargs"]) | arguments)


@pytest.mark.parametrize(
    "metadata",
    [
        {"klass": "os.system"},
        {"klass": "demucs.hdemucs.HDemucs"},
        {"structure": '{"_class": "os.system"}'},
        {"args": '["one", "two"]'},
        {"kwargs": "{"},
        {"kwargs": "[]"},
    ],
    ids="-".join,
)
def test_a_file_of_another_kind_is_refused(weights: Path, tmp_path: Path, metadata) -> None:
    with pytest.raises(EngineUnavailable, match=r"weights\.safetensors"):
        network_in(rewritten(weights, tmp_path, **metadata))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sources", ["drums", "bass", "other", "piano"]),
        ("sources", "drums"),
        ("sources", None),
        ("depth", 10**9),
        ("t_layers", 10**9),
        ("depth", 3),
        ("channels", 0),
        ("channels", 16),
        ("nfft", 1e300),
        ("t_heads", 0),
        ("t_heads", {"_type": "fraction", "numerator": 1, "denominator": 0}),
        ("segment", -1),
        ("segment", None),
        ("segment", {"_type": "fraction", "numerator": "1", "denominator": 2}),
        ("samplerate", 8000),
        ("audio_channels", 1),
        ("t_emb", "../x"),
        ("t_mask_type", ["diag"]),
        ("wiener_iters", True),
        ("cac", 1),
        ("growth", None),
        ("t_sparse_self_attn", "yes"),
        ("unheard_of", 1),
    ],
)
def test_arguments_that_no_network_can_have_are_refused(
    weights: Path, tmp_path: Path, name: str, value
) -> None:
    kwargs = changed(weights, **{name: value})
    with pytest.raises(EngineUnavailable, match=r"weights\.safetensors"):
        network_in(rewritten(weights, tmp_path, kwargs=kwargs))


def test_weights_that_lack_a_tensor_are_refused(weights: Path, tmp_path: Path) -> None:
    from tonekilnd.engines.neural.weights import metadata as said_by

    state = load_file(weights)
    del state[min(state)]
    file = tmp_path / "weights.safetensors"
    save_file(state, file, said_by(weights))
    with pytest.raises(EngineUnavailable, match="do not fit"):
        network_in(file)

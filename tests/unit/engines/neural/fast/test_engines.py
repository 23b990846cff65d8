"""Engines in each precision, on tiny checkpoints."""

from __future__ import annotations

import os
from unittest import mock

import msgspec
import numpy as np
import pytest

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

from tests.tiny_checkpoints import hub
from tests.tiny_checkpoints.asking import Heard, loaded, spec_of, take_of

from tonekiln.protocol.errors import UnsupportedAbility
from tonekilnd.engines.computing.precision import engine_precision
from tonekilnd.engines.computing.tuned import Measured, tuned
from tonekilnd.engines.contract import EngineSettings
from tonekilnd.engines.model_cards.rows import row_of
from tonekilnd.engines.neural.tuning import __main__ as tune
from tonekilnd.engines.neural.tuning.measure import measured

MODELS = ["musicgen-small", "musicgen-stereo-small", "musicgen-melody", "audiogen-medium"]


@pytest.mark.parametrize("precision", ["bf16", "int8"])
@pytest.mark.parametrize("name", MODELS)
def test_fewer_bits_make_another_take_that_is_its_own(name, precision):
    exact = take_of(name)
    first, again = (take_of(name, precision=precision) for _ in range(2))
    assert first.shape == exact.shape
    assert np.isfinite(first).all()
    np.testing.assert_array_equal(first, again)


@pytest.mark.parametrize("precision", ["fp32", "int8"])
def test_a_take_is_the_same_beside_others(precision):
    name = "musicgen-small"
    alone = take_of(name, precision=precision, seed=2)
    specs = [spec_of(name, precision=precision, seed=seed) for seed in (1, 2, 3)]
    beside = loaded(name).generate(specs, Heard().callbacks())[1].audio
    np.testing.assert_allclose(beside, alone, atol=1e-5)


@pytest.mark.parametrize("precision", ["bf16", "int8"])
def test_diffusion_in_fewer_bits_is_near_fp32(precision):
    name = "stable-audio-open-small"
    exact, near = take_of(name), take_of(name, precision=precision)
    assert near.shape == exact.shape
    noise = np.square(near - exact).mean() / np.square(exact).mean()
    assert 0 < noise < 0.1


@pytest.mark.parametrize("precision", ["bf16", "int8"])
def test_masked_decoding_in_fewer_bits_makes_a_whole_take(precision):
    take = take_of("magnet-small-10secs", precision=precision, steps=8)
    assert take.shape == take_of("magnet-small-10secs", steps=8).shape
    assert np.isfinite(take).all()


@pytest.mark.parametrize("name", ["magnet-small-10secs", "stable-audio-open-small"])
def test_a_precision_an_engine_does_not_have_is_refused(name):
    with pytest.raises(UnsupportedAbility, match="int4"):
        take_of(name, precision="int4")


def test_tuning_compares_precisions_and_records_only_what_is_chosen(tmp_path, capsys):
    name = "musicgen-small"
    with mock.patch.dict(os.environ, HF_HUB_CACHE=str(hub.hub_cache())):
        given = [name, f"--home={tmp_path}", "--threads=1", "--device=cpu"]
        assert tune.main([*given, "--json"]) == 0
        rows = msgspec.json.decode(capsys.readouterr().out, type=tuple[Measured, ...])
        assert tuned(tmp_path, name) is None
        assert tune.main([*given, "--choose=bf16"]) == 0
        assert tuned(tmp_path, name).chosen == "bf16"
        assert engine_precision(row_of(name), EngineSettings(home=tmp_path, device="cpu")) == "bf16"
    assert [row.precision for row in rows] == ["fp32", "bf16", "int8"]
    assert rows[0].logits_distance == 0
    assert rows[0].tokens_agreement == 1
    assert 0 < rows[1].logits_distance < rows[2].logits_distance < 0.2
    assert "auto now takes bf16" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["magnet-small-10secs", "stable-audio-open-small"])
def test_every_method_is_tuned(name, tmp_path):
    with mock.patch.dict(os.environ, HF_HUB_CACHE=str(hub.hub_cache())):
        settings = EngineSettings(home=tmp_path, threads=1, device="cpu")
        exact, *others = measured(row_of(name), settings, lambda _what: None)
    assert exact.spectral_db == 0
    assert all(0 < row.spectral_db < 20 and row.ms > 0 for row in others)
    drawn = "magnet" in name
    assert all((row.logits_distance is not None) == drawn for row in others)

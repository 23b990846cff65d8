from __future__ import annotations

import pytest

from tonekiln.protocol.errors import UnsupportedAbility
from tonekilnd.engines.checkpoints.forms import Form
from tonekilnd.engines.checkpoints.store import Store, checkpoint_of, part_in
from tonekilnd.engines.computing import hardware, precision
from tonekilnd.engines.computing.precision import (
    draft_precision,
    engine_precision,
    loading,
    offered,
    precisions,
)
from tonekilnd.engines.computing.tuned import Measured, Tuning, record, tuned
from tonekilnd.engines.contract import EngineSettings
from tonekilnd.engines.model_cards.rows import row_of

MUSICGEN = row_of("musicgen-small")
MAGNET = row_of("magnet-small-10secs")


def test_auto_is_exact_until_someone_has_measured_otherwise(tmp_path):
    settings = EngineSettings(home=tmp_path, device="cpu")
    assert engine_precision(MUSICGEN, settings) == "fp32"
    tuning = tuning_of(weights(tmp_path, "first"))
    record(tmp_path, tuning)
    assert engine_precision(MUSICGEN, settings) == "int8"
    assert tuned(tmp_path, MUSICGEN.name) == tuning
    assert engine_precision(MAGNET, settings) == "fp32"


def test_a_record_of_other_weights_is_not_used(tmp_path):
    settings = EngineSettings(home=tmp_path, device="cpu")
    record(tmp_path, tuning_of(weights(tmp_path, "first")))
    second = weights(tmp_path, "second")
    assert engine_precision(MUSICGEN, settings) == "fp32"
    record(tmp_path, tuning_of(second))
    assert engine_precision(MUSICGEN, settings) == "int8"


def weights(home, words: str) -> str:
    """Record weights of MusicGen; returns their digest."""
    folder = home / words
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_text(words)
    checkpoint = checkpoint_of(MUSICGEN.name, "adopted", part_in(folder, (Form.CODEC,)))
    Store(home).keep(checkpoint)
    return checkpoint.digest


def tuning_of(checkpoint: str) -> Tuning:
    measured = Measured(precision="int8", ms=20.0, logits_distance=0.01, tokens_agreement=0.99)
    return Tuning(engine=MUSICGEN.name, chosen="int8", checkpoint=checkpoint, measured=(measured,))


def test_a_record_that_cannot_be_read_counts_as_none(tmp_path):
    (tmp_path / "tuned").mkdir()
    (tmp_path / "tuned" / "musicgen-small.json").write_text("{")
    assert engine_precision(MUSICGEN, EngineSettings(home=tmp_path, device="cpu")) == "fp32"


def test_drafts_take_the_fastest(tmp_path):
    assert draft_precision(MUSICGEN, EngineSettings(home=tmp_path, device="cpu")) == "int8"
    assert draft_precision(MAGNET, EngineSettings(home=tmp_path, device="cuda")) == "bf16"


@pytest.mark.parametrize(
    ("flags", "fastest"),
    [
        ("sse2 avx2", ""),
        ("avx2 avx512_vnni", "int8"),
        ("avx512_vnni avx512_bf16", "int8"),
        ("avx512_vnni avx512_bf16 amx_bf16", "bf16"),
    ],
)
def test_many_rows_go_by_what_the_processor_has(flags, fastest, tmp_path, monkeypatch):
    monkeypatch.setattr(precision, "processor_flags", lambda: frozenset(flags.split()))
    assert draft_precision(MAGNET, EngineSettings(home=tmp_path, device="cpu")) == fastest


def test_a_setting_decides_for_every_engine(tmp_path):
    settings = EngineSettings(home=tmp_path, device="cpu", precision="int8")
    assert engine_precision(MUSICGEN, settings) == engine_precision(MAGNET, settings) == "int8"


@pytest.mark.parametrize("name", ["int4", "fp64"])
def test_a_request_for_one_it_does_not_have_is_refused(tmp_path, name):
    with pytest.raises(UnsupportedAbility) as refused:
        offered(MAGNET, EngineSettings(home=tmp_path, device="cpu"), name)
    assert refused.value.field == "precision"


@pytest.mark.parametrize(
    ("device", "setting", "computes", "choices"),
    [
        ("cpu", "auto", "fp32", ("fp32", "bf16", "int8")),
        ("cpu", "int8", "int8", ("fp32", "bf16", "int8")),
        ("cuda", "auto", "bf16", ("bf16",)),
        ("cuda", "int8", "bf16", ("bf16",)),
        ("cuda", "fp32", "fp32", ("fp32", "bf16")),
        ("mps", "auto", "fp32", ("fp32", "bf16")),
        ("mps", "int8", "bf16", ("fp32", "bf16")),
    ],
)
def test_an_engine_names_what_its_device_computes_in(tmp_path, device, setting, computes, choices):
    settings = EngineSettings(home=tmp_path, device=device, precision=setting)
    assert engine_precision(MUSICGEN, settings) == computes
    assert precisions(settings) == choices
    assert draft_precision(MUSICGEN, settings) == choices[-1]


def test_a_device_that_was_found_counts_like_one_that_was_named(tmp_path, monkeypatch):
    """The worker is started with `auto` too, and has to come to what the daemon's Plan says."""
    monkeypatch.setattr(hardware, "likely_device", lambda _python: "cuda")
    assert engine_precision(MUSICGEN, EngineSettings(home=tmp_path)) == "bf16"


@pytest.mark.parametrize("device", ["cpu", "cuda", "mps"])
@pytest.mark.parametrize("setting", ["auto", "fp32", "bf16", "int8"])
def test_weights_are_loaded_as_exactly_as_anything_that_may_be_asked(tmp_path, device, setting):
    settings = EngineSettings(home=tmp_path, device=device, precision=setting)
    _, loaded = hardware.device_and_precision(loading(settings))
    assert precisions(settings)[0] == loaded

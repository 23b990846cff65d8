from __future__ import annotations

import pytest

from tonekiln.protocol.errors import UnsupportedAbility
from tonekilnd.engines.base import EngineSettings
from tonekilnd.engines.fast import precision
from tonekilnd.engines.fast.precision import draft_precision, engine_precision, offered
from tonekilnd.engines.fast.tuned import Measured, Tuning, record, tuned
from tonekilnd.engines.manifest import row_of

MUSICGEN = row_of("musicgen-small")
MAGNET = row_of("magnet-small-10secs")


def test_auto_is_exact_until_someone_has_measured_otherwise(tmp_path):
    settings = EngineSettings(home=tmp_path)
    assert engine_precision(MUSICGEN, settings) == "fp32"
    measured = Measured(precision="int8", ms=20.0, logits_distance=0.01, tokens_agreement=0.99)
    tuning = Tuning(engine=MUSICGEN.name, chosen="int8", checkpoint="c", measured=(measured,))
    record(tmp_path, tuning)
    assert engine_precision(MUSICGEN, settings) == "int8"
    assert tuned(tmp_path, MUSICGEN.name) == tuning
    assert engine_precision(MAGNET, settings) == "fp32"


def test_a_record_that_cannot_be_read_counts_as_none(tmp_path):
    (tmp_path / "tuned").mkdir()
    (tmp_path / "tuned" / "musicgen-small.json").write_text("{")
    assert engine_precision(MUSICGEN, EngineSettings(home=tmp_path)) == "fp32"


def test_drafts_take_the_fastest(tmp_path):
    assert draft_precision(MUSICGEN, EngineSettings(home=tmp_path)) == "int8"
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
    monkeypatch.setattr(precision, "_processor_flags", lambda: frozenset(flags.split()))
    assert draft_precision(MAGNET, EngineSettings(home=tmp_path)) == fastest


def test_a_setting_decides_for_every_engine(tmp_path):
    settings = EngineSettings(home=tmp_path, precision="int8")
    assert engine_precision(MUSICGEN, settings) == engine_precision(MAGNET, settings) == "int8"


@pytest.mark.parametrize("name", ["int4", "fp64"])
def test_a_request_for_one_it_does_not_have_is_refused(name):
    with pytest.raises(UnsupportedAbility) as refused:
        offered(MAGNET, name)
    assert refused.value.field == "precision"

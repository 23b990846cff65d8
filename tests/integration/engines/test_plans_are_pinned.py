"""The same request to the same engine is the same Plan, in every later version.

What differs between machines is set here: weights' digests, libraries' versions, processors'
kernels. Of everything else `vectors/plans.json` keeps the ids. Who changes one on purpose renews
the file by running this one with TONEKILN_WRITE_VECTORS=1.
"""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tonekiln.protocol import Generate
from tonekilnd.domain import InputFile
from tonekilnd.engines.catalogue.registry import EngineRegistry
from tonekilnd.engines.contract import EngineFacts, EngineSettings
from tonekilnd.fit.revision import REVISION
from tonekilnd.planning.plan import make_plan

FILE = Path(__file__).parents[2] / "vectors" / "plans.json"
WRITING = bool(os.environ.get("TONEKILN_WRITE_VECTORS"))

ENGINES = [
    "sketch",
    "musicgen-small",
    "musicgen-stereo-melody",
    "audiogen-medium",
    "magnet-small-10secs",
    "stable-audio-open-small",
    "stable-audio-open-1.0",
]

LOOP: dict[str, Any] = {"prompt": "warm analog pad", "bpm": Decimal(120), "bars": 4}
REQUESTS: dict[str, dict[str, Any]] = {
    "a loop": LOOP,
    "in another meter and key": LOOP | {"bars": 3, "meter": "6/8", "key": "F# minor"},
    "four variations": LOOP | {"variations": 4, "bpm": Decimal("97.25")},
    "a one-shot": {"prompt": "deep kick", "bpm": Decimal(120), "one_shot": True, "seconds": 0.5},
    "at another rate": LOOP | {"sample_rate": 44_100, "bars": 1},
    "a draft": LOOP | {"draft": True, "bars": 2},
}
MORE: dict[str, dict[str, dict[str, Any]]] = {
    "sketch": {"stems and swing": LOOP | {"stems": True, "swing": 0.6}},
    "musicgen-small": {
        "past the window": LOOP | {"bars": 24},
        "a continuation, guided": LOOP | {"guidance": 4.0, "temperature": 0.9},
    },
    "musicgen-stereo-melody": {"a melody": LOOP},
    "magnet-small-10secs": {"few steps": LOOP | {"steps": 12, "precision": "bf16"}},
    "stable-audio-open-small": {"from initial audio": LOOP | {"strength": 0.4, "steps": 4}},
    "stable-audio-open-1.0": {"negative words": LOOP | {"negative": "vocals", "guidance": 5.0}},
}
INPUTS = {
    "a continuation, guided": "continuation",
    "a melody": "melody",
    "from initial audio": "init",
}


@pytest.fixture(scope="module")
def facts(tmp_path_factory) -> dict[str, EngineFacts]:
    settings = EngineSettings(home=tmp_path_factory.mktemp("home"), device="cpu", precision="fp32")
    registry = EngineRegistry.installed()
    return {name: _anywhere(registry.find(name, settings)) for name in ENGINES}


def _anywhere(found: EngineFacts) -> EngineFacts:
    """An engine as it would be on any machine; of sketch the rules stay, of models our revision."""
    rules, _, _soundfont = found.checkpoint.partition("+")
    return msgspec.structs.replace(
        found,
        checkpoint="1" * 64 if found.sample_rate else rules,
        made_by=found.made_by.partition(",")[0] if found.sample_rate else "",
        draft_precision=found.draft_precision and "int8",
        kernels={precision: precision for precision in found.kernels},
    )


@pytest.fixture(scope="module")
def kept():
    known = {} if WRITING else json.loads(FILE.read_text("utf-8"))
    yield known
    if WRITING:
        FILE.write_text(json.dumps(known, indent=1) + "\n", "utf-8")


@pytest.mark.parametrize("engine", ENGINES)
def test_a_request_stays_the_same_plan(engine, facts, kept) -> None:
    now = {}
    for name, fields in (REQUESTS | MORE.get(engine, {})).items():
        given = {INPUTS[name]: InputFile(path="", sha256="2" * 64)} if name in INPUTS else {}
        plan = make_plan(
            Generate(**fields), facts[engine], seed=7, inputs=given, fit_code=f"fit r{REVISION}"
        )
        now[name] = plan.plan_id
    if WRITING:
        kept[engine] = now
    assert now == kept[engine]

"""Engines that are listed, warmed and let go."""

from __future__ import annotations

from ... import (
    EngineKind,
    EngineList,
    EngineRow,
    EngineState,
    ListEngines,
    LoadEngine,
    LoraRow,
    PinEngine,
    Readiness,
    UnloadEngine,
)
from ...fields import Ability
from .example import Example, answered, asked

ENGINE = EngineRow(
    name="sketch",
    title="Sketch",
    kind=EngineKind.PROCEDURAL,
    readiness=Readiness.WARM,
    sample_rate=None,
    channels=2,
    longest_seconds=600.0,
    windows=False,
    abilities=(Ability.KEY, Ability.SWING, Ability.STEMS, Ability.ONE_SHOT),
    licence="MIT",
    licence_url="https://opensource.org/license/mit",
    non_commercial=False,
    memory_bytes=120_000_000,
    device="cpu",
    precision="fp32",
)
MODEL = EngineRow(
    name="musicgen-small",
    title="MusicGen small",
    kind=EngineKind.NEURAL,
    readiness=Readiness.ON_DISK,
    sample_rate=32_000,
    channels=1,
    longest_seconds=30.0,
    windows=True,
    abilities=(Ability.GUIDANCE, Ability.TEMPERATURE),
    licence="CC-BY-NC 4.0",
    licence_url="https://creativecommons.org/licenses/by-nc/4.0/",
    non_commercial=True,
    memory_bytes=3_000_000_000,
    download_bytes=2_360_000_000,
    disk_bytes=2_364_430_000,
    page="https://huggingface.co/facebook/musicgen-small",
    pace=2.4,
    loras=(LoraRow(name="tape-hiss", licence="unknown", non_commercial=True),),
)

EXAMPLES: tuple[Example, ...] = (
    asked(ListEngines()),
    asked(LoadEngine(engine="sketch")),
    asked(UnloadEngine(engine="sketch")),
    asked(PinEngine(engine="sketch", pinned=False)),
    answered(EngineList(engines=(ENGINE,), default="sketch"), "ask-list_engines"),
    answered(EngineState(engine=ENGINE), "ask-load_engine"),
)

"""Fine-tunes in folders of one's own: tiny weights in the form that people publish them in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import soundfile

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

from tests.integration.models.on_tiny_weights import client_on
from tests.tiny_checkpoints import hub, upstream_talks
from tests.tiny_checkpoints.stable_audio import config_of, write_stable_audio

from tonekiln.client.blocking import Client
from tonekiln.home import Home
from tonekiln.protocol import Clip, Meter, bar_frames
from tonekiln.protocol.errors import EngineUnavailable, InvalidRequest

TWELVE_SECONDS = 2**19
SIDECAR = """
title = "Bound to tempi"
licence = "MIT"
prompt = "{prompt}, {bars} Bars, {bpm} BPM, {key}"
tempi = [100, 110, 120, 128, 130, 140, 150]
bars = [4, 8]
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    home = Home(tmp_path_factory.mktemp("own") / "home")
    with client_on(home, tmp_path_factory.mktemp("no-cache")) as connected:
        yield connected


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fine-tune of 1.0 under a name of its own, with its text encoder beside it."""
    folder = tmp_path_factory.mktemp("fine-tune")
    config = config_of(small=False) | {"sample_size": TWELVE_SECONDS}
    written(folder, small=False, config=config)
    (folder / "model.safetensors").rename(folder / "Bound_1.safetensors")
    shutil.copytree(hub.text_encoder(), folder / "t5-base")
    return folder


def written(folder: Path, **how: Any) -> Path:
    with upstream_talks():
        return write_stable_audio(folder, **how)


def one_clip(client: Client, folder: Path, **asked: Any) -> Clip:
    fields = {"bpm": "137.25", "bars": 4, "steps": 2, "seed": 4, "key": "C minor"} | asked
    job = client.generate("synth lead", engine=f"stable-audio:{folder}", **fields)
    (clip,) = job.result().clips
    return clip


def test_a_loop_of_a_tempo_bound_fine_tune_is_exact_at_the_sessions_tempo(
    client: Client, weights: Path
) -> None:
    """By a name that is another model's first row: its configuration says what it is."""
    (weights / "tonekiln.toml").write_text(SIDECAR)
    clip = one_clip(client, weights)
    frames = bar_frames(4, Meter.parse("4/4"), Decimal("137.25"), 48_000)
    assert clip.frames == frames == soundfile.info(clip.path).frames
    assert clip.bpm == 137.25
    (note,) = [note for note in clip.notes if "nearest" in note]
    assert "made at 140 bpm" in note
    assert "137.25" in note
    plan = client.show(clip.clip_id).plan
    (take,) = plan["takes"]
    assert take["made_bpm"] == "140"
    assert take["made_bars"] == 4
    assert take["prompt"] == "synth lead, 4 Bars, 140 BPM, C minor"
    assert clip.licence == 'unknown; "MIT" says its folder'
    assert clip.non_commercial
    (row,) = [row for row in client.engines().engines if row.name == clip.engine]
    assert (row.title, row.licence, row.gated) == ("Bound to tempi", clip.licence, False)
    assert {"guidance", "negative"} <= set(row.abilities)
    again = client.remake(clip.plan_id).result().clips[0]
    assert soundfile.read(again.path)[0].tolist() == soundfile.read(clip.path)[0].tolist()
    with pytest.raises(InvalidRequest, match="more than Bound to tempi makes"):
        one_clip(client, weights, bars=9)


def test_a_licence_beside_the_weights_is_the_clips(client: Client, weights: Path) -> None:
    (weights / "tonekiln.toml").unlink(missing_ok=True)
    (weights / "LICENSE.md").write_text("STABILITY AI COMMUNITY LICENSE AGREEMENT")
    client.engines()
    clip = one_clip(client, weights, seed=5, bpm="120")
    assert clip.licence == "Stability AI Community License (its LICENSE.md)"
    assert not clip.non_commercial
    (weights / "LICENSE.md").unlink()


def test_what_a_folder_lacks_is_told_with_the_way_out(client: Client, tmp_path: Path) -> None:
    written(tmp_path, small=False)
    with pytest.raises(EngineUnavailable) as refused:
        one_clip(client, tmp_path)
    assert "`tonekiln pull t5-base`" in refused.value.hint
    (tmp_path / "model.safetensors").rename(tmp_path / "mine.ckpt")
    with pytest.raises(EngineUnavailable, match="a pickle") as refused:
        one_clip(client, tmp_path)
    assert "convert" in refused.value.hint


def test_a_sidecar_that_is_wrong_names_its_fields(client: Client, tmp_path: Path) -> None:
    written(tmp_path, small=True)
    (tmp_path / "tonekiln.toml").write_text("tempi = [5]\nlicense = 'MIT'\n")
    with pytest.raises(EngineUnavailable) as refused:
        one_clip(client, tmp_path)
    assert "tempi [0]" in refused.value.message
    assert "license is no field" in refused.value.message

"""LoRAs beside upstream's own loading of them, in every form, and as a producer meets them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pytest
import soundfile

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

from tests.integration.models.on_tiny_weights import client_on
from tests.tiny_checkpoints import hub, upstream_models, upstream_talks
from tests.tiny_checkpoints.asking import Heard, loaded, spec_of
from tests.tiny_checkpoints.lockstep import assert_same
from tests.tiny_checkpoints.loras import as_comfyui, as_peft, as_trained, factors, filled, trained

from tonekiln.client.blocking import Client
from tonekiln.home import Home
from tonekiln.protocol import Clip
from tonekiln.protocol.errors import EngineUnavailable, InvalidRequest, NotFound, UnsupportedAbility
from tonekilnd.domain import LoraWeight
from tonekilnd.engines.loras.header import header_of
from tonekilnd.engines.loras.shelf import AddedLora, LoraShelf
from tonekilnd.engines.model_cards.rows import row_of

SMALL_3, SMALL, OPEN = (
    "stable-audio-3-small-music",
    "stable-audio-open-small",
    "stable-audio-open-1.0",
)
QKV = "transformer.layers.0.self_attn.to_qkv"


def fresh_upstream(name: str) -> object:
    """Upstream's model of a row, nobody else's: a LoRA stays in it."""
    made = (
        upstream_models.stable_audio_3_upstream
        if name == SMALL_3
        else upstream_models.stable_audio_upstream
    )
    return made.__wrapped__(row_of(name))


def theirs(name: str, file: Path, strength: float = 1.0, **named: object) -> np.ndarray:
    """Upstream's take with a LoRA that its own loader put on."""
    model = fresh_upstream(name)
    from stable_audio_tools.models import lora

    with upstream_talks():
        lora.load_and_apply_loras(model, [str(file)], "diffusion_cond")
    lora.set_lora_strength(model, strength)
    family = "stable_audio_3" if name == SMALL_3 else "stable_audio"
    take = getattr(upstream_models, f"{family}_take")
    with mock.patch.object(upstream_models, f"{family}_upstream", lambda _row: model):
        made: np.ndarray = take(row_of(name), 1.0, steps=4, **named)
    return made


def added_to(name: str, source: Path) -> AddedLora:
    return LoraShelf(loaded(name)._settings.home).add(source, f"lora-{abs(hash(source))}")


def ours(name: str, *loras: tuple[AddedLora, float], precision: str = "fp32") -> np.ndarray:
    weights = tuple(LoraWeight(sha256=one.sha256, weight=weight) for one, weight in loras)
    spec = spec_of(name, steps=4, precision=precision, **({"loras": weights} if loras else {}))
    audio: np.ndarray = loaded(name).generate([spec], Heard().callbacks())[0].audio
    return audio


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (SMALL_3, "lora"),
        (SMALL_3, "dora-rows"),
        (SMALL, "lora"),
        (OPEN, "dora-cols"),
        (OPEN, "bora"),
    ],
)
def test_a_take_is_upstreams_and_nothing_is_left_of_it(
    tmp_path: Path, name: str, kind: str
) -> None:
    bare = ours(name)
    file = trained(fresh_upstream(name), tmp_path / "made.safetensors", kind)
    added = added_to(name, file)
    made = ours(name, (added, 1.0))
    reference = theirs(name, file)
    assert_same(made, reference[:, : made.shape[1]])
    assert np.abs(made - bare).max() > 1e-3
    np.testing.assert_array_equal(ours(name), bare)
    np.testing.assert_array_equal(ours(name, (added, 1.0)), made)


def test_half_of_a_lora_is_upstreams_at_half_strength(tmp_path: Path) -> None:
    file = trained(fresh_upstream(SMALL), tmp_path / "made.safetensors", seed=5)
    made = ours(SMALL, (added_to(SMALL, file), 0.5))
    assert_same(made, theirs(SMALL, file, 0.5)[:, : made.shape[1]])


def test_the_other_precisions_are_near(tmp_path: Path) -> None:
    for name in (SMALL_3, SMALL):
        file = trained(fresh_upstream(name), tmp_path / f"{name}.safetensors", "dora-rows", seed=6)
        added = added_to(name, file)
        faithful = ours(name, (added, 1.0))
        for precision in ("bf16", "int8"):
            near = ours(name, (added, 1.0), precision=precision)
            bare = ours(name, precision=precision)
            error = np.sqrt(np.mean((near - faithful) ** 2) / np.mean(faithful**2))
            effect = np.sqrt(np.mean((near - bare) ** 2) / np.mean(faithful**2))
            assert error < 0.1
            assert effect > 3 * error, "what a LoRA does is more than what rounding does"


def shapes_of(name: str) -> dict[str, tuple[int, int]]:
    tensors = header_of(hub.folder_of(row_of(name)) / "model.safetensors").shapes
    outputs, inputs = tensors[f"model.model.{QKV}.weight"]
    return {QKV: (outputs, inputs)}


def test_the_three_forms_of_the_same_changes_sound_the_same(tmp_path: Path) -> None:
    made = factors(shapes_of(SMALL))
    forms = [
        as_trained(made, tmp_path / "trained.safetensors"),
        as_comfyui(made, tmp_path / "comfyui.safetensors"),
        as_peft(made, tmp_path / "peft"),
    ]
    first, *others = [ours(SMALL, (added_to(SMALL, form), 0.8)) for form in forms]
    for other in others:
        np.testing.assert_array_equal(first, other)


def test_of_several_the_changes_add_up_in_any_order(tmp_path: Path) -> None:
    one, two = (factors(shapes_of(SMALL), seed) for seed in (1, 2))
    a = added_to(SMALL, as_comfyui(one, tmp_path / "a.safetensors"))
    b = added_to(SMALL, as_comfyui(two, tmp_path / "b.safetensors"))
    assert_same(ours(SMALL, (a, 0.5), (b, -1.0)), ours(SMALL, (b, -1.0), (a, 0.5)))
    assert np.abs(ours(SMALL, (a, 0.5), (b, -1.0)) - ours(SMALL, (a, 0.5))).max() > 1e-4


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("loras") / "home")


@pytest.fixture(scope="module")
def client(home: Home) -> Iterator[Client]:
    with client_on(home, hub.hub_cache()) as connected:
        yield connected


def one(client: Client, prompt: str, **asked: Any) -> Clip:
    (clip,) = client.generate(prompt, **asked).result().clips
    return clip


def test_a_producer_adds_one_makes_a_clip_and_takes_it_away(
    client: Client, home: Home, tmp_path: Path
) -> None:
    """While the daemon runs: what is added is there for the next request."""
    shelf = LoraShelf(home.root)
    asked = {"bpm": 120, "seconds": 1.0, "one_shot": True, "engine": SMALL, "steps": 2, "seed": 4}
    with pytest.raises(NotFound, match="no LoRA hiss was added") as unknown:
        one(client, "pad", loras={"hiss": 0.8}, **asked)
    assert unknown.value.field == "loras[0].name"
    shapes = shapes_of(SMALL)
    added = shelf.add(as_comfyui(factors(shapes), tmp_path / "hiss.safetensors"))
    rows = {row.name: row for row in client.engines().engines}
    assert [lora.name for lora in rows[SMALL].loras] == ["hiss"]
    assert rows["sketch"].loras == rows[SMALL_3].loras == ()
    clip = one(client, "pad", loras={"hiss": 0.8}, **asked)
    assert clip.notes[0] == "with the LoRA hiss at 0.8 (licence: unknown)"
    assert clip.licence.endswith("; hiss: unknown")
    assert clip.non_commercial
    bare = one(client, "pad", loras={"hiss": 0.0}, **asked)
    plain = one(client, "pad", **asked)
    assert bare.plan_id == plain.plan_id != clip.plan_id
    assert not plain.non_commercial
    with pytest.raises(UnsupportedAbility, match="was not made for") as other:
        one(client, "pad", loras={"hiss": 1.0}, **(asked | {"engine": SMALL_3}))
    assert other.value.field == "loras[0].name"
    with pytest.raises(UnsupportedAbility) as without:
        one(client, "pad", loras={"hiss": 1.0}, **(asked | {"engine": "sketch", "steps": None}))
    assert without.value.field == "loras"
    with pytest.raises(InvalidRequest) as heavy:
        one(client, "pad", loras={"hiss": 3.0}, **asked)
    assert heavy.value.field == "loras[0].weight"
    (again,) = client.remake(clip.plan_id).result().clips
    np.testing.assert_array_equal(soundfile.read(again.path)[0], soundfile.read(clip.path)[0])
    for name, number, why in (("nan", float("nan"), "none"), ("huge", 1e30, "makes no numbers")):
        shelf.add(as_comfyui(filled(shapes, number), tmp_path / f"{name}.safetensors"))
        with pytest.raises(EngineUnavailable, match=why) as broken:
            one(client, "pad", loras={name: 1.0}, **asked)
        assert broken.value.field == "loras"
    shelf.remove(added.name)
    with pytest.raises(NotFound, match="made with it"):
        client.remake(clip.plan_id).result()

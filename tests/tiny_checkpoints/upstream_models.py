"""The same tiny checkpoints through upstream's own loaders and generation, to compare with."""

from __future__ import annotations

import functools
import json
import math
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import numpy as np
from tests.tiny_checkpoints import hub, upstream_talks
from tests.tiny_checkpoints.stable_audio_3 import GEMMA
from tests.tiny_checkpoints.stable_audio_3 import WIDTH as GEMMA_WIDTH
from tests.tiny_checkpoints.text_encoder import D_MODEL

from tonekilnd.engines.libraries.stand_ins import StandIn
from tonekilnd.engines.model_cards.rows import Row
from tonekilnd.engines.neural.audiocraft import upstream


@functools.cache
def audiocraft_upstream(kind: str, row: Row) -> Any:
    """`audiocraft.models.KIND.get_pretrained` of a row's pair, its T5 named by folder."""
    upstream.audiocraft()
    import torch
    from audiocraft import models
    from audiocraft.modules.conditioners import T5Conditioner

    t5 = str(hub.text_encoder())
    named = hub._root() / f"upstream-{row.name}"
    shutil.copytree(hub.folder_of(row, pickled=True), named)
    package = torch.load(named / "state_dict.bin", weights_only=True)
    package["xp.cfg"] = package["xp.cfg"].replace("name: t5-base", f"name: {t5}")
    torch.save(package, named / "state_dict.bin")
    if t5 not in T5Conditioner.MODELS:
        T5Conditioner.MODELS.append(t5)
        T5Conditioner.MODELS_DIMS[t5] = D_MODEL
    with upstream_talks(), _without_stem_separation():
        return getattr(models, kind).get_pretrained(str(named), device="cpu")


@contextmanager
def _without_stem_separation() -> Iterator[None]:
    """Melody models look HTDemucs up in the hub when they are made."""

    class NoDemucs:
        sources = ("drums", "bass", "other", "vocals")

        def to(self, _device: str) -> NoDemucs:
            return self

    pretrained = StandIn("demucs.pretrained", {"get_model": lambda _name: NoDemucs()})
    with mock.patch.dict(sys.modules, demucs=StandIn("demucs", {"pretrained": pretrained})):
        yield


KINDS = {
    "musicgen": "MusicGen",
    "audiogen": "AudioGen",
    "magnet": "MAGNeT",
    "audio-magnet": "MAGNeT",
}
"""audiocraft's class by family."""

PROMPT = "warm analog pad"


def short_take(row: Row) -> tuple[Any, dict[str, Any]]:
    """Upstream's model of audiocraft's family, set to a short take, and what to ask ours for."""
    upstream = audiocraft_upstream(KINDS[row.family], row)
    if row.method == "masked":
        from tonekilnd.engines.neural.audiocraft.masked import spread

        sampler = row.sampler
        upstream.set_generation_params(
            temperature=sampler.temperature,
            top_p=sampler.top_p,
            max_cfg_coef=sampler.guidance,
            decoding_steps=list(spread(6, sampler.stage_steps)),
        )
        return upstream, {"seconds": 5.0, "steps": 6}
    upstream.set_generation_params(duration=2.0)
    return upstream, {"seconds": 2.0}


def largest_difference(ours: np.ndarray, upstream: np.ndarray) -> float:
    """Between samples; a mono model's take is on both of our channels."""
    assert upstream.shape[1] >= ours.shape[1]
    assert np.abs(upstream).max() > 1e-3, "silence is equal to anything"
    return float(np.abs(ours - upstream[:, : ours.shape[1]]).max())


def seeded(generate: Any, *arguments: Any, seed: int = 42, **named: Any) -> np.ndarray:
    """One take of an upstream generation that draws from torch's global generator."""
    import torch

    torch.manual_seed(seed)
    with upstream_talks():
        return np.asarray(generate(*arguments, **named)[0].detach().cpu().numpy())


@functools.cache
def stable_audio_upstream(row: Row) -> Any:
    """`create_model_from_config` and the checkpoint, T5 named by folder, as upstream loads it."""
    from tonekilnd.engines.neural.stable_audio.upstream import stable_audio_tools

    tools = stable_audio_tools()
    from stable_audio_tools.models.utils import load_ckpt_state_dict

    t5 = str(hub.text_encoder())
    conditioner = tools.conditioners.T5Conditioner
    if t5 not in conditioner.T5_MODELS:
        conditioner.T5_MODELS.append(t5)
        conditioner.T5_MODEL_DIMS[t5] = D_MODEL
    folder = hub.folder_of(row)
    config = json.loads((folder / "model_config.json").read_text())
    config["model"]["conditioning"]["configs"][0]["config"]["t5_model_name"] = t5
    with upstream_talks():
        model = tools.factory.create_model_from_config(config)
        model.load_state_dict(load_ckpt_state_dict(str(folder / "model.safetensors")))
    return model.eval().requires_grad_(False)


class AsPublished:
    """The noise levels that 0.0.19 sampled Stable Audio Open Small with, when it was published.

    As a `dist_shift`: it is given levels that fall evenly from where sampling begins.
    """

    def shift(self, even: Any, _length: Any) -> Any:
        import torch

        start = float(even[0])
        highest = math.log((1 - start) / start + 1e-6) if start < 1 else -6
        levels = torch.sigmoid(-torch.linspace(highest, 2, len(even)))
        levels[0], levels[-1] = start, 0
        return levels


def stable_audio_take(row: Row, seconds: float, **named: Any) -> np.ndarray:
    """One take by upstream's generate_diffusion_cond, with the row's published settings."""
    from tonekilnd.engines.neural.stable_audio.upstream import stable_audio_tools

    model = stable_audio_upstream(row)
    asked = {"prompt": "warm analog pad", "seconds_start": 0, "seconds_total": seconds}
    sampler = row.sampler
    noise = (
        {"sigma_min": sampler.sigma_min, "sigma_max": sampler.sigma_max}
        if model.diffusion_objective == "v"
        else {"dist_shift": AsPublished()}
    )
    with upstream_talks():
        out = stable_audio_tools().generation.generate_diffusion_cond(
            model,
            **{
                "steps": sampler.steps,
                "cfg_scale": sampler.guidance,
                "conditioning": [asked],
                "sample_size": json.loads((hub.folder_of(row) / "model_config.json").read_text())[
                    "sample_size"
                ],
                "sampler_type": sampler.sampler,
                "seed": 42,
                "device": "cpu",
                "apg_scale": sampler.projected,
                **noise,
                **named,
            },
        )
    return np.asarray(out[0].numpy())


@functools.cache
def stable_audio_3_upstream(row: Row) -> Any:
    """`create_model_from_config` and the checkpoint, its T5Gemma read by upstream from a folder."""
    from tonekilnd.engines.neural.stable_audio.upstream import stable_audio_tools

    tools = stable_audio_tools()
    from stable_audio_tools.models.utils import load_ckpt_state_dict

    folder = hub.folder_of(row)
    config = json.loads((folder / "model_config.json").read_text())
    prompt = config["model"]["conditioning"]["configs"][0]["config"]
    tools.conditioners.T5GemmaConditioner.T5GEMMA_MODEL_DIMS[prompt["model_name"]] = GEMMA_WIDTH
    del prompt["repo_id"], prompt["subfolder"]
    prompt["model_path"] = str(folder / GEMMA)
    with upstream_talks():
        model = tools.factory.create_model_from_config(config)
        model.load_state_dict(load_ckpt_state_dict(str(folder / "model.safetensors")))
    return model.eval().requires_grad_(False)


def stable_audio_3_take(row: Row, seconds: float, **named: Any) -> np.ndarray:
    """One take by upstream's generate_diffusion_cond_inpaint, with the row's published settings."""
    from tonekilnd.engines.neural.stable_audio.upstream import stable_audio_tools

    model = stable_audio_3_upstream(row)
    config = json.loads((hub.folder_of(row) / "model_config.json").read_text())
    given = {
        "steps": row.sampler.steps,
        "cfg_scale": row.sampler.guidance,
        "apg_scale": row.sampler.projected,
        "conditioning": [{"prompt": PROMPT, "seconds_total": seconds}],
        "sample_size": config["sample_size"],
        "sampler_type": row.sampler.sampler,
        "seed": 42,
        "device": "cpu",
    }
    with upstream_talks():
        out = stable_audio_tools().generation.generate_diffusion_cond_inpaint(
            model, **(given | named)
        )
    return np.asarray(out[0].numpy())

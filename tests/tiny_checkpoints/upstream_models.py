"""The same checkpoints through upstream's own loaders, to compare with."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any


def audiocraft_upstream(kind: str, pair: Path, t5: Path, scratch: Path) -> Any:
    """`audiocraft.models.KIND.get_pretrained` of a pair, its T5 named by folder."""
    from tonekilnd.engines.audiocraft.upstream import audiocraft

    audiocraft()
    import torch
    from audiocraft import models
    from audiocraft.modules.conditioners import T5Conditioner

    from .text_encoder import D_MODEL

    named = scratch / f"upstream-{pair.name}"
    if not named.exists():
        shutil.copytree(pair, named)
        package = torch.load(named / "state_dict.bin", weights_only=True)
        package["xp.cfg"] = package["xp.cfg"].replace("name: t5-base", f"name: {t5}")
        torch.save(package, named / "state_dict.bin")
    if str(t5) not in T5Conditioner.MODELS:
        T5Conditioner.MODELS.append(str(t5))
        T5Conditioner.MODELS_DIMS[str(t5)] = D_MODEL
    return getattr(models, kind).get_pretrained(str(named), device="cpu")


def stable_audio_upstream(folder: Path, t5: Path) -> Any:
    """`create_model_from_config` and the checkpoint, T5 named by folder, as upstream loads it."""
    import json

    from tonekilnd.engines.stable_audio.upstream import stable_audio_tools

    tools = stable_audio_tools()
    from stable_audio_tools.models.utils import load_ckpt_state_dict

    from .text_encoder import D_MODEL

    conditioner = tools.conditioners.T5Conditioner
    if str(t5) not in conditioner.T5_MODELS:
        conditioner.T5_MODELS.append(str(t5))
        conditioner.T5_MODEL_DIMS[str(t5)] = D_MODEL
    config = json.loads((folder / "model_config.json").read_text())
    config["model"]["conditioning"]["configs"][0]["config"]["t5_model_name"] = str(t5)
    model = tools.factory.create_model_from_config(config)
    model.load_state_dict(load_ckpt_state_dict(str(folder / "model.safetensors")))
    return model.eval().requires_grad_(False)

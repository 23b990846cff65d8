"""Stable Audio Open Small at full size, random weights, beside stable-audio-tools' own takes."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from ..table import Row, row
from . import checkpoints

LONG = True


def measure(*, quick: bool) -> list[Row]:
    if not checkpoints.available():
        return []
    from tests.tiny_checkpoints import upstream_talks

    seconds, steps = (1.0, 2) if quick else (4.0, 8)
    name = "stable-audio-open-small"
    with tempfile.TemporaryDirectory() as scratch:
        folder = checkpoints.stable_audio_small(Path(scratch))
        home = Path(scratch) / "home"
        threads = os.cpu_count() or 1
        ours = checkpoints.ours(f"{name}:{folder}", home, seconds, threads, steps=steps)
        with upstream_talks():
            reference = _stock(folder, seconds, steps)
        difference = checkpoints.largest_difference(ours(), reference)
    work = f"Stable Audio Open Small, {seconds:g} s in fp32, {steps} steps: largest difference"
    return [row(work, "", difference, limit=1e-4)]


def _stock(folder: Path, seconds: float, steps: int):
    import torch
    from stable_audio_tools.models.utils import load_ckpt_state_dict
    from tests.tiny_checkpoints.upstream_models import AsPublished

    from tonekilnd.engines.model_cards.rows import row_of
    from tonekilnd.engines.neural.stable_audio.upstream import stable_audio_tools

    tools = stable_audio_tools()
    t5 = str(folder / "t5-base")
    tools.conditioners.T5Conditioner.T5_MODELS.append(t5)
    tools.conditioners.T5Conditioner.T5_MODEL_DIMS[t5] = checkpoints.T5_WIDTH
    config = json.loads((folder / "model_config.json").read_text())
    config["model"]["conditioning"]["configs"][0]["config"]["t5_model_name"] = t5
    model = tools.factory.create_model_from_config(config)
    model.load_state_dict(load_ckpt_state_dict(str(folder / "model.safetensors")))
    model = model.eval().requires_grad_(False)
    sampler = row_of("stable-audio-open-small").sampler
    asked = {"prompt": checkpoints.PROMPT, "seconds_start": 0, "seconds_total": seconds}
    with torch.inference_mode():
        return tools.generation.generate_diffusion_cond(
            model, steps=steps, cfg_scale=sampler.guidance, conditioning=[asked],
            sample_size=config["sample_size"], sampler_type=sampler.sampler,
            seed=checkpoints.SEED, device="cpu", dist_shift=AsPublished(),
        )[0].numpy()  # fmt: skip

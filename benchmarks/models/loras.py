"""LoRAs on Stable Audio 3 small at full size: from one to another."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from tests.tiny_checkpoints import stable_audio_3, upstream_talks
from torch import nn

from tonekilnd.domain import LoraWeight
from tonekilnd.engines.loras.shelf import LoraShelf
from tonekilnd.engines.neural.stable_audio.model import Model
from tonekilnd.engines.neural.stable_audio.precisions import FastDiffusion
from tonekilnd.engines.neural.stable_audio.upstream import stable_audio_tools

from ..table import Row, row
from ..turns import PATIENCE, in_turn
from . import full_size

RANK = 16
LIMIT_SECONDS = 1.0
PUBLISHED = {"embed_dim": 1024, "depth": 20, "num_heads": 16}
"""Of its transformer; the codec, which no LoRA touches, stays small."""


def measure(*, quick: bool) -> list[Row]:
    """Every linear layer of the transformer is touched; upstream puts the same files on and off."""
    wrapped = _small()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        files = [_lora(wrapped.model, home / f"{name}.safetensors", name) for name in ("a", "b")]
        shelf = LoraShelf(home)
        turns = cycle([LoraWeight(sha256=shelf.add(file).sha256, weight=0.8) for file in files])
        state = {f"model.{name}": each for name, each in wrapped.model.state_dict().items()}
        fast = FastDiffusion(Model(wrapped, 2**20, torch.device("cpu"), torch.float32, state), home)
        ways: dict[str, Callable[[], object]] = {"stock": lambda: _stock(wrapped.model, files[0])}
        for name in ("fp32", "bf16", "int8"):
            fast.of(name)
            ways[name] = lambda name=name: fast.of(name, (next(turns),))
        with torch.inference_mode(), upstream_talks():
            took = in_turn(ways, 2, patience=PATIENCE) if quick else in_turn(ways, 4)
    return [
        row(
            f"Stable Audio 3 small, to another LoRA of rank {RANK}, {name}",
            "s",
            took[name],
            stock=took["stock"],
            limit=LIMIT_SECONDS,
        )
        for name in ("fp32", "bf16", "int8")
    ]


def _small() -> Any:
    config = stable_audio_3.config_of(medium=False, base=False)
    config["model"]["diffusion"]["config"] |= PUBLISHED
    del config["model"]["conditioning"]
    with full_size.without_initialisation():
        return full_size.filled(stable_audio_tools().factory.create_model_from_config(config))


def _linears(transformer: nn.Module) -> Iterator[tuple[str, nn.Linear]]:
    for name, module in transformer.named_modules():
        if isinstance(module, nn.Linear):
            yield name, module


def _lora(transformer: nn.Module, file: Path, name: str) -> Path:
    """As stable-audio-tools writes it, in half precision."""
    torch.manual_seed(len(name))
    tensors = {}
    for module, linear in _linears(transformer):
        outputs, inputs = linear.weight.shape
        parts = {"lora_A": torch.randn(RANK, inputs), "lora_B": torch.randn(outputs, RANK)}
        for part, tensor in parts.items():
            tensors[f"{module}.parametrizations.weight.0.{part}"] = (0.02 * tensor).half()
    config = {"rank": RANK, "alpha": RANK, "adapter_type": "lora", "name": name}
    save_file(tensors, file, metadata={"lora_config": json.dumps(config)})
    return file


def _stock(transformer: nn.Module, file: Path) -> None:
    """Its layers then compute their matrices anew at every step, which is not counted here."""
    from stable_audio_tools.models import lora

    lora.load_and_apply_loras(transformer, [str(file)], "")
    lora.remove_lora_by_index(transformer, 0)

"""HTDemucs with next to no weights, in the form that its author publishes."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from ..demucs.upstream import demucs

SIGNATURE = "955717e8"
ARGUMENTS: dict[str, Any] = {
    "sources": ["drums", "bass", "other", "vocals"],
    "channels": 8,
    "depth": 4,
    "bottom_channels": 16,
    "t_layers": 1,
    "t_heads": 2,
    "samplerate": 44_100,
    "segment": Fraction(39, 20),
}


def write_demucs(folder: Path) -> None:
    """Write a folder of the hub's form: a bag of one network, and its weights, seeded."""
    folder.mkdir(parents=True, exist_ok=True)
    with torch.random.fork_rng():
        torch.manual_seed(7)
        network = demucs().htdemucs.HTDemucs(**ARGUMENTS)
    (folder / "htdemucs.yaml").write_text(f"models: ['{SIGNATURE}']\n", encoding="utf-8")
    said = {
        "klass": "demucs.htdemucs.HTDemucs",
        "args": "[]",
        "kwargs": json.dumps(ARGUMENTS, default=_fraction),
    }
    state = {name: tensor.contiguous() for name, tensor in network.state_dict().items()}
    save_file(state, folder / f"{SIGNATURE}.safetensors", said)


def _fraction(value: Fraction) -> dict[str, Any]:
    return {
        "_type": "fraction",
        "numerator": value.numerator,
        "denominator": value.denominator,
    }

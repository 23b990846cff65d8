"""The same checkpoints through upstream's own loaders, to compare with."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any


def audiocraft_upstream(kind: str, pair: Path, t5: Path, scratch: Path) -> Any:
    """`audiocraft.models.KIND.get_pretrained` of a pair, its T5 named by folder."""
    from tonekilnd.engines.audiocraft.upstream import audiocraft

    audiocraft()
    import audiocraft.models as models
    import torch
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

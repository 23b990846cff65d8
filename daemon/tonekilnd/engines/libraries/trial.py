"""Run in a new environment before it is taken: the libraries as a worker imports them, at work."""

from __future__ import annotations

import importlib
import sys


def main() -> int:
    """Import everything and compute a little; whatever fails is raised."""
    for name in ("audiocraft", "stable_audio_tools"):
        family = name.removesuffix("_tools")
        # Named in text: what is here is told to import from those above it, and does not know them.
        getattr(importlib.import_module(f"tonekilnd.engines.neural.{family}.upstream"), name)()
    torch = importlib.import_module("torch")
    transformers = importlib.import_module("transformers")
    config = transformers.T5Config(
        vocab_size=32, d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2
    )
    with torch.inference_mode():
        heard = transformers.T5EncoderModel(config)(torch.arange(4)[None]).last_hidden_state
        spectrum = torch.stft(
            torch.randn(1, 512), 128, window=torch.hann_window(128), return_complex=True
        )
    return 0 if heard.isfinite().all() and spectrum.isfinite().all() else 1


if __name__ == "__main__":
    sys.exit(main())

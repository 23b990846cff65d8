from __future__ import annotations

from pathlib import Path

import pytest

from tonekilnd.engines.computing import hardware
from tonekilnd.engines.contract import EngineSettings


@pytest.mark.parametrize(
    ("device", "precision", "expected"),
    [
        ("cpu", "auto", ("cpu", "fp32")),
        ("cuda", "auto", ("cuda", "bf16")),
        ("mps", "auto", ("mps", "fp32")),
        ("cuda", "fp32", ("cuda", "fp32")),
        ("cpu", "bf16", ("cpu", "bf16")),
    ],
)
def test_auto_takes_only_a_faithful_precision(
    device: str, precision: str, expected: tuple[str, str]
) -> None:
    settings = EngineSettings(home=Path(), device=device, precision=precision)
    assert hardware.device_and_precision(settings) == expected


def test_the_guess_is_what_torch_finds() -> None:
    torch = pytest.importorskip("torch", reason="not installed: make models")
    there = {"cuda": torch.cuda.is_available, "mps": torch.backends.mps.is_available}
    guess = hardware.likely_device()
    assert there.get(guess, lambda: not any(found() for found in there.values()))()

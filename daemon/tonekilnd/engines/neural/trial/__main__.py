"""`python -m tonekilnd.engines.neural.trial`: one second of each family, in this Python."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import soundfile
from msgspec.structs import replace

from tonekiln.protocol.errors import EngineUnavailable, TonekilnError
from tonekilnd.domain import InputFile, Take, TakeSpec

from ...catalogue.family import ManifestFamily
from ...contract import Callbacks, EngineSettings
from ...model_cards.rows import Row, row_of
from ..audiocraft.family import AudiocraftFamily
from ..demucs.family import DemucsFamily
from ..stable_audio.family import StableAudioFamily
from .tiny_demucs import write_demucs
from .tiny_musicgen import write_musicgen
from .tiny_stable_audio import write_stable_audio

_TRIED: tuple[tuple[ManifestFamily, str, Callable[[Path], None]], ...] = (
    (AudiocraftFamily(), "musicgen", write_musicgen),
    (StableAudioFamily(), "stable-audio-open-small", write_stable_audio),
    (DemucsFamily(), "htdemucs", write_demucs),
)


def main() -> int:
    """Make a second of each; what does not work is said in the last line of stderr."""
    for family, engine, write in _TRIED:
        with tempfile.TemporaryDirectory(prefix="tonekiln-trial-") as aside:
            weights = Path(aside, "weights")
            write(weights)
            settings = EngineSettings(home=Path(aside, "home"))
            try:
                _check(_take(family, row_of(f"{engine}:{weights}"), settings, Path(aside)))
            except TonekilnError as error:
                sys.stderr.write(f"{engine}: {error}\n")
                return 1
    return 0


def _take(family: ManifestFamily, row: Row, settings: EngineSettings, aside: Path) -> Take:
    engine = family.create(row.name, settings)
    engine.load(lambda _done, _what: None)
    silent = Callbacks(lambda _done, _of: None, lambda *_: None)
    spec = _a_second(row.sample_rate)
    if row.method == "separation":
        spec = replace(spec, source=_noise(aside / "noise.wav", row.sample_rate))
    (take,) = engine.generate([spec], silent)
    engine.unload()
    return take


def _noise(path: Path, rate: int) -> InputFile:
    """A second of it, to be taken apart."""
    samples = 0.1 * np.random.default_rng(1).standard_normal((rate, 2))
    soundfile.write(path, samples, rate, subtype="FLOAT")
    return InputFile(path=str(path), sha256="")


def _a_second(rate: int) -> TakeSpec:
    return TakeSpec(
        prompt="warm analog pad",
        negative="",
        seed=1,
        sample_rate=rate,
        frames=rate,
        pre_roll_frames=0,
        bpm=Decimal(120),
        meter="4/4",
        bars=None,
        key=None,
        retake=False,
    )


def _check(take: Take) -> None:
    """Raises EngineUnavailable where it is no sound of the length that was asked for."""
    frames = take.audio.shape[-1]
    sounds = bool(np.isfinite(take.audio).all() and np.abs(take.audio).max() > 0.0)
    if frames < take.sample_rate or not sounds:
        raise EngineUnavailable(
            f"what is computed here is no sound ({frames} frames, finite and loud: {sounds})",
            hint="the driver or the processor does not fit these libraries",
        )


if __name__ == "__main__":
    sys.exit(main())

"""The engine's face to the daemon."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from tonekiln.protocol import Ability, EngineKind, Readiness
from tonekiln.protocol.errors import UnknownEngine
from tonekilnd.domain import Take, TakeSpec
from tonekilnd.engines.contract import Callbacks, Engine, EngineFacts, EngineSettings

from .rules import rules_digest
from .soundfont import SoundFont, find_soundfont

if TYPE_CHECKING:
    from .studio import Studio

NAME = "sketch"

LICENCE = "MIT (procedural, no weights; the clips are yours)"

_MEMORY_BYTES = 150 * 2**20


class SketchFamily:
    """The procedural engine as the registry finds it. Importing this imports no SciPy."""

    def describe(self, settings: EngineSettings) -> Sequence[EngineFacts]:
        """The one engine of this family: always there, at any rate."""
        return (
            EngineFacts(
                name=NAME,
                title="Sketch (procedural)",
                kind=EngineKind.PROCEDURAL,
                readiness=Readiness.ON_DISK,
                sample_rate=None,
                channels=2,
                longest_seconds=600.0,
                windows=False,
                exact=True,
                abilities=frozenset(
                    {
                        Ability.NEGATIVE,
                        Ability.STEMS,
                        Ability.ONE_SHOT,
                        Ability.KEY,
                        Ability.SWING,
                        Ability.INPAINT,
                    }
                ),
                licence=LICENCE,
                licence_url="",
                non_commercial=False,
                memory_bytes=_MEMORY_BYTES,
                checkpoint=_checkpoint(),
                precision="fp32",
                made_by=_libraries(),
            ),
        )

    def create(self, name: str, settings: EngineSettings) -> Engine:
        """The engine, not yet loaded.

        Raises:
            UnknownEngine: any other name.
        """
        if name != NAME:
            raise UnknownEngine(f"this family has no engine {name}", hint=f"ask for {NAME}")
        return SketchEngine(find_soundfont())


@cache
def _libraries() -> str:
    """What computes samples beside the rules."""
    return f"numpy {version('numpy')}, scipy {version('scipy')}"


def _checkpoint() -> str:
    """The version of the rules, and of the SoundFont that plays with them."""
    font = find_soundfont()
    return f"{rules_digest()}+soundfont-{font.digest}" if font else rules_digest()


class SketchEngine:
    """Writes and renders takes; each depends on its own spec alone."""

    def __init__(self, font: SoundFont | None = None) -> None:
        self._font = font
        self._studio: Studio | None = None

    def load(self, progress: Callable[[float, str], None]) -> None:
        """Import the synthesizers and warm the commonest sounds."""
        from .studio import Studio  # noqa: PLC0415 - SciPy's import belongs to the worker

        self._studio = Studio(self._font)
        progress(1.0, "ready")

    def generate(self, specs: Sequence[TakeSpec], callbacks: Callbacks) -> list[Take]:
        """One take for each spec.

        Raises:
            StopGenerating: passed on from a callback.
            InvalidRequest: a spec's key cannot be read.
        """
        if self._studio is None:
            self.load(lambda fraction, what: None)
        assert self._studio is not None  # noqa: S101 - set by load
        return [self._studio.record(spec, callbacks.step) for spec in specs]

    def unload(self) -> None:
        """Forget every rendered sound."""
        if self._studio is not None:
            self._studio.close()
            self._studio = None

"""The contract between the daemon and whatever makes sound.

A family offers one or more engines under one entry point of the group `tonekiln.engines`.
Describing itself must be cheap and import nothing heavy: the daemon does it at every start.
Only a worker process, one per warm engine, creates and loads the engine itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from tonekilnd.config import Settings
from tonekilnd.domain import Audio, EngineFacts, Take, TakeSpec
from tonekilnd.environments import environment_of

__all__ = [
    "Callbacks",
    "Engine",
    "EngineFacts",
    "EngineFamily",
    "EngineSettings",
    "StopGenerating",
]


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What a family may need to know of the daemon.

    Attributes:
        home: the daemon's folder, for checkpoints and caches.
        threads: how many threads the worker should compute with.
        precision: auto, fp32, bf16 or int8.
        device: auto, cpu, cuda or mps.
        interpreters: another Python for a family's workers, by the family's entry point.
        interpreter: the one of the family at hand, or the environment of libraries that was
            brought for it; "" for the Python that runs this as it is.
    """

    home: Path
    threads: int = 1
    precision: str = "auto"
    device: str = "auto"
    interpreters: Mapping[str, str] = field(default_factory=dict)
    interpreter: str = ""

    def of_family(self, name: str) -> EngineSettings:
        """The same for one family's workers."""
        own = self.interpreters.get(name, "")
        return replace(self, interpreter=own or environment_of(self.home, name))


def engine_settings(home: Path, settings: Settings) -> EngineSettings:
    """What families need of the daemon's settings."""
    return EngineSettings(
        home=home,
        threads=settings.threads(),
        precision=settings.precision,
        device=settings.device,
        interpreters=settings.interpreters,
    )


class StopGenerating(Exception):  # noqa: N818 - raised by callbacks to stop, no fault
    """Raised out of a callback when the batch was cancelled; engines let it pass."""


@dataclass(frozen=True, slots=True)
class Callbacks:
    """What an engine calls while it works, from the thread it was called on.

    Attributes:
        step: `step(done, of)`; raises StopGenerating once the batch is cancelled, so calling
            it between steps is all an engine must do for cancellation. One whose steps are long
            may call `tonekilnd.engines.neural.stopping.check` within them.
        preview: `preview(variation, start_frame, audio, sample_rate)` with newly finished audio.
    """

    step: Callable[[int, int], None]
    preview: Callable[[int, int, Audio, int], None]


class Engine(Protocol):
    """One loaded, or loadable, engine inside its worker.

    One that computes on a GPU may also have `device_memory() -> (used, total)`, in bytes, which
    is asked after loading and after each batch.
    """

    def load(self, progress: Callable[[float, str], None]) -> None:
        """Make it warm: read weights, compile. `progress(0..1, what is going on)`.

        Raises:
            TonekilnError: EngineUnavailable or OutOfMemory, with the way out.
        """

    def generate(self, specs: Sequence[TakeSpec], callbacks: Callbacks) -> list[Take]:
        """Make one take per spec, as one batch; a take depends on its own spec alone.

        Raises:
            StopGenerating: passed on from a callback.
            TonekilnError: OutOfMemory, or what a spec asks wrongly.
        """

    def unload(self) -> None:
        """Let go of everything; the worker process ends right after."""


class EngineFamily(Protocol):
    """What an entry point of the group `tonekiln.engines` names.

    A family may also have

    - `find(name, settings) -> EngineFacts | None`: one engine alone, also one that it makes without
      listing it, such as weights in a folder of the user's own;
    - with it `names(settings) -> Sequence[str]`: each is then described alone, and one that cannot
      be costs no other;
    - `problems(settings) -> Sequence[str]`: what is wrong with its files, a sentence each.
    """

    def describe(self, settings: EngineSettings) -> Sequence[EngineFacts]:
        """Every engine of the family, usable or not."""

    def create(self, name: str, settings: EngineSettings) -> Engine:
        """The engine of that name, not yet loaded. Called in the worker only, of any family.

        Raises:
            UnknownEngine: the name is another family's.
        """

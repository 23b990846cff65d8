"""Who fetches packages: uv, found or shipped, or else this Python's pip."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tonekiln.protocol.errors import EngineUnavailable

_UV = "uv.exe" if sys.platform == "win32" else "uv"


@dataclass(frozen=True, slots=True)
class Packer:
    """What installs packages into a folder, with whatever indexes it is set up with.

    Attributes:
        start: its command up to `install`.
        uv: whether it is uv.
    """

    start: tuple[str, ...]
    uv: bool

    @property
    def without_dependencies(self) -> tuple[str, ...]:
        """What has it install packages alone, whatever they say they need.

        uv takes the lowest Python that a package names seriously and not the highest; pip both.
        """
        return ("--no-deps",) if self.uv else ("--no-deps", "--ignore-requires-python")

    def command(
        self, target: Path, given: Sequence[str], *, cache: Path, wheels: Path | None = None
    ) -> list[str]:
        """The whole command.

        Args:
            target: the folder of packages.
            given: requirement files and options that uv and pip share.
            cache: of what was fetched; pip keeps its own.
            wheels: a folder of wheels to take instead of the network.
        """
        own = ["--cache-dir", str(cache), "--python", sys.executable] if self.uv else []
        offline = ["--no-index", "--find-links", str(wheels)] if wheels else []
        return [*self.start, *own, *offline, "--target", str(target), *given]


def packer() -> Packer:
    """The one to use.

    Raises:
        EngineUnavailable: there is neither uv nor pip.
    """
    if uv := _uv():
        return Packer((uv, "pip", "install"), uv=True)
    if importlib.util.find_spec("pip") is not None:
        quiet = ("--disable-pip-version-check", "--progress-bar", "off")
        return Packer((sys.executable, "-m", "pip", "install", *quiet), uv=False)
    raise EngineUnavailable(
        "neither uv nor pip is here to bring the model libraries",
        hint="install uv, or install Tonekiln again, which brings it",
    )


def _uv() -> str | None:
    """Beside this Python, where an installer puts it; then wherever programs are looked for."""
    for folder in (Path(sys.executable).parent, Path(sys.prefix), Path(sys.prefix) / "Scripts"):
        if (folder / _UV).is_file():
            return str(folder / _UV)
    return shutil.which("uv")

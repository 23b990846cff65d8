"""What engine packages built against an earlier version import is found where it is now.

Packages name our modules: in their imports, and ours in the entry points of an installation that
was not made anew. A name that has moved is answered with the very module that has it now; nothing
of ours uses one.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

MOVED = {
    "tonekilnd.engines.base": "tonekilnd.engines.contract",
    "tonekilnd.engines.stopping": "tonekilnd.engines.neural.stopping",
    "tonekilnd.engines.audiocraft": "tonekilnd.engines.neural.audiocraft",
    "tonekilnd.engines.stable_audio": "tonekilnd.engines.neural.stable_audio",
}
"""By the earlier name; what lies below it moved along."""


def name_now(name: str) -> str:
    """What a module is called today, or "" where it has not moved."""
    for earlier, now in MOVED.items():
        if name == earlier or name.startswith(f"{earlier}."):
            return now + name.removeprefix(earlier)
    return ""


def find_under_earlier_names() -> None:
    """From here on imports find what has moved."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        # Asked first: what lies below a package would be found in its folder, and run once more.
        sys.meta_path.insert(0, _Finder())


class _Finder(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        now = name_now(fullname)
        if not now or importlib.util.find_spec(now) is None:
            return None
        return ModuleSpec(fullname, _TheSame(now), is_package=False)


class _TheSame(Loader):
    """Gives the module itself, so that its types are one and the same under both names."""

    def __init__(self, now: str) -> None:
        self._now = now

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module = importlib.import_module(self._now)
        self._spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        # The machinery has just written the earlier name into it.
        module.__spec__ = self._spec

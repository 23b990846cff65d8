"""Stand-ins for modules that upstream libraries import but inference never runs.

The model libraries import training frameworks, video readers and compiled extensions at their
top level. A stand-in satisfies the import; touching anything on it that was not given raises,
so that a wrong guess about "never runs" shows at once.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.machinery
import importlib.util
import sys
import types
from collections.abc import Iterator, Mapping
from typing import Any


class StandIn(types.ModuleType):
    """A module with only the attributes it was given."""

    def __init__(self, name: str, attributes: Mapping[str, Any] | None = None) -> None:
        super().__init__(name)
        self.__spec__ = importlib.machinery.ModuleSpec(name, loader=None, is_package=True)
        self.__path__: list[str] = []
        self.__dict__.update(attributes or {})

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            f"{self.__name__}.{name} was used, but {self.__name__} is only stood in for: "
            "it is not needed to generate"
        )


class Later:
    """A module that is imported when something of it is first used."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(importlib.import_module(self._name), name)


@contextlib.contextmanager
def stood_in(modules: Mapping[str, Mapping[str, Any]]) -> Iterator[None]:
    """Put stand-ins into `sys.modules` for the length of an import.

    They are taken out again so that other libraries, which ask whether an optional package is
    there, get a true answer. Modules imported meanwhile keep their references.

    Args:
        modules: attributes by full module name; parents before children.
    """
    before = {name: sys.modules.get(name) for name in modules}
    for name, attributes in modules.items():
        module = StandIn(name, attributes)
        sys.modules[name] = module
        parent, _, child = name.rpartition(".")
        if isinstance(sys.modules.get(parent), StandIn):
            setattr(sys.modules[parent], child, module)
    try:
        yield
    finally:
        for name, module_before in before.items():
            if module_before is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module_before


def torchaudio_without_its_extension() -> None:
    """Let `import torchaudio` work beside any build of torch.

    Its compiled extension only loads beside the torch it was built for; the transforms used
    here (Resample, Spectrogram, MelSpectrogram) are pure Python. Both libraries, and
    transformers, import torchaudio, so this stand-in stays.
    """
    name = "torchaudio._extension"
    if "torchaudio" in sys.modules or name in sys.modules:
        return
    if importlib.util.find_spec("torchaudio") is None:
        return

    def unavailable(*_: Any, **__: Any) -> None:
        raise RuntimeError("torchaudio's compiled extension is not used here")

    sys.modules[name] = StandIn(
        name,
        {
            "_IS_TORCHAUDIO_EXT_AVAILABLE": False,
            "_IS_ALIGN_AVAILABLE": False,
            "fail_if_no_align": lambda function: function,
            "_check_cuda_version": unavailable,
            "_load_lib": lambda _library: False,
        },
    )

"""Which code makes an engine's takes: our revision of it and the libraries under it."""

from __future__ import annotations

from ..libraries.needs import installed
from ..model_cards.rows import library_named


def code_of(library: str, revision: int, python: str = "") -> str:
    """Such as `audiocraft r1, audiocraft 1.3.0, transformers 4.57.1, torch 2.13.0`.

    Args:
        library: that runs the engine.
        revision: of our own code around it.
        python: the interpreter of its workers, "" for the one that runs this.
    """
    versions = installed(python).versions
    parts = [
        f"{name.replace('_', '-')} {versions[name].partition('+')[0]}"
        for name in library_named(library).decides_samples
        if versions.get(name)
    ]
    return ", ".join([f"{library.replace('_', '-')} r{revision}", *parts])

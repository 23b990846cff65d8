"""Which code makes an engine's takes: our revision of it and the libraries under it."""

from __future__ import annotations

from ..libraries.needs import installed

REVISIONS = {"audiocraft": 1, "stable_audio": 1}
"""Of our own code around each library. Raise one when the same Plan gives other samples, and
renew tests/vectors/samples.json, which notices."""

_DECIDES_SAMPLES = {
    "audiocraft": ("audiocraft", "transformers", "torch"),
    "stable_audio": ("stable_audio_tools", "transformers", "torch"),
}


def code_of(library: str, python: str = "") -> str:
    """Such as `audiocraft r1, audiocraft 1.3.0, transformers 4.57.1, torch 2.13.0`.

    Args:
        library: audiocraft or stable_audio.
        python: the interpreter of its workers, "" for the one that runs this.
    """
    versions = installed(python).versions
    parts = [
        f"{name.replace('_', '-')} {versions[name].partition('+')[0]}"
        for name in _DECIDES_SAMPLES[library]
        if versions.get(name)
    ]
    return ", ".join([f"{library.replace('_', '-')} r{REVISIONS[library]}", *parts])

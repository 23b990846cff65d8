"""A folder that a sampler understands: WAVs named with tempo and key, and an SFZ that maps them.

SFZ is plain text (https://sfzformat.com) that most samplers read, UTF-8: one clip a key, upwards
from C3 (MIDI note 48), loops looping and one-shots ringing out, none of them stretched.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tonekiln.platform import open_files
from tonekiln.protocol import Clip

_LOWEST, _HIGHEST = 48, 127
_MAP = "tonekiln.sfz"


def write_sampler_folder(
    target: Path, clips: Sequence[Clip], audio: Mapping[str, Path]
) -> list[Path]:
    """Copy clips and write the map; returns the files.

    Args:
        target: the folder, made if need be.
        clips: at most one for each key is mapped; all are copied.
        audio: each clip's file by its id.

    Raises:
        OSError: a file cannot be read or written.
    """
    target.mkdir(parents=True, exist_ok=True)
    names = _names(clips)
    written = []
    for clip in clips:
        path = target / names[clip.clip_id]
        if not _same(audio[clip.clip_id], path):
            with _anew(path) as part:
                shutil.copyfile(audio[clip.clip_id], part)
        written.append(path)
    sfz = target / _MAP
    with _anew(sfz) as part:
        part.write_text(_map(clips, names), encoding="utf-8", newline="\n")
    return [*written, sfz]


def in_the_way(target: Path, clips: Sequence[Clip], audio: Mapping[str, Path]) -> Path | None:
    """A file of the folder that would be replaced by something else; None where none would.

    Raises:
        OSError: a file cannot be read.
    """
    names = _names(clips)
    samples = ((audio[clip.clip_id], target / names[clip.clip_id]) for clip in clips)
    others = (path for source, path in samples if path.exists() and not _same(source, path))
    sfz = target / _MAP
    edited = sfz.exists() and sfz.read_bytes() != _map(clips, names).encode()
    return next(others, sfz if edited else None)


def _same(source: Path, path: Path) -> bool:
    return path.exists() and filecmp.cmp(source, path, shallow=False)


@contextmanager
def _anew(path: Path) -> Iterator[Path]:
    """A file to write, which takes the place of `path` once it is whole."""
    part = path.with_name(f".{os.getpid()}.part")
    try:
        yield part
        open_files.replace(part, path)
    finally:
        open_files.discard(part)


def _names(clips: Sequence[Clip]) -> dict[str, str]:
    """Each clip's own file name, which has tempo and key; its id where two have the same."""
    names: dict[str, str] = {}
    for clip in clips:
        name = _as_sample(Path(clip.path).name)
        taken = name.casefold() in {other.casefold() for other in names.values()}
        names[clip.clip_id] = f"{Path(name).stem}_{clip.clip_id}.wav" if taken else name
    return names


_OF_THE_FORMAT = frozenset("=<>$")
"""An opcode's sign, a header's, a variable's: SFZ knows no way to quote a name that has them."""


def _as_sample(name: str) -> str:
    """A file name that says nothing else in an SFZ, and ends where its line does."""
    return "".join(c if c.isprintable() and c not in _OF_THE_FORMAT else "_" for c in name)


def _map(clips: Sequence[Clip], names: Mapping[str, str]) -> str:
    return "\n".join(_regions(clips, names)) + "\n"


def _regions(clips: Sequence[Clip], names: Mapping[str, str]) -> Iterator[str]:
    for key, clip in zip(range(_LOWEST, _HIGHEST + 1), clips, strict=False):
        mode = "one_shot" if clip.one_shot else "loop_continuous"
        yield (
            f"<region> key={key} pitch_keycenter={key} loop_mode={mode} "
            f"sample={names[clip.clip_id]}"
        )

"""`tonekiln library export`: clips as files, a session, a tempo map, a sampler's folder."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tonekiln import foreign
from tonekiln.cli.answer import Answer, count
from tonekiln.cli.arguments import Commands, UsageError, add_command
from tonekiln.cli.chosen import chosen_clip
from tonekiln.cli.delivery import Delivery
from tonekiln.cli.local_files import local_files
from tonekiln.protocol import Clip
from tonekiln.protocol.errors import InvalidRequest, StorageFull
from tonekiln.timeline.arrangement import arrange
from tonekiln.timeline.dawproject import write_dawproject
from tonekiln.timeline.midi_map import write_midi_map
from tonekiln.timeline.sampler import in_the_way, write_sampler_folder
from tonekiln.typed_paths import whole

from .daemon import started_client

_HINT = "tonekiln library export CLIP TARGET, or CLIP... with --dawproject, --midi or --sampler"


def add_export(verbs: Commands) -> None:
    """Add the command."""
    export = add_command(verbs, "export", _export, "clips for other programs")
    export.add_argument(
        "clips",
        metavar="CLIP",
        nargs="+",
        help="ids or names; without an option below, the last is where to: "
        "a .wav, a .flac or a folder",
    )
    export.add_argument(
        "--dawproject", metavar="FILE", help="one session for Bitwig, Studio One, Cubase 14"
    )
    export.add_argument("--midi", metavar="FILE", help="a .mid with the tempo map")
    export.add_argument("--sampler", metavar="FOLDER", help="WAVs with tempo and key, and an SFZ")
    export.add_argument("--force", action="store_true", help="replace a file that is there")


def _export(options: argparse.Namespace) -> Answer:
    wanted = (options.dawproject, options.midi, options.sampler)
    if not any(wanted):
        return _copy(options)
    targets = _targets(options)
    for target, ending in ((targets.dawproject, ".dawproject"), (targets.midi, ".mid")):
        if target is not None:
            _check_target(target, ending, options.force)
    with started_client() as client:
        clips = _each_once(chosen_clip(client, name) for name in options.clips)
        with local_files(client, clips) as audio:
            try:
                if targets.sampler is not None and not options.force:
                    _check_free(in_the_way(targets.sampler, clips, audio))
                written = _write(targets, clips, audio)
            except OSError as error:
                raise StorageFull(
                    f"{error.filename} cannot be written: {error.strerror}",
                    field="out",
                    hint="the clips are in the library",
                ) from error
    names = [str(path.absolute()) for path in written]
    document = {"clip_ids": [clip.clip_id for clip in clips], "out": names}
    return Answer(document, [f"{name}: {count(len(clips), 'clip')}" for name in names])


@dataclass(frozen=True, slots=True)
class _Targets:
    """Where to write, for each kind that was asked for."""

    dawproject: Path | None
    midi: Path | None
    sampler: Path | None


def _targets(options: argparse.Namespace) -> _Targets:
    names = (options.dawproject, options.midi, options.sampler)
    return _Targets(*(None if name is None else whole(name, "out") for name in names))


def _copy(options: argparse.Namespace) -> Answer:
    """A clip's own file, as it is."""
    if len(options.clips) != 2:
        raise UsageError("a clip and a target are needed", field="arguments", hint=_HINT)
    name, target_name = options.clips
    with started_client() as client:
        clip = chosen_clip(client, name)
        target = Delivery(target_name, force=options.force).deliver(client, [clip])[0]
    return Answer({"clip_id": clip.clip_id, "out": str(target)}, [str(target)])


def _write(targets: _Targets, clips: Sequence[Clip], audio: Mapping[str, Path]) -> list[Path]:
    arrangement = arrange(clips)
    written = []
    if targets.dawproject is not None:
        written.append(targets.dawproject)
        write_dawproject(written[-1], arrangement, audio)
    if targets.midi is not None:
        written.append(targets.midi)
        write_midi_map(written[-1], arrangement)
    if targets.sampler is not None:
        written.append(targets.sampler)
        write_sampler_folder(written[-1], clips, audio)
    return written


def _each_once(clips: Iterator[Clip]) -> list[Clip]:
    return list({clip.clip_id: clip for clip in clips}.values())


def _check_target(path: Path, ending: str, force: bool) -> None:
    if path.suffix.lower() != ending:
        raise InvalidRequest(
            f"{path} does not end in {ending}", field="out", hint=f"write {path}{ending}"
        )
    if not force:
        _check_free(path if foreign.is_there(path) else None)


def _check_free(path: Path | None) -> None:
    if path is not None:
        raise InvalidRequest(
            f"{path} is there already", field="out", hint="choose another name, or add --force"
        )

"""`tonekiln library [search | show | export | rm | pin]`."""

from __future__ import annotations

import argparse
import shlex
from decimal import Decimal
from pathlib import Path

import msgspec

from tonekiln.client.blocking import Client
from tonekiln.client.requests import exact_tempo
from tonekiln.protocol import Clip, ClipDetails, ClipList, SearchClips
from tonekiln.protocol.errors import InvalidRequest, NotFound

from .answer import Answer, count, megabytes, table
from .arguments import Commands, Parser, add_command
from .delivery import Delivery
from .report import report_lines


def add_commands(commands: Commands) -> None:
    """Add the group's commands."""
    library = add_command(commands, "library", _search, "the clips made so far")
    _set_search_defaults(library)
    verbs = library.add_subparsers(metavar="VERB", parser_class=Parser)
    _add_search(add_command(verbs, "search", _search, "find clips by words, tempo, key, engine"))
    show = add_command(verbs, "show", _show, "a clip's report and the Plan that made it")
    export = add_command(verbs, "export", _export, "copy a clip to a file or folder")
    remove = add_command(verbs, "rm", _remove, "delete clips; pinned ones are refused")
    pin = add_command(verbs, "pin", _pin, "keep a clip from ever being removed")
    for command in (show, export, pin):
        command.add_argument("clip", metavar="CLIP", help="its id, the start of it, or its name")
    export.add_argument("target", metavar="TARGET", help="a file name or a folder")
    export.add_argument("--force", action="store_true", help="replace a file that is there")
    remove.add_argument("clips", metavar="CLIP", nargs="+")
    pin.add_argument("--off", action="store_true", help="let it be removed again")


def _set_search_defaults(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(
        words=[], engine=None, key=None, bpm_min=None, bpm_max=None, favourites=False
    )


def _add_search(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("words", nargs="*", metavar="WORD", help="all must occur")
    parser.add_argument("--engine", metavar="NAME")
    parser.add_argument("--key", help="like Am or F# minor")
    parser.add_argument("--bpm-min", metavar="BPM")
    parser.add_argument("--bpm-max", metavar="BPM")
    parser.add_argument("--favourites", action="store_true")


def _search(options: argparse.Namespace) -> Answer:
    query = SearchClips(
        words=" ".join(options.words),
        engine=options.engine,
        key=options.key,
        bpm_min=_tempo(options.bpm_min),
        bpm_max=_tempo(options.bpm_max),
        favourite=True if options.favourites else None,
    )
    with Client() as client:
        found = client.search_all(query)
    return Answer(msgspec.to_builtins(found), _list_lines(found))


def _tempo(given: str | None) -> Decimal | None:
    return None if given is None else exact_tempo(given)


def _list_lines(found: ClipList) -> list[str]:
    if not found.clips:
        return ["no clips"]
    rows = [
        (
            clip.clip_id[:8],
            f"{clip.bpm:g}",
            clip.key or "-",
            count(clip.bars, "bar") if clip.bars else f"{clip.seconds:.1f} s",
            clip.engine,
            megabytes(clip.bytes),
            ("pinned " if clip.pinned else "") + clip.name,
        )
        for clip in found.clips
    ]
    return table(("CLIP", "BPM", "KEY", "LENGTH", "ENGINE", "SIZE", "NAME"), rows)


def _show(options: argparse.Namespace) -> Answer:
    with Client() as client:
        details = client.show(_resolve(client, options.clip).clip_id)
    return Answer(msgspec.to_builtins(details), _show_lines(details))


def _show_lines(details: ClipDetails) -> list[str]:
    clip = details.clip
    lines = [
        *report_lines(clip),
        f"prompt   {clip.prompt}",
        f"plan     {clip.plan_id}",
        f"made     {clip.created}",
    ]
    if not details.file_exists:
        lines.append("its file is missing; `tonekiln library rm` forgets it")
    return lines


def _export(options: argparse.Namespace) -> Answer:
    with Client() as client:
        clip = _resolve(client, options.clip)
        delivery = Delivery(options.target, force=options.force)
        target = delivery.deliver(client, [clip])[0]
    return Answer({"clip_id": clip.clip_id, "out": str(target)}, [str(target)])


def _remove(options: argparse.Namespace) -> Answer:
    with Client() as client:
        clips = [_resolve(client, name) for name in options.clips]
        removed = [client.remove(clip.clip_id) for clip in clips]
    names = [clip.clip_id for clip in removed]
    return Answer({"removed": names}, [f"removed {clip.name}" for clip in removed])


def _pin(options: argparse.Namespace) -> Answer:
    with Client() as client:
        clip = _resolve(client, options.clip)
        clip = client.mark(clip.clip_id, pinned=not options.off)
    line = f"{clip.name} is {'pinned' if clip.pinned else 'not pinned'}"
    return Answer({"clip": msgspec.to_builtins(clip)}, [line])


def _resolve(client: Client, name: str) -> Clip:
    """The clip that a person means by an id, the start of one, a name or a path."""
    known = client.search_all().clips
    exact = [clip for clip in known if clip.clip_id == name]
    meant = exact or [clip for clip in known if _is_meant(clip, name)]
    if not meant:
        raise NotFound(
            f"there is no clip {name}", field="clip", hint="`tonekiln library` lists them"
        )
    if len(meant) > 1:
        ids = ", ".join(shlex.quote(clip.clip_id) for clip in meant[:4])
        raise InvalidRequest(f"{name} may be any of {len(meant)} clips", field="clip", hint=ids)
    return meant[0]


def _is_meant(clip: Clip, name: str) -> bool:
    file = Path(clip.path)
    return clip.clip_id.startswith(name) or name in (clip.name, file.name, str(file))

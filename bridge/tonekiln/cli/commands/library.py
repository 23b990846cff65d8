"""`tonekiln library [search | show | export | rm | pin]`."""

from __future__ import annotations

import argparse
from decimal import Decimal

import msgspec

from tonekiln.cli.answer import Answer, count, megabytes, table
from tonekiln.cli.arguments import Commands, Parser, add_command
from tonekiln.cli.chosen import chosen_clip
from tonekiln.cli.report import report_lines
from tonekiln.client.requests import exact_tempo
from tonekiln.engine_names import from_here, in_short
from tonekiln.protocol import ClipDetails, ClipList, SearchClips

from .daemon import started_client
from .export import add_export


def add_commands(commands: Commands) -> None:
    """Add the group's commands."""
    library = add_command(commands, "library", _search, "the clips made so far")
    _set_search_defaults(library)
    verbs = library.add_subparsers(metavar="VERB", parser_class=Parser)
    _add_search(add_command(verbs, "search", _search, "find clips by words, tempo, key, engine"))
    show = add_command(verbs, "show", _show, "a clip's report and the Plan that made it")
    add_export(verbs)
    remove = add_command(verbs, "rm", _remove, "delete clips; pinned ones are refused")
    pin = add_command(verbs, "pin", _pin, "keep a clip from ever being removed")
    for command in (show, pin):
        command.add_argument("clip", metavar="CLIP", help="its id, the start of it, or its name")
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
        engine=from_here(options.engine) if options.engine else None,
        key=options.key,
        bpm_min=_tempo(options.bpm_min),
        bpm_max=_tempo(options.bpm_max),
        favourite=True if options.favourites else None,
    )
    with started_client() as client:
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
            in_short(clip.engine),
            megabytes(clip.bytes),
            ("pinned " if clip.pinned else "") + clip.name,
        )
        for clip in found.clips
    ]
    return table(("CLIP", "BPM", "KEY", "LENGTH", "ENGINE", "SIZE", "NAME"), rows)


def _show(options: argparse.Namespace) -> Answer:
    with started_client() as client:
        details = client.show(chosen_clip(client, options.clip).clip_id)
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


def _remove(options: argparse.Namespace) -> Answer:
    with started_client() as client:
        clips = [chosen_clip(client, name) for name in options.clips]
        removed = [client.remove(clip.clip_id) for clip in clips]
    names = [clip.clip_id for clip in removed]
    return Answer({"removed": names}, [f"removed {clip.name}" for clip in removed])


def _pin(options: argparse.Namespace) -> Answer:
    with started_client() as client:
        clip = chosen_clip(client, options.clip)
        clip = client.mark(clip.clip_id, pinned=not options.off)
    line = f"{clip.name} is {'pinned' if clip.pinned else 'not pinned'}"
    return Answer({"clip": msgspec.to_builtins(clip)}, [line])

"""`tonekiln daw [status | install | uninstall | place | check]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from tonekiln.cli.answer import Answer, table
from tonekiln.cli.arguments import Commands, Parser, add_command
from tonekiln.cli.chosen import chosen_clip
from tonekiln.client.blocking import Client
from tonekiln.home import Home
from tonekiln.plain import plain
from tonekiln.protocol import Clip
from tonekiln.protocol.errors import InvalidRequest
from tonekiln.timeline.errors import RoadClosed
from tonekiln.timeline.installation import Installation, record_of, remove
from tonekiln.timeline.road import Placement, Road
from tonekiln.timeline.roads import DAWS, RoadState, chosen_road, daw_named, road_state
from tonekiln.timeline.spot import Spot
from tonekiln.typed_paths import whole

from .daw_check import add_check


def add_commands(commands: Commands) -> None:
    """Add the group's commands."""
    daw = add_command(commands, "daw", _status, "clips onto the timeline of a running DAW")
    verbs = daw.add_subparsers(metavar="VERB", parser_class=Parser)
    add_command(verbs, "status", _status, "which roads are open now")
    install = add_command(verbs, "install", _install, "put our script where a DAW looks")
    uninstall = add_command(verbs, "uninstall", _uninstall, "take it away again")
    for command in (install, uninstall):
        command.add_argument("daw", metavar="DAW", help=" | ".join(DAWS))
        command.add_argument("--yes", action="store_true", help="do not ask about changed files")
    install.add_argument("--folder", metavar="DIR", help="the DAW's own folder, if moved")
    install.add_argument("--dry-run", action="store_true", help="only say what would be done")
    _add_place(add_command(verbs, "place", _place, "put a clip onto the timeline"))
    add_check(verbs)


def _add_place(place: argparse.ArgumentParser) -> None:
    place.add_argument("clip", metavar="CLIP", help="its id, the start of it, or its name")
    place.add_argument(
        "--at",
        default="now",
        metavar="SPOT",
        help="now, next-bar, playhead, loop-start, selection, or a bar's number (%(default)s)",
    )
    place.add_argument("--daw", metavar="DAW", help="the best open road if not given")
    place.add_argument("--track", metavar="NAME", help="made if there is none (Tonekiln)")
    place.add_argument(
        "--replacing", metavar="ITEM", help="an earlier placement: the next take in its spot"
    )
    place.add_argument(
        "--session", action="store_true", help="Live: into a Session slot, not the Arrangement"
    )


def _status(_options: argparse.Namespace) -> Answer:
    home = Home.find()
    rows = [_row(road_state(home, name)) for name in DAWS]
    lines = table(("DAW", "ROAD", "SAYS"), [(row["daw"], row["road"], row["says"]) for row in rows])
    return Answer({"roads": rows}, lines)


def _row(state: RoadState) -> dict[str, str]:
    road = "open" if state.open else "closed" if state.installed else "-"
    return {"daw": state.road.name, "road": road, "says": state.says}


def _install(options: argparse.Namespace) -> Answer:
    folder = whole(options.folder, "folder") if options.folder else None
    plan = daw_named(options.daw).installation(Home.find(), folder)
    if options.dry_run:
        return _installed(plan, [], dry_run=True)
    for path in plan.edited():
        if not (options.yes or _agreed(f"{path} is there and not as we left it. Replace it?")):
            raise InvalidRequest(
                f"{path} is there already", field="daw", hint="add --yes to replace it"
            )
    try:
        return _installed(plan, plan.write(), dry_run=False)
    except OSError as error:
        raise InvalidRequest(
            f"{error.filename} cannot be written: {error.strerror}",
            field="daw",
            hint="name the DAW's folder with --folder",
        ) from error


def _installed(plan: Installation, changed: Sequence[Path], *, dry_run: bool) -> Answer:
    files = [{"path": str(file.target), "state": file.state} for file in plan.files]
    document = {
        "daw": plan.name,
        "dry_run": dry_run,
        "files": files,
        "written": [str(path) for path in changed],
        "steps": plan.steps,
    }
    if dry_run:
        return Answer(document, [f"{file['state']:<9}{file['path']}" for file in files])
    written = [f"wrote {path}" for path in changed] or ["everything was there already"]
    return Answer(document, [*written, *plan.steps])


def _uninstall(options: argparse.Namespace) -> Answer:
    name = daw_named(options.daw).name
    removed = remove(
        record_of(Home.find(), name),
        may_remove=lambda path: options.yes or _agreed(f"{path} was changed. Remove it?"),
    )
    names = [str(path) for path in removed]
    return Answer({"daw": name, "removed": names}, [f"removed {path}" for path in names])


def _agreed(question: str) -> bool:
    """Ask a person; nobody there means no."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return False
    sys.stderr.write(f"{plain(question)} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _place(options: argparse.Namespace) -> Answer:
    home = Home.find()
    at = Spot.parse(options.at)
    if options.daw:
        daw_named(options.daw)
    with Client(home) as client:
        clip = chosen_clip(client, options.clip)
    road = _road(home, options.daw, clip)
    if options.session and road.name != "live":
        raise InvalidRequest(f"{road.title} has no Session view", field="session")
    placement = road.place(
        clip,
        at,
        track=options.track,
        replacing=options.replacing,
        options=[("view", "session")] if options.session else [],
    )
    document = {"clip_id": clip.clip_id, **asdict(placement)}
    return Answer(document, list(_placed_lines(clip.name, road, placement)))


def _road(home: Home, name: str | None, clip: Clip) -> Road:
    try:
        return chosen_road(home, name)
    except RoadClosed as error:
        raise RoadClosed(
            error.message,
            field=error.field,
            hint=f"the clip is in the library: {clip.path}; {error.hint}",
        ) from error


def _placed_lines(name: str, road: Road, placement: Placement) -> Iterator[str]:
    yield f"{name} is in {road.title} at {placement.where}"
    if placement.item:
        yield f"next take in its spot: --replacing {placement.item}"

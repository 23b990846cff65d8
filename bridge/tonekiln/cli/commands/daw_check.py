"""`tonekiln daw check DAW`: half an hour in a real DAW, and a log of what was seen."""

from __future__ import annotations

import argparse
from pathlib import Path

from tonekiln import foreign
from tonekiln.cli.answer import Answer
from tonekiln.cli.arguments import Commands, add_command
from tonekiln.cli.daw_check import log
from tonekiln.cli.daw_check.dialogue import AtTerminal, Person, Stopped
from tonekiln.cli.daw_check.looking import Looking
from tonekiln.cli.daw_check.private_words import private_words
from tonekiln.cli.daw_check.record import Record, Shelf, new_record
from tonekiln.cli.daw_check.redaction import Redaction
from tonekiln.cli.daw_check.script import DAWS, Script, script_of
from tonekiln.cli.daw_check.walk import walk
from tonekiln.home import Home
from tonekiln.protocol.errors import InvalidRequest
from tonekiln.typed_paths import whole

from .daemon import started_client

_FAILED = 1


def add_check(verbs: Commands) -> None:
    """Add the command."""
    check = add_command(verbs, "check", _check, "half an hour in a real DAW, and a log to attach")
    check.add_argument("daw", metavar="DAW", help=" | ".join(DAWS))
    check.add_argument(
        "--out", metavar="FILE", help="the log; tonekiln-DAW-check.md here, if not given"
    )
    check.add_argument("--again", action="store_true", help="from the start, not where it stopped")


def _check(options: argparse.Namespace) -> Answer:
    home, script, person = Home.find(), script_of(options.daw), AtTerminal()
    target = whole(options.out or f"tonekiln-{script.daw}-check.md", "out")
    if not foreign.is_folder(target.parent):
        raise InvalidRequest(f"there is no folder {target.parent}", field="out")
    shelf = Shelf(home, script.daw)
    started_client().close()
    record = _begun(shelf, script, person, again=options.again)
    try:
        record = walk(
            script,
            record,
            person,
            Looking(home, script, started_client),
            lambda: _redaction(home),
            shelf.write,
        )
    except Stopped:
        record = shelf.read()[0] or record
    made = log.document(script, record, _redaction(home))
    try:
        log.write(target, made)
    except OSError as error:
        raise InvalidRequest(
            f"{target} cannot be written: {error.strerror}", field="out", hint="name another: --out"
        ) from error
    if made["finished"]:
        shelf.clear()
    return Answer(made, _told(script, made, target), status=_status(made))


def _begun(shelf: Shelf, script: Script, person: Person, *, again: bool) -> Record:
    """An earlier check gone on with, or a new one."""
    earlier, said = (None, "") if again else shelf.read()
    if said:
        person.tell(said)
    if earlier is not None:
        person.tell(f"Going on with the check of {script.title} (--again begins anew).")
        return earlier
    person.tell(
        f"{len(script.steps)} steps in {script.title}, about half an hour. The log holds versions, "
        "numbers, your answers and notes; no prompts, names, paths, addresses or keys."
    )
    return new_record(script.daw)


def _redaction(home: Home) -> Redaction:
    with started_client() as client:
        return Redaction(private_words(home, client))


def _status(made: dict[str, object]) -> int:
    return 0 if made["finished"] and not made["bad"] else _FAILED


def _told(script: Script, made: dict[str, object], target: Path) -> list[str]:
    lines = [f"{made['good']} good, {made['bad']} bad; wrote {target}"]
    if made["finished"]:
        return [*lines, "Read it through, then attach it to a report (docs/daws.md)."]
    return [*lines, f"stopped; go on with: tonekiln daw check {script.daw}"]

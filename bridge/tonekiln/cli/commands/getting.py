"""`tonekiln pull` and `tonekiln engines install | back | jobs | token`: jobs of the daemon's."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from tonekiln.cli.answer import Answer, megabytes, table
from tonekiln.cli.arguments import Commands, add_command
from tonekiln.cli.daemon_package import become
from tonekiln.cli.getting_progress import line_for, show
from tonekiln.client.blocking import Client
from tonekiln.client.blocking_jobs import GettingEngine
from tonekiln.engine_names import in_short
from tonekiln.home import Home
from tonekiln.plain import plain
from tonekiln.protocol import EngineReady
from tonekiln.protocol.errors import Cancelled, LicenceNotAccepted, NotFound

from .daemon import started_client

_YES = ("y", "yes")


def add_commands(commands: Commands) -> None:
    """Add the group's commands."""
    pull = add_command(commands, "pull", _pull, "bring an engine: its libraries and its weights")
    pull.add_argument("engine", metavar="NAME", help="as `tonekiln list` shows it")
    _add_options(pull)
    pull.add_argument("--accept-licence", action="store_true", help="accept it without a question")
    top = commands.add_parser(
        "engines", help="the model libraries, and what engines are brought by"
    )
    below = top.add_subparsers(metavar="COMMAND", required=True, parser_class=type(top))
    install = add_command(
        below,
        "install",
        _install,
        "bring the model libraries into the home (`--python PATH`: into another Python)",
    )
    _add_options(install)
    install.add_argument("--python", metavar="PATH", help="install into another Python instead")
    add_command(below, "back", _back, "use the libraries from before the last installation again")
    add_command(below, "jobs", _jobs, "what is being brought, and where the hub's token is kept")
    token = add_command(below, "token", _token, "keep a token of the Hugging Face hub")
    token.add_argument("--in-file", action="store_true", help="in a file, where no keyring is")
    token.add_argument("--forget", action="store_true", help="keep none")


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--folder", type=Path, help="take wheels and weights from it, offline")
    ways = command.add_mutually_exclusive_group()
    ways.add_argument("--pause", action="store_true", help="let what is being brought stand")
    ways.add_argument("--cancel", action="store_true", help="give it up; what came is kept")


def _pull(options: argparse.Namespace) -> Answer:
    return _brought(options, options.engine, accept=options.accept_licence)


def _install(options: argparse.Namespace) -> Answer:
    return _brought(options, None, accept=False)


def _brought(options: argparse.Namespace, engine: str | None, *, accept: bool) -> Answer:
    with started_client() as client:
        if options.pause or options.cancel:
            return _stopped(client, engine or "", cancel=options.cancel)
        getting = client.get_engine(engine, folder=options.folder)
        try:
            with _left_standing(client, getting, engine):
                getting.accepted()
        except LicenceNotAccepted as asked:
            _accept(asked, accept=accept)
            getting = client.get_engine(engine, folder=options.folder, licence=asked.bound)
        with _left_standing(client, getting, engine):
            show(getting.accepted().row, getting, sys.stderr, silent=options.json)
            ready = getting.result()
        return _ready(ready, engine)


def _accept(asked: LicenceNotAccepted, *, accept: bool) -> None:
    """Show the licence and ask. Raises what was asked where nobody accepts it."""
    sys.stderr.write(plain(asked.message) + "\n\n")
    sys.stderr.write("".join(f"  {plain(line)}\n" for line in asked.text.splitlines()) + "\n")
    if accept:
        return
    if not sys.stdin.isatty():
        asked.field, asked.hint = "", "read it, then say --accept-licence"
        raise asked
    sys.stderr.write("Do you accept it? [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in _YES:
        raise Cancelled("the licence was not accepted: nothing was fetched")


@contextmanager
def _left_standing(client: Client, getting: GettingEngine, engine: str | None) -> Iterator[None]:
    """What Ctrl-C does to a job that was asked for: it is paused, and goes on when asked again."""
    try:
        yield
    except KeyboardInterrupt:
        with suppress(NotFound):  # not accepted yet
            client.pause_engine_job(getting.id)
        command = f"tonekiln pull {engine}" if engine else "tonekiln engines install"
        raise Cancelled(
            "paused: what came is kept",
            hint=f"`{command}` goes on, `{command} --cancel` gives it up",
        ) from None


def _ready(ready: EngineReady, engine: str | None) -> Answer:
    row = ready.engine
    done = f"{in_short(engine)} is here" if engine else "the model libraries are here"
    document = {"engine": msgspec.to_builtins(row), "notes": list(ready.notes)}
    try_it = [f'try it: tonekiln generate "warm pad" --bpm 120 --bars 4 --engine {engine}']
    return Answer(document, [done, *ready.notes, *(try_it if row else [])])


def _stopped(client: Client, engine: str, *, cancel: bool) -> Answer:
    jobs = [row.job for row in client.engine_jobs().jobs if row.engine == engine]
    for job in jobs[:1]:
        if cancel:
            client.cancel_engine_job(job)
        else:
            client.pause_engine_job(job)
    word = "given up; what came is kept" if cancel else "paused"
    called = in_short(engine) or "the model libraries"
    line = f"{called}: {word}" if jobs else f"{called}: nothing is being brought"
    return Answer({"engine": engine or None, "jobs": jobs}, [line])


def _back(_options: argparse.Namespace) -> Answer:
    become("tonekilnd.engines.libraries.bringing", f"--home={Home.find().root}", "--back")


def _jobs(_options: argparse.Namespace) -> Answer:
    with started_client() as client:
        found = client.engine_jobs()
    rows = [
        (in_short(row.engine) or "(libraries)", row.job, line_for(row), megabytes(row.done_bytes))
        for row in found.jobs
    ]
    lines = (
        table(("ENGINE", "JOB", "STATE", "HERE"), rows) if rows else ["nothing is being brought"]
    )
    return Answer(msgspec.to_builtins(found), [*lines, f"the hub's token: {found.token}"])


def _token(options: argparse.Namespace) -> Answer:
    """Never taken from the command line, which others on this machine can read."""
    with started_client() as client:
        if options.forget:
            state = client.forget_token()
        else:
            terminal = sys.stdin.isatty()
            token = getpass.getpass("Token: ") if terminal else sys.stdin.readline()
            state = client.keep_token(token.strip(), in_file=options.in_file)
    return Answer(msgspec.to_builtins(state), [state.says])

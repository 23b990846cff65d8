"""`tonekiln serve | stop | status`."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

import msgspec

from tonekiln.cli.answer import Answer, count, megabytes, table
from tonekiln.cli.arguments import Commands, add_command
from tonekiln.cli.daemon_package import become
from tonekiln.cli.ending import wait_for_end
from tonekiln.cli.getting_progress import line_for
from tonekiln.client.blocking import Client
from tonekiln.client.connection import read_connection
from tonekiln.client.launch import open_client
from tonekiln.engine_names import in_short
from tonekiln.home import Home
from tonekiln.platform import streams
from tonekiln.protocol import EngineJobRow, JobRow, Program, Status
from tonekiln.protocol.errors import DaemonUnreachable, TonekilnError


def add_commands(commands: Commands) -> None:
    """Add the group's commands."""
    commands.add_parser(
        "serve",
        help="run the daemon in the foreground; `tonekiln serve --help` lists its settings",
        add_help=False,
    )
    add_command(commands, "stop", _stop, "end the daemon, and wait until it has gone")
    add_command(commands, "status", _status, "the daemon at a glance: queue, engines, library")


def started_client() -> Client:
    """A client of the home's daemon; one is started, and that is said, where none runs.

    Raises:
        DaemonUnreachable: none could be started.
    """
    return open_client(on_start=_say_that_one_starts)


def _say_that_one_starts() -> None:
    streams.tell(sys.stderr, "no daemon is running: starting one\n")


def one_runs() -> bool:
    """Whether the home's daemon can be asked."""
    try:
        read_connection(Home.find().connection_file)
    except DaemonUnreachable:
        return False
    return True


def serve(arguments: list[str]) -> NoReturn:
    """Become the daemon."""
    become("tonekilnd", "serve", *arguments)


def _stop(_options: argparse.Namespace) -> Answer:
    if not one_runs():
        return Answer({"stopped": False}, ["no daemon is running"])
    connection = read_connection(Home.find().connection_file)
    with Client() as client:
        client.shutdown()
    if not connection.remote:
        wait_for_end(connection.pid)
    return Answer({"stopped": True, "pid": connection.pid}, [f"stopped daemon {connection.pid}"])


def _status(_options: argparse.Namespace) -> Answer:
    with Client() as client:
        status = client.status()
        getting = _getting(client)
        endpoint = client.connection.endpoint
    document = {
        **msgspec.to_builtins(status),
        "engine_jobs": msgspec.to_builtins(getting),
        "endpoint": endpoint,
    }
    return Answer(document, _status_lines(status, endpoint, getting))


def _getting(client: Client) -> tuple[EngineJobRow, ...]:
    """What is on its way here; a daemon tells that to its owner alone."""
    try:
        return client.engine_jobs().jobs
    except TonekilnError:
        return ()


def _program(program: Program) -> str:
    loaded = f" ({program.format})" if program.format else ""
    around = f" in {program.host}" if program.host else ""
    return f"{program.name} {program.version}{loaded}{around}"


def _status_lines(
    status: Status, endpoint: str, getting: tuple[EngineJobRow, ...] = ()
) -> list[str]:
    quota = megabytes(status.library_quota_bytes) if status.library_quota_bytes else "no bound"
    warm = ", ".join(engine.engine for engine in status.warm) or "none"
    osc = f", OSC on port {status.osc_port}" if status.osc_port else ""
    return [
        f"daemon {status.pid}, version {status.version}, up {_duration(status.uptime_seconds)}",
        f"listens on {endpoint}{osc}; {count(status.clients, 'client')}",
        *(f"connected: {_program(one)}" for one in status.programs),
        f"home {status.home}",
        f"library {status.library}: {count(status.clips, 'clip')}, "
        f"{megabytes(status.library_bytes + status.inputs_bytes)} of {quota}, "
        f"{megabytes(status.inputs_bytes)} of it in {count(status.inputs, 'input')}",
        f"warm: {warm} (at most {megabytes(status.memory_budget_bytes)})",
        *_job_lines(status.jobs),
        *_getting_lines(getting),
        *(f"problem: {problem}" for problem in status.problems),
    ]


def _job_lines(jobs: tuple[JobRow, ...]) -> list[str]:
    if not jobs:
        return ["no jobs"]
    rows = [
        (job.job, job.engine, job.state, f"{job.fraction:.0%}", _eta(job.eta_ms)) for job in jobs
    ]
    return table(("JOB", "ENGINE", "STATE", "DONE", "READY IN"), rows)


def _getting_lines(jobs: tuple[EngineJobRow, ...]) -> list[str]:
    """An engine once, however many asked for it."""
    rows = {row.engine: row for row in jobs}
    return [
        f"on its way here: {in_short(engine) or 'the model libraries'}, {line_for(row)}"
        for engine, row in rows.items()
    ]


def _eta(eta_ms: int | None) -> str:
    return "?" if eta_ms is None else _duration(eta_ms / 1000)


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"

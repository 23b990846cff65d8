"""`tonekiln cancel`."""

from __future__ import annotations

import argparse

from tonekiln.cli.answer import Answer
from tonekiln.cli.arguments import Commands, add_command
from tonekiln.client.blocking import Client


def add_commands(commands: Commands) -> None:
    """Add the group's commands."""
    cancel = add_command(commands, "cancel", _cancel, "stop a job, and the computing with it")
    cancel.add_argument("job", metavar="JOB", help="its id, as `generate` and `status` show it")


def _cancel(options: argparse.Namespace) -> Answer:
    with Client() as client:
        stopped = client.cancel(options.job)
    line = f"stopped {options.job}" if stopped else f"{options.job} had ended already"
    return Answer({"job": options.job, "stopped": stopped}, [line])

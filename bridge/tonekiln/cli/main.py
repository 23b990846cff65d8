"""From the command line to an exit status.

0 done; 1 failed; 2 the command line is wrong; 130 interrupted.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import sys
from collections.abc import Sequence

import tonekiln
from tonekiln.plain import plain
from tonekiln.platform import streams
from tonekiln.protocol.errors import Cancelled, TonekilnError

from . import INTERRUPTED
from .answer import Answer, error_document, error_line
from .arguments import Parser, UsageError
from .commands import (
    daemon,
    daw,
    doctor,
    engines,
    generate,
    getting,
    jobs,
    library,
    play,
    presets,
    stems,
    update,
    weights,
)
from .install_record import write_install_record

FAILED, WRONG_USAGE = 1, 2

_GROUPS = (
    *(
        generate,
        stems,
        play,
        jobs,
        daemon,
        engines,
        getting,
        weights,
        library,
        presets,
        daw,
        doctor,
    ),
    update,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    streams.settle()
    _print_what_the_terminal_can()
    try:
        return _print_or_say_why(_answer(given), as_json="--json" in given)
    except BrokenPipeError:
        streams.forget(sys.stdout)
        return FAILED


def parser() -> argparse.ArgumentParser:
    """Every command and option."""
    top = Parser(prog="tonekiln", description="Text to audio, on the grid of your session.")
    top.add_argument("--version", action="version", version=f"tonekiln {tonekiln.__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    for group in _GROUPS:
        group.add_commands(commands)
    return top


def _answer(given: list[str]) -> Answer | TonekilnError:
    if given[:1] == ["serve"]:
        daemon.serve(given[1:])
    weights.hand_over(given)
    try:
        options = parser().parse_args(given or ["--help"])
        write_install_record()
        answer: Answer = options.run(options)
    except TonekilnError as error:
        return error
    except KeyboardInterrupt:
        return Cancelled("interrupted")
    return answer


def _print_or_say_why(outcome: Answer | TonekilnError, *, as_json: bool) -> int:
    """What was done stays done where it cannot be told: a full disk behind `> FILE`."""
    try:
        return _print(outcome, as_json=as_json)
    except BrokenPipeError:
        raise
    except OSError as error:
        streams.forget(sys.stdout)
        why = error.strerror or str(error)
        with contextlib.suppress(OSError):
            sys.stderr.write(f"tonekiln: the answer cannot be written where it should go: {why}\n")
        return FAILED


def _print(outcome: Answer | TonekilnError, *, as_json: bool) -> int:
    if isinstance(outcome, TonekilnError):
        return _print_error(outcome, as_json=as_json)
    text = json.dumps(outcome.document) if as_json else "\n".join(map(plain, outcome.lines))
    if text:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    return outcome.status


def _print_error(error: TonekilnError, *, as_json: bool) -> int:
    if as_json:
        sys.stdout.write(json.dumps(error_document(error)) + "\n")
        sys.stdout.flush()
    else:
        sys.stderr.write(f"tonekiln: {plain(error_line(error))}\n")
    if isinstance(error, Cancelled):
        return INTERRUPTED
    return WRONG_USAGE if isinstance(error, UsageError) else FAILED


def _print_what_the_terminal_can() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


if __name__ == "__main__":
    sys.exit(main())

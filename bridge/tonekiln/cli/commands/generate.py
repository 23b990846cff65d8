"""`tonekiln generate`: ask for a clip, wait for it, show it."""

from __future__ import annotations

import argparse
import contextlib
import shutil
import sys
from pathlib import Path
from typing import Any

import msgspec

from tonekiln import foreign
from tonekiln.cli.answer import Answer, error_line
from tonekiln.cli.arguments import Commands, add_command
from tonekiln.cli.delivery import Delivery
from tonekiln.cli.generate_options import add_options, request_of
from tonekiln.cli.progress import display_for
from tonekiln.cli.report import report_lines, timing_line
from tonekiln.client.blocking import Client
from tonekiln.client.blocking_jobs import Job
from tonekiln.client.jobs import JobResult
from tonekiln.engine_names import from_here
from tonekiln.plain import plain
from tonekiln.platform import streams
from tonekiln.protocol import Clip
from tonekiln.protocol.errors import Cancelled, NotFound

from .daemon import started_client
from .play import play_clips

_WIDEST = 96


def add_commands(commands: Commands) -> None:
    """Add the group's command."""
    generate = add_command(
        commands, "generate", _generate, "make a clip: text, tempo and bars in, a loop out"
    )
    add_options(generate)
    generate.add_argument(
        "--out", metavar="PATH", help="also copy the clip to a .wav, .flac or folder"
    )
    generate.add_argument("--force", action="store_true", help="let --out replace a file")
    generate.add_argument("--play", action="store_true", help="and hear it")


def _generate(options: argparse.Namespace) -> Answer:
    delivery = _delivery(options)
    with started_client() as client:
        _say_what_is_read_first(options.engine, client)
        job = client.start(request_of(options, client))
        result = follow(job, silent=options.json)
        copies = delivery.deliver(client, result.clips) if delivery else []
        lines = lines_of(client, result, copies)
        if options.play:
            _show_and_play(client, result, lines, silent=options.json)
            lines = []
    return Answer(document(result, copies), lines)


def _delivery(options: argparse.Namespace) -> Delivery | None:
    """Checked before anything is made."""
    if options.out is None:
        return None
    return Delivery(options.out, force=options.force, expected=max(1, options.variations))


def _say_what_is_read_first(engine: str | None, client: Client) -> None:
    """Weights in a folder of one's own are read whole before the first job, for their digest."""
    whole = from_here(engine or "")
    name, _, folder = whole.partition(":")
    there = client.connection.remote or foreign.is_folder(Path(folder))
    if folder and there and whole not in {row.name for row in client.engines().engines}:
        shown = plain(str(folder))
        streams.tell(
            sys.stderr, f"reading the weights in {shown} for {name}: only this first time\n"
        )


def follow(job: Job, *, silent: bool) -> JobResult:
    """Show the job to its end. Ctrl-C stops the computing too."""
    try:
        accepted = job.accepted()
        display_for(sys.stderr, silent=silent).follow(accepted, job)
        return job.result()
    except KeyboardInterrupt:
        with contextlib.suppress(NotFound):  # interrupted before the daemon had heard of it
            job.cancel()
        raise Cancelled(f"job {job.id} was cancelled") from None


def document(result: JobResult, copies: list[Path]) -> dict[str, Any]:
    """What `--json` prints."""
    clips: list[dict[str, Any]] = [msgspec.to_builtins(clip) for clip in result.clips]
    for clip, copy in zip(clips, copies, strict=False):
        clip["out"] = str(copy)
    return {"job": result.job, "clips": clips, "timing": msgspec.to_builtins(result.timing)}


def lines_of(client: Client, result: JobResult, copies: list[Path]) -> list[str]:
    """What a person reads of a job's clips."""
    lines: list[str] = []
    for clip in result.clips:
        lines += [clip.name, *_picture(client, clip), *report_lines(clip), ""]
    if client.connection.remote and not copies:
        lines.append("the file is on the daemon's machine; `tonekiln library export` fetches it")
    return [*lines, *(f"copied to {copy}" for copy in copies), timing_line(result.timing)]


def _show_and_play(client: Client, result: JobResult, lines: list[str], *, silent: bool) -> None:
    """What was made is read while it sounds; a machine without sound still has its clips."""
    if not silent:
        sys.stdout.write("\n".join(map(plain, lines)) + "\n")
        sys.stdout.flush()
    try:
        play_clips(client, result.clips)
    except NotFound as error:
        sys.stderr.write(f"tonekiln: {plain(error_line(error))}\n")


def _picture(client: Client, clip: Clip) -> list[str]:
    """The clip's waveform, where someone looks at it."""
    if client.connection.remote or not sys.stdout.isatty():
        return []
    from tonekiln.cli.waveform import waveform_lines  # noqa: PLC0415 - reads audio, which scripts need not

    width = min(shutil.get_terminal_size().columns, _WIDEST)
    return ["", *waveform_lines(clip, Path(clip.path), width), ""]

"""`tonekiln stems`: a clip or a file taken apart."""

from __future__ import annotations

import argparse

from tonekiln.cli.answer import Answer
from tonekiln.cli.arguments import Commands, add_command
from tonekiln.cli.built_on import source_of
from tonekiln.cli.delivery import Delivery
from tonekiln.client.requests import SeparateOptions
from tonekiln.protocol import Priority

from .daemon import started_client
from .generate import document, follow, lines_of

_STEMS = 4
"""As many clips as a source becomes."""


def add_commands(commands: Commands) -> None:
    """Add the group's command."""
    stems = add_command(
        commands, "stems", _stems, "take a clip or a file apart: drums, bass, vocals, other"
    )
    stems.add_argument("source", metavar="CLIP|FILE", help="a clip by id or name, or an audio file")
    stems.add_argument("--bpm", help="of a file that does not say its tempo, for stems with bars")
    stems.add_argument("--meter", default="4/4", help="of a file, like 7/8 (%(default)s)")
    stems.add_argument("--engine", metavar="NAME", help="htdemucs, or htdemucs:/path")
    stems.add_argument("--priority", choices=[p.value for p in Priority], default="normal")
    stems.add_argument(
        "--out", metavar="PATH", help="also copy the stems to .wav files, .flac or a folder"
    )
    stems.add_argument("--force", action="store_true", help="let --out replace files")


def _stems(options: argparse.Namespace) -> Answer:
    delivery = None
    if options.out is not None:
        delivery = Delivery(options.out, force=options.force, expected=_STEMS)
    given: SeparateOptions = {
        "engine": options.engine,
        "bpm": options.bpm,
        "meter": options.meter,
        "priority": Priority(options.priority),
    }
    with started_client() as client:
        job = client.separate(source_of(client, options.source), **given)
        result = follow(job, silent=options.json)
        copies = delivery.deliver(client, result.clips) if delivery else []
        lines = lines_of(client, result, copies)
    return Answer(document(result, copies), lines)

"""Measure an engine's precisions on this machine with the weights that are here.

A table of speed and of agreement with fp32: the distance of the distributions that tokens are
drawn from (0 the same, 1 disjoint), how often the likeliest token is the same, and how far the
spectra of two takes are apart. With --choose it is recorded what `auto` shall take from then on,
as long as the weights are these; Plans made before keep their precision.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tonekiln.engine_names import from_here
from tonekiln.home import Home
from tonekiln.plain import plain
from tonekiln.protocol.errors import EngineUnavailable, TonekilnError
from tonekilnd.environments import is_environment, run_module

from ...checkpoints.own_folders.row import row_in_its_folder
from ...checkpoints.store import Store
from ...computing.precision import offered
from ...computing.tuned import Measured, Tuning, record
from ...contract import EngineSettings
from ...libraries.needs import missing_packages
from ...model_cards.rows import Row, row_of


def table(rows: Sequence[Measured]) -> str:
    """The measurements for a person."""
    titles = ("precision", "ms a step", "speed", "distance", "same token", "spectrum")
    lines = [titles] + [
        (
            r.precision,
            f"{r.ms:.1f}",
            f"{rows[0].ms / r.ms:.1f}x",
            "-" if r.logits_distance is None else f"{r.logits_distance:.4f}",
            "-" if r.tokens_agreement is None else f"{r.tokens_agreement:.1%}",
            f"{r.spectral_db:.2f} dB",
        )
        for r in rows
    ]
    return "\n".join(f"{first:<10}" + "".join(f"{c:>12}" for c in rest) for first, *rest in lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, record."""
    options = _parser().parse_args(arguments)
    try:
        home = options.home or Home.find().root
        settings = EngineSettings(home=home, threads=options.threads, device=options.device)
        row = row_in_its_folder(row_of(from_here(options.engine)))
        python = settings.of_family(row.library.replace("_", "-")).interpreter
        if is_environment(python) and missing_packages(row.library):
            given = sys.argv[1:] if arguments is None else arguments
            command = [*run_module("tonekilnd.engines.neural.tuning", python), *given]
            return subprocess.run(command, check=False).returncode
        if options.choose:
            offered(row, settings, options.choose)
        rows = _measured(row, settings)
    except TonekilnError as error:
        print(f"tonekiln: {plain(str(error))}", file=sys.stderr)  # noqa: T201
        return 1
    if options.choose:
        _record(home, row, options.choose, rows)
    print(msgspec.json.encode(rows).decode() if options.json else table(rows))  # noqa: T201
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tonekiln tune", description=__doc__)
    parser.add_argument("engine", metavar="ENGINE", help="as `tonekiln list` shows it")
    parser.add_argument("--choose", metavar="PRECISION", help="record it as what auto takes")
    parser.add_argument("--json", action="store_true", help="the table for a program")
    parser.add_argument("--home", type=Path, help="another daemon's folder")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or mps")
    return parser


def _measured(row: Row, settings: EngineSettings) -> tuple[Measured, ...]:
    if missing_packages(row.library):
        raise EngineUnavailable(
            f"the libraries of {row.name} are not installed", hint="run `tonekiln engines install`"
        )
    # Only now: the model libraries take seconds, and may not be here.
    from .measure import measured  # noqa: PLC0415

    return measured(row, settings, lambda what: print(f"{what} ...", file=sys.stderr))  # noqa: T201


def _record(home: Path, row: Row, chosen: str, rows: tuple[Measured, ...]) -> None:
    checkpoint = Store(home).find(row.name)
    tuning = Tuning(
        engine=row.name,
        chosen=chosen,
        checkpoint=checkpoint.digest if checkpoint else "",
        measured=rows,
    )
    file = record(home, tuning)
    print(f"auto now takes {chosen}; recorded in {file}", file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())

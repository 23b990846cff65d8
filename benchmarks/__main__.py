"""`make bench`: every benchmark, or those named: `python -m benchmarks [--quick] [NAME...]`."""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
import sys
from pathlib import Path
from types import ModuleType

import benchmarks

from . import models
from .plot import draw
from .table import keep, kept, machine, show

NOT_BENCHMARKS = {"__main__", "checkpoints", "full_size", "models", "plot", "table", "turns"}
PICTURE = Path(__file__).parents[1] / "docs" / "images" / "performance.svg"
PICTURED = ("musicgen_step", "stable_audio", "magnet")


def modules() -> dict[str, str]:
    """Where each benchmark is, by the name that it is asked for and kept under."""
    return {
        module.name: f"{folder.__name__}.{module.name}"
        for folder in (benchmarks, models)
        for module in pkgutil.iter_modules(folder.__path__)
        if module.name not in NOT_BENCHMARKS
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs, under five minutes")
    parser.add_argument(
        "--against", type=Path, help="another checkout, for benchmarks that compare two"
    )
    parser.add_argument("names", nargs="*", help="which; all by default")
    options = parser.parse_args()
    found = modules()
    if unknown := sorted(set(options.names) - set(found)):
        parser.error(
            f"no such benchmark: {', '.join(unknown)}; there are {', '.join(sorted(found))}"
        )
    print(machine())
    for name in options.names or sorted(found):
        module = importlib.import_module(found[name])
        if options.quick and not options.names and getattr(module, "LONG", False):
            print(f"\n{name} is left out of a quick run; name it to have it")
            continue
        compares = "against" in inspect.signature(module.measure).parameters
        other = {"against": options.against} if compares else {}
        rows = module.measure(quick=options.quick, **other)
        if not rows:
            continue  # it has said what it lacks
        show(_title(module), rows)
        print(f"kept in {keep(name, rows)}")
    picture()
    return 0


def picture() -> None:
    """Draw what is kept of the models' benchmarks, on the machine that was measured last."""
    found = modules()
    drawn = {_title(importlib.import_module(found[name])): kept(name) for name in PICTURED}
    if draw(PICTURE, drawn):
        print(f"drawn in {PICTURE}")


def _title(module: ModuleType) -> str:
    return (module.__doc__ or module.__name__).splitlines()[0]


if __name__ == "__main__":
    sys.exit(main())

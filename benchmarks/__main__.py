"""`make bench`: every benchmark, or those named: `python -m benchmarks [--quick] [NAME...]`."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys

import benchmarks

from .table import keep, show

NOT_BENCHMARKS = {"__main__", "checkpoints", "full_size", "table"}


def names() -> list[str]:
    found = [module.name for module in pkgutil.iter_modules(benchmarks.__path__)]
    return sorted(set(found) - NOT_BENCHMARKS)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs, under five minutes")
    parser.add_argument("names", nargs="*", help="which; all by default")
    options = parser.parse_args()
    for name in options.names or names():
        module = importlib.import_module(f"benchmarks.{name}")
        rows = module.measure(quick=options.quick)
        show((module.__doc__ or name).splitlines()[0], rows)
        print(f"kept in {keep(name, rows)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What every benchmark returns, and how it is printed and kept."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True, slots=True)
class Row:
    """One piece of work.

    Attributes:
        ours: what we need for it, in `unit`.
        stock: what the usual way needs in the same run, or None where there is none.
        ratio: stock over ours; larger is better.
        limit: the bound that was promised or that the machine sets, in `unit`, or None.
    """

    work: str
    unit: str
    ours: float
    stock: float | None = None
    ratio: float | None = None
    limit: float | None = None


def row(
    work: str, unit: str, ours: float, *, stock: float | None = None, limit: float | None = None
) -> Row:
    """A row with its ratio."""
    return Row(work, unit, ours, stock, None if stock is None or not ours else stock / ours, limit)


def median_ms(work: Callable[[], object], times: int) -> float:
    """Median milliseconds of `work` over `times` runs, after one that warms up."""
    work()
    return median(_once(work) for _ in range(times))


def _once(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1e3


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that `percent` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def show(title: str, rows: Sequence[Row]) -> None:
    """Print a table."""
    print(f"\n{title}")
    print(f"{'work':<64} {'ours':>10} {'stock':>10} {'ratio':>7} {'limit':>10}  unit")
    for r in rows:
        cells = [_cell(value) for value in (r.ours, r.stock, r.ratio, r.limit)]
        print(f"{r.work:<64} {cells[0]:>10} {cells[1]:>10} {cells[2]:>7} {cells[3]:>10}  {r.unit}")


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g}"


def keep(name: str, rows: Sequence[Row]) -> Path:
    """Write `benchmarks/results/NAME.json`."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}.json"
    document = {"machine": machine(), "rows": [asdict(r) for r in rows]}
    path.write_text(json.dumps(document, indent=1) + "\n")
    return path


def kept(name: str) -> list[Row]:
    """What `keep` wrote last, or nothing."""
    path = RESULTS / f"{name}.json"
    if not path.exists():
        return []
    return [Row(**fields) for fields in json.loads(path.read_text())["rows"]]


def machine() -> str:
    """The processor, and how many threads compute: `OMP_NUM_THREADS`, or all cores."""
    threads = int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)
    return f"{_processor()}, {threads} threads"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    found = dict(line.split(":", 1) for line in lines if ":" in line)
    facts = {key.strip(): value.strip() for key, value in found.items()}
    has = facts.get("flags", "").split()
    wide = [flag for flag in ("amx_bf16", "avx512_bf16", "avx512_vnni", "avx2") if flag in has]
    return f"{facts.get('model name', platform.machine())} ({' '.join(wide)})"

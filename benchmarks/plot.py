"""A picture of results: ours beside the stock way's, and the limit where the machine sets one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

from .table import Row

WIDTH, LEFT, RIGHT = 900, 360, 90
LINE, TITLE = 22, 34
STOCK, OURS, LIMIT = "#c9ced6", "#2f6fde", "#d1322d"


def draw(path: Path, benchmarks: Mapping[str, Sequence[Row]]) -> Path | None:
    """Write an SVG of all rows that have a stock way; None where there are none.

    Args:
        path: where to.
        benchmarks: rows by the title to put over them.
    """
    shown = {
        title: compared
        for title, rows in benchmarks.items()
        if (compared := [row for row in rows if row.stock])
    }
    if not shown:
        return None
    parts, y = _legend(), 2 * TITLE
    for title, rows in shown.items():
        parts.append(_text(12, y, title, weight="bold"))
        y += TITLE - LINE // 2
        for row in rows:
            parts += _bar(row, y)
            y += LINE
        y += TITLE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" '
        f'viewBox="0 0 {WIDTH} {y}" font-family="sans-serif" font-size="13">\n'
        f'<rect width="{WIDTH}" height="{y}" fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n",
        "utf-8",
    )
    return path


def _legend() -> list[str]:
    parts, x = [], 12
    for colour, words in ((STOCK, "stock = 100 %"), (OURS, "ours"), (LIMIT, "the limit")):
        parts += [_rect(x, 14, 14, 12, colour), _text(x + 20, 25, words)]
        x += 40 + 8 * len(words)
    return parts


def _bar(row: Row, y: int) -> list[str]:
    """Ours as a share of the stock way's, with the limit as a mark."""
    assert row.stock is not None
    whole = WIDTH - LEFT - RIGHT
    share = row.ours / row.stock
    parts = [
        _text(LEFT - 8, y + 12, row.work, anchor="end"),
        _rect(LEFT, y, whole, LINE - 8, STOCK),
        _rect(LEFT, y, max(1, whole * min(share, 1)), LINE - 8, OURS),
        _text(WIDTH - RIGHT + 6, y + 12, f"{row.ours:.3g} {row.unit}"),
    ]
    if row.limit is not None and row.limit <= row.stock:
        parts.append(_rect(LEFT + whole * row.limit / row.stock, y - 2, 2, LINE - 4, LIMIT))
    return parts


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'
    )


def _text(x: float, y: float, words: str, *, anchor: str = "start", weight: str = "normal") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" '
        f'font-weight="{weight}">{escape(words)}</text>'
    )

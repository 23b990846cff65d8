from __future__ import annotations

from xml.etree import ElementTree

from benchmarks.plot import LIMIT, OURS, STOCK, draw
from benchmarks.table import row

SVG = "{http://www.w3.org/2000/svg}"


def _root(file):
    return ElementTree.fromstring(file.read_text("utf-8"))  # noqa: S314 - we drew it


def bars(file, colour: str) -> list[float]:
    """Widths of the rectangles of a colour, without the legend's."""
    root = _root(file)
    found = [r for r in root.iter(f"{SVG}rect") if r.get("fill") == colour]
    return [float(rect.get("width")) for rect in found[1:]]


def test_ours_is_a_share_of_the_stock_ways_with_the_limit_as_a_mark(tmp_path):
    rows = [
        row("step, fp32 <small>", "ms", 50, stock=100, limit=40),
        row("slower", "s", 3, stock=1),
        row("nothing to compare with", "s", 3),
    ]
    file = draw(tmp_path / "images" / "speed.svg", {"MusicGen & others": rows})
    whole, _ = bars(file, STOCK)
    assert bars(file, OURS) == [whole / 2, whole]
    assert len(bars(file, LIMIT)) == 1
    text = [t.text for t in _root(file).iter(f"{SVG}text")]
    assert {"MusicGen & others", "step, fp32 <small>", "50 ms"} <= set(text)
    assert "nothing to compare with" not in text


def test_without_anything_to_compare_there_is_no_picture(tmp_path):
    assert draw(tmp_path / "speed.svg", {"alone": [row("x", "s", 1)]}) is None
    assert not (tmp_path / "speed.svg").exists()

"""How the LV2 describes itself to hosts."""

from __future__ import annotations

import re

from tests.plugin.built import LV2, needs_plugin

needs_plugin()


def test_it_has_a_category_and_no_empty_addresses() -> None:
    for name in ("manifest.ttl", "dsp.ttl"):
        assert "a lv2:Plugin , lv2:GeneratorPlugin ;" in (LV2 / name).read_text()
    for file in LV2.glob("*.ttl"):
        assert "<>" not in file.read_text(), file.name


def test_the_position_comes_where_it_is_read() -> None:
    """Our shim reads the port after the audio ones; the description must agree."""
    text = (LV2 / "dsp.ttl").read_text()
    ports = re.findall(r"a lv2:(\w+)Port , (\w+:\w+)Port ;(.*?)\]", text, re.DOTALL)
    audio = sum(kind == "lv2:Audio" for _, kind, _ in ports)
    (control,) = [
        body
        for direction, kind, body in ports
        if direction == "Input" and kind == "atom:Atom" and "time:Position" in body
    ]
    assert "lv2:designation lv2:control" in control
    assert re.search(rf"lv2:index {audio} ;", control)

"""The list of engines: what can be used now comes first, and one line says what many need."""

from msgspec.structs import replace

from tonekiln.cli.commands.engines import _list_lines
from tonekiln.protocol import EngineList, Readiness
from tonekiln.protocol.publish.examples.engines import ENGINE


def row(name: str, readiness: Readiness, fix: str = "", download_bytes: int = 0):
    return replace(
        ENGINE, name=name, readiness=readiness, fix=fix, download_bytes=download_bytes, pinned=False
    )


def test_what_is_on_its_way_says_so_and_needs_nothing():
    comes = replace(row("m1", Readiness.TO_PULL, "run `tonekiln pull m1`"), job="j1")
    lines = _list_lines(EngineList(engines=(comes, row("warm", Readiness.WARM)), default="warm"))
    assert "on its way here" in lines[2]
    assert not any("pull" in line for line in lines)
    assert "tonekiln engines jobs" in lines[-1]


def test_usable_first_and_each_way_out_once():
    engines = EngineList(
        engines=(
            *(
                row(
                    f"m{n}",
                    Readiness.TO_PULL,
                    f"run `tonekiln pull m{n}` (about {n}.0 GB)",
                    n * 10**9,
                )
                for n in (1, 2, 3, 4, 5)
            ),
            row("ready", Readiness.ON_DISK),
            row("warm", Readiness.WARM),
        ),
        default="warm",
    )
    lines = _list_lines(engines)
    assert [line.split()[0] for line in lines[1:5]] == ["warm*", "ready", "m1", "m2"]
    assert "to pull, 2.0 GB" in lines[4]
    assert lines[-1] == "m1, m2, m3 and 2 more: run `tonekiln pull NAME`"

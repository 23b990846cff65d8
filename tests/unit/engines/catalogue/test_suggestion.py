"""The model that a newcomer is offered: here before away, sellable before not, and what fits."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tonekiln.protocol import EngineKind, EngineRow, Readiness
from tonekiln.protocol.publish.examples.engines import ENGINE
from tonekilnd.engines.catalogue.suggestion import suggested

GB = 10**9
USUAL = {
    "kind": EngineKind.NEURAL,
    "readiness": Readiness.TO_PULL,
    "non_commercial": False,
    "device": "cpu",
    "gated": False,
    "fits_memory": True,
}


def model(name: str, memory_gb: float = 2, **facts: object) -> EngineRow:
    return replace(ENGINE, name=name, memory_bytes=int(memory_gb * GB), **(USUAL | facts))


def test_a_processor_is_offered_the_lightest_and_a_gpu_the_largest_that_fits():
    def on(device: str) -> list[EngineRow]:
        return [
            model("medium", 6, device=device),
            model("small", 2, device=device),
            model("large", 13, device=device, fits_memory=False),
        ]

    assert suggested(on("cpu")) == "small"
    assert suggested(on("cuda:0")) == "medium"


def test_here_before_away_then_sellable_before_not_then_without_a_token_before_with_one():
    light, heavy = model("nc", 1, non_commercial=True), model("free", 4)
    assert suggested([light, heavy]) == "free"
    assert suggested([replace(light, readiness=Readiness.ON_DISK), heavy]) == "nc"
    assert suggested([model("gated", 1, gated=True), heavy]) == "free"
    assert suggested([model("gated", 1, gated=True), light]) == "gated"


def test_nothing_is_offered_where_nothing_fits_or_nothing_is_trained():
    assert suggested([]) == ""
    assert suggested([model("large", 13, fits_memory=False)]) == ""
    assert suggested([model("rules", kind=EngineKind.PROCEDURAL)]) == ""


@given(st.lists(st.tuples(st.floats(0.1, 40), st.booleans(), st.booleans()), max_size=8))
def test_what_is_offered_always_fits_and_is_the_same_in_any_order(kinds):
    rows = [
        model(f"m{number}", number + size, non_commercial=bound, fits_memory=fits)
        for number, (size, bound, fits) in enumerate(kinds)
    ]
    name = suggested(rows)
    fitting = {row.name: row.memory_bytes for row in rows if row.fits_memory}
    assert (name in fitting) if fitting else name == ""
    if name:
        assert fitting[suggested(reversed(rows))] == fitting[name]

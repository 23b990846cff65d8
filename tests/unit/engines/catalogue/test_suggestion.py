"""The model that a newcomer is offered: here before away, sellable before not, and what fits."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tonekiln.protocol import EngineKind, EngineList, EngineRow, Readiness
from tonekiln.protocol.publish.examples import EXAMPLES
from tonekilnd.engines.catalogue.suggestion import suggested

ROW = next(e.message for e in EXAMPLES if isinstance(e.message, EngineList)).engines[0]
GB = 10**9


def model(name: str, memory_gb: float = 2, **facts: object) -> EngineRow:
    told = {"readiness": Readiness.TO_PULL, "non_commercial": False, "device": "cpu"} | facts
    return replace(
        ROW, name=name, kind=EngineKind.NEURAL, memory_bytes=int(memory_gb * GB), **told
    )


def test_a_processor_is_offered_the_lightest_and_a_gpu_the_largest_that_fits():
    sizes = {"small": 2, "medium": 6, "large": 13}
    on_cpu = [model(name, size) for name, size in sizes.items()]
    on_gpu = [model(name, size, device="cuda:0") for name, size in sizes.items()]
    assert suggested(on_cpu, 8 * GB) == "small"
    assert suggested(on_gpu, 8 * GB) == "medium"


def test_what_may_be_sold_comes_before_what_may_not_and_what_is_here_before_both():
    bought, free = model("nc", 1, non_commercial=True), model("free", 4)
    assert suggested([bought, free], 8 * GB) == "free"
    here = replace(bought, readiness=Readiness.ON_DISK)
    assert suggested([here, free], 8 * GB) == "nc"


def test_nothing_is_offered_where_nothing_fits_or_nothing_is_trained():
    assert suggested([], 8 * GB) == ""
    assert suggested([model("large", 13)], 8 * GB) == ""
    assert suggested([replace(model("rules"), kind=EngineKind.PROCEDURAL)], 8 * GB) == ""


@given(st.lists(st.tuples(st.floats(0.1, 40), st.booleans(), st.booleans()), max_size=8))
def test_it_always_fits_and_the_order_of_the_list_does_not_matter(kinds):
    rows = [
        model(
            f"m{number}",
            size,
            non_commercial=bound,
            readiness=Readiness.ON_DISK if here else Readiness.TO_INSTALL,
        )
        for number, (size, bound, here) in enumerate(kinds)
    ]
    name = suggested(rows, 16 * GB)
    fitting = {row.name: row for row in rows if row.memory_bytes <= 16 * GB}
    assert (name in fitting) if fitting else name == ""
    if name:
        again = suggested(reversed(rows), 16 * GB)
        assert fitting[again].memory_bytes == fitting[name].memory_bytes

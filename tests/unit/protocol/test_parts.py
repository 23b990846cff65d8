"""Parts of a clip as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonekiln.protocol import BarSpan, limits
from tonekiln.protocol.errors import InvalidRequest
from tonekiln.protocol.parts import bar_spans


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("3", [(3, 4)]),
        ("3-4", [(3, 5)]),
        ("1, 3 - 4 6", [(1, 2), (3, 5), (6, 7)]),
        ("2.5-3.0", [(2.5, 3)]),
        ("2.5-3", [(2.5, 4)]),
        ("3-4.25", [(3, 4.25)]),
        ("64", [(64, 65)]),
    ],
)
def test_a_whole_number_is_a_bar_and_one_with_a_point_a_place(text, spans):
    assert [(one.from_, one.to) for one in bar_spans(text, "parts")] == spans


@pytest.mark.parametrize(
    "text",
    [
        *("", ",", "x", "3-", "-3", "0", "0-2", "4-3", "3.0", "3.0-3.0", "65", "1-65", "1e3"),
        *("nan-2", "3--4", "3-4-5", "\N{ARABIC-INDIC DIGIT THREE}", "9" * 500),
        "1 " * (limits.MAX_PARTS + 1),
    ],
)
def test_what_is_no_part_is_refused_by_the_name_that_it_was_given_under(text):
    with pytest.raises(InvalidRequest) as refused:
        bar_spans(text, "parts")
    assert refused.value.field == "parts"


@given(st.lists(st.tuples(st.floats(), st.floats()), max_size=limits.MAX_PARTS + 2))
def test_pairs_of_numbers_are_spans_or_refused(pairs):
    try:
        spans = bar_spans(pairs, "parts")
    except InvalidRequest:
        return
    assert spans == tuple(BarSpan(from_=start, to=stop) for start, stop in pairs)
    assert all(1 <= one.from_ < one.to <= limits.MAX_BARS + 1 for one in spans)

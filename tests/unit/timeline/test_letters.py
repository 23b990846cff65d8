from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonekiln.timeline.letters import MAX_LETTER_BYTES, decode, encode

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)


@given(st.dictionaries(texts.filter(bool), texts, min_size=1, max_size=10))
def test_a_letter_is_read_as_it_was_written(fields) -> None:
    data = encode(fields)
    assert b"\n" not in data
    assert decode(data) == fields


@given(st.binary(max_size=300))
def test_anything_else_is_a_value_error(data) -> None:
    try:
        fields = decode(data)
    except ValueError:
        return
    assert all(isinstance(text, str) for pair in fields.items() for text in pair)


def test_a_letter_has_an_end() -> None:
    with pytest.raises(ValueError, match="too long"):
        decode(b"a=" + b"b" * MAX_LETTER_BYTES)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.timeline.musical_time import rates, steady, tempo_maps

from tonekiln.protocol.errors import InvalidRequest
from tonekiln.protocol.fields import PlaceAt
from tonekiln.protocol.limits import MAX_TIMELINE_BAR
from tonekiln.timeline.spot import Spot, Transport, position_of

samples = st.integers(0, 96_000 * 600)


@given(tempo_maps(), samples, rates)
def test_the_next_bar_is_the_first_line_not_yet_passed(tempo_map, now, rate) -> None:
    found = position_of(Spot(PlaceAt.NEXT_BAR), Transport(now, 0), tempo_map, rate)
    assert found.sample == tempo_map.sample_of_bar(found.bar, rate) >= now
    assert found.bar == 1 or tempo_map.sample_of_bar(found.bar - 1, rate) < now


@given(tempo_maps(), st.integers(1, 400), rates)
def test_a_bar_lies_where_the_map_has_it_whatever_the_transport_does(tempo_map, bar, rate) -> None:
    found = position_of(Spot(PlaceAt.BAR, bar), Transport(123, 456), tempo_map, rate)
    assert (found.bar, found.sample) == (bar, tempo_map.sample_of_bar(bar, rate))
    assert found.quarters == tempo_map.quarters_at_bar(bar)


@given(tempo_maps(), samples, rates)
def test_a_marked_place_is_kept_to_the_sample(tempo_map, sample, rate) -> None:
    transport = Transport(now=sample, playhead=sample + 1, loop_start=sample + 2, selection=7)
    places = [PlaceAt.NOW, PlaceAt.PLAYHEAD, PlaceAt.LOOP_START, PlaceAt.SELECTION]
    found = [position_of(Spot(at), transport, tempo_map, rate) for at in places]
    assert [one.sample for one in found] == [sample, sample + 1, sample + 2, 7]
    for one in found:
        assert tempo_map.sample_at(one.quarters, rate) == one.sample
        assert tempo_map.bar_at(one.quarters) == one.bar


@pytest.mark.parametrize("at", [PlaceAt.LOOP_START, PlaceAt.SELECTION])
def test_what_the_session_does_not_have_is_said(at) -> None:
    with pytest.raises(InvalidRequest, match="has no"):
        position_of(Spot(at), Transport(0, 0), steady(), 48_000)


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("now", Spot()),
        ("next-bar", Spot(PlaceAt.NEXT_BAR)),
        ("Loop_Start", Spot(PlaceAt.LOOP_START)),
        ("5", Spot(PlaceAt.BAR, 5)),
    ],
)
def test_places_are_read(text, spot) -> None:
    assert Spot.parse(text) == spot


@pytest.mark.parametrize("text", ["", "bar", "0", "-3", "5.5", "soon", "９", "9" * 400])
def test_other_words_are_refused(text) -> None:
    with pytest.raises(InvalidRequest) as error:
        Spot.parse(text)
    assert error.value.field == "at"
    assert error.value.bound


@given(st.text())
def test_any_text_is_read_or_refused(text) -> None:
    try:
        spot = Spot.parse(text)
    except InvalidRequest:
        return
    assert spot.bar is None or 1 <= spot.bar <= MAX_TIMELINE_BAR

"""A clip that is built on a stricter one says so."""

from __future__ import annotations

from msgspec.structs import replace
from tests.example_engines import facts_of

from tonekiln.protocol.publish.examples.library import CLIP
from tonekilnd.planning.licences import stricter_licences

FREE = replace(CLIP, clip_id="a", non_commercial=False)
STRICT = replace(
    CLIP, clip_id="b", name="hum", engine="e", non_commercial=True, licence="CC-BY-NC 4.0"
)


def test_what_forbids_more_than_the_engine_is_named() -> None:
    free = facts_of("toy", non_commercial=False)
    assert list(stricter_licences([FREE, STRICT], free)) == [
        "built on hum, made by e, whose licence (CC-BY-NC 4.0) does not allow commercial use"
    ]


def test_an_engine_that_forbids_it_itself_says_so_already() -> None:
    assert not list(stricter_licences([FREE, STRICT], facts_of("toy", non_commercial=True)))

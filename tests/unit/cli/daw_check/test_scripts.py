"""The scripts are data: each can be read, and has something to see in every step."""

from __future__ import annotations

import pytest

from tonekiln.cli.daw_check.script import DAWS, Look, script_of
from tonekiln.protocol.errors import InvalidRequest
from tonekiln.timeline.roads import DAWS as ROADS
from tonekiln.timeline.saved import SUFFIXES


@pytest.mark.parametrize("daw", DAWS)
def test_a_script_can_be_done(daw: str) -> None:
    script = script_of(daw)
    assert 12 <= len(script.steps) <= 25
    for step in script.steps.values():
        assert step.ask or step.look is not Look.NOTHING
        assert not set("{}") & set(step.title + step.do + step.ask)
    looks = [step.look for step in script.steps.values()]
    assert script.road == (daw in ROADS) == (Look.ROAD in looks)
    assert (Look.PROJECT in looks) == bool(script.project)
    assert not script.project or script.project in SUFFIXES


@pytest.mark.parametrize("daw", DAWS)
def test_what_a_step_needs_comes_before_it(daw: str) -> None:
    looks = [step.look for step in script_of(daw).steps.values()]
    for needs in (Look.PLACE, Look.PROJECT):
        if needs in looks:
            assert looks.index(Look.CLIPS) < looks.index(needs)


def test_a_daw_without_a_script_is_named() -> None:
    with pytest.raises(InvalidRequest) as caught:
        script_of("cubase")
    assert caught.value.field == "daw"

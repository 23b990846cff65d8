"""The VST3 in pedalboard, a host without a playhead."""

import json
from pathlib import Path

import pytest
from tests.plugin.built import VST3, needs_plugin, run_host

needs_plugin()
pytest.importorskip("pedalboard", reason="pedalboard is not installed here")


def test_it_loads_passes_audio_through_and_keeps_its_state(home: Path):
    script = Path(__file__).with_name("hosts_pedalboard.py")
    found = json.loads(run_host(script, VST3, home=home).splitlines()[-1])
    assert found["name"] == "Tonekiln"
    assert found["effect"]
    assert {"audition", "audition_gain_db", "generate", "preset"} & set(found["parameters"])
    assert all(found["passed"].values()), found["passed"]
    assert found["state_is_its_own_round_trip"]
    assert not home.exists(), "a plugin that was only loaded touched the home"

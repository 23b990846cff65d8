"""The engine keeps the daemon's contract."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from importlib.metadata import entry_points
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.engines.sketch.takes import QUIET, engine, spec

from tonekiln.protocol import EngineKind, Meter, bar_frames
from tonekiln.protocol.errors import InvalidRequest, UnknownEngine
from tonekilnd.engines.contract import Callbacks, EngineSettings, StopGenerating
from tonekilnd.engines.sketch.engine import SketchFamily

SETTINGS = EngineSettings(home=Path())


def test_is_found_by_its_entry_point():
    (found,) = entry_points(group="tonekiln.engines", name="sketch")
    assert found.load() is SketchFamily


def test_says_that_it_is_procedural_and_exact():
    (facts,) = SketchFamily().describe(SETTINGS)
    assert facts.kind is EngineKind.PROCEDURAL
    assert facts.exact
    assert facts.sample_rate is None
    assert facts.checkpoint.startswith("rules-")


def test_describing_imports_no_scipy():
    script = (
        "import sys; from pathlib import Path;"
        "from tonekilnd.engines.contract import EngineSettings;"
        "from tonekilnd.engines.sketch.engine import SketchFamily;"
        "SketchFamily().describe(EngineSettings(home=Path()));"
        "assert 'scipy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_refuses_another_name():
    with pytest.raises(UnknownEngine):
        SketchFamily().create("etching", SETTINGS)


@settings(max_examples=25, deadline=None)
@given(
    bpm=st.decimals(20, 400, places=3),
    meter=st.sampled_from(
        ["4/4", "3/4", "6/8", "7/8", "5/4", "12/8", "2/2", "5/16", "11/8", "1/4"]
    ),
    bars=st.integers(1, 3),
    rate=st.sampled_from([22_050, 44_100, 48_000]),
    seed=st.integers(0, 2**32 - 1),
)
def test_every_grid_gets_exactly_its_frames(bpm, meter, bars, rate, seed):
    asked = spec("house", bpm=str(bpm), meter=meter, bars=bars, rate=rate, seed=seed)
    (take,) = engine().generate([asked], QUIET)
    assert take.audio.shape == (2, bar_frames(bars, Meter.parse(meter), Decimal(bpm), rate))
    assert take.audio.dtype == np.float32
    assert np.isfinite(take.audio).all()
    assert 0.05 < np.abs(take.audio).max() < 1.0


def test_the_same_seed_is_the_same_take_and_another_is_not(record):
    again = engine().generate([spec("breakbeat")], QUIET)[0]
    assert np.array_equal(record("breakbeat").audio, again.audio)
    assert not np.array_equal(record("breakbeat").audio, record("breakbeat", seed=2).audio)


def test_the_same_seed_is_the_same_take_in_a_fresh_process(record):
    script = (
        "import hashlib, sys; sys.path.insert(0, '.');"
        "from tests.unit.engines.sketch.takes import QUIET, engine, spec;"
        "take = engine().generate([spec('dub', bars=2)], QUIET)[0];"
        "print(hashlib.sha256(take.audio.tobytes()).hexdigest())"
    )
    import hashlib

    root = Path(__file__).parents[4]
    ran = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True, cwd=root
    )
    ours = hashlib.sha256(record("dub", bars=2).audio.tobytes()).hexdigest()
    assert ran.stdout.strip() == ours


def test_a_take_does_not_depend_on_its_neighbours(record):
    batch = engine().generate([spec("rock", seed=5), spec("techno", bars=1)], QUIET)
    assert np.array_equal(batch[1].audio, record("techno", bars=1).audio)


def test_stems_add_up_to_the_mix(record):
    take = record("disco", stems=True)
    assert set(take.stems) <= {"drums", "bass", "harmony", "melody", "texture"}
    assert {"drums", "bass", "harmony"} <= set(take.stems)
    rest = sum(take.stems.values()) - take.audio
    assert np.abs(rest).max() < 10 ** (-90 / 20) * np.abs(take.audio).max()


def test_a_cancelled_take_stops_between_parts():
    def stop(done: int, of: int) -> None:
        if done == 2:
            raise StopGenerating

    with pytest.raises(StopGenerating):
        engine().generate([spec("house")], Callbacks(step=stop, preview=lambda *of: None))


def test_steps_only_grow_and_reach_the_end():
    seen = []
    callbacks = Callbacks(step=lambda done, of: seen.append((done, of)), preview=lambda *of: None)
    engine().generate([spec("house")], callbacks)
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]


def test_a_key_that_is_none_is_refused():
    with pytest.raises(InvalidRequest):
        engine().generate([spec("house", key="H flat")], QUIET)


def test_asking_everything_away_is_silence_with_a_note(record):
    take = record("no drums, no bass, no chords, no pads, no melody, no arp, no texture")
    assert not take.audio.any()
    assert take.notes

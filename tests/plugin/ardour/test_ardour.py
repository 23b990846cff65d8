"""The VST3 in Ardour, without a window: asked by automation, saved, exported from its session."""

import os
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile
from tests.folders_of_a_user import folders_of
from tests.plugin.ardour.ardour_plugin import SCANNER, install_for, set_range, silence_inputs
from tests.plugin.ardour.ardour_programs import ardour_program
from tests.plugin.built import needs_plugin
from tests.running_daemon import RunningDaemon, library_files

from tonekiln.home import Home

needs_plugin()

LUA, EXPORT = shutil.which("ardour7-lua"), shutil.which("ardour7-export")
if not (LUA and EXPORT and SCANNER.exists()):
    pytest.skip("Ardour 7 is not installed here", allow_module_level=True)

SONG_SECONDS = 20
FADE = 300  # frames under the cross-fade of the locate to the start


@pytest.fixture
def environment(tmp_path: Path, home: Path) -> dict[str, str]:
    """Of a user who has nothing but the plugin."""
    return {**os.environ, **folders_of(tmp_path / "user"), "TONEKILN_HOME": str(home)}


def test_its_clip_is_in_the_export_at_the_right_bars(
    environment: dict[str, str], daemon: RunningDaemon, tmp_path: Path
):
    song = tmp_path / "song"
    script = Path(__file__).with_name("hosts_ardour.lua")
    plugin = install_for(tmp_path / "user", environment)
    said = ardour_program([LUA, script, song, plugin, "8"], environment).stdout
    assert "rolled to" in said
    (clip_file,) = [f for f in library_files(Home(daemon.home.root)) if f.suffix == ".wav"]

    set_range(song / "song.ardour", SONG_SECONDS)
    silence_inputs(song / "song.ardour")
    out = tmp_path / "export.wav"
    ardour_program([EXPORT, "-b", "float", "-o", out, song, "song"], environment)

    audio, _ = soundfile.read(clip_file, always_2d=True)
    heard, rate = soundfile.read(out, always_2d=True)
    assert (rate, len(heard)) == (48_000, SONG_SECONDS * 48_000)
    song_of_clips = np.concatenate([audio] * (len(heard) // len(audio) + 1))[: len(heard)]
    difference = np.abs(heard - song_of_clips)[FADE:].max()
    assert difference < 1e-4, f"not on its bars: differs by {difference}"

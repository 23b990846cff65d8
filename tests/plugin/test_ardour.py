"""The VST3 in Ardour, without a window: asked by automation, saved, exported from its session."""

import os
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
import soundfile
from tests.plugin.ardour_programs import ardour_program
from tests.plugin.built import VST3, needs_plugin
from tests.running_daemon import RunningDaemon, library_files

from tonekiln.home import Home

needs_plugin()

LUA, EXPORT = shutil.which("ardour7-lua"), shutil.which("ardour7-export")
SCANNER = Path("/usr/lib/ardour7/ardour-vst3-scanner")
if not (LUA and EXPORT and SCANNER.exists()):
    pytest.skip("Ardour 7 is not installed here", allow_module_level=True)

TICKS_PER_SECOND = 282_240_000  # Ardour 7's superclock
SONG_SECONDS = 20
FADE = 300  # frames under the cross-fade of the locate to the start


@pytest.fixture
def ardour(tmp_path: Path, home: Path) -> dict[str, str]:
    """An environment with the plugin where Ardour looks."""
    user = tmp_path / "user"
    bundle = user / ".vst3" / VST3.name
    shutil.copytree(VST3, bundle)
    for file in bundle.rglob("*.so"):
        os.utime(file, (1, 1))  # a plugin newer than its cache counts as unscanned
    environment = {**os.environ, "HOME": str(user), "TONEKILN_HOME": str(home)}
    environment.pop("XDG_CONFIG_HOME", None)
    environment.pop("XDG_CACHE_HOME", None)
    ardour_program([SCANNER, "-f", bundle], {**environment, "LD_LIBRARY_PATH": str(SCANNER.parent)})
    return environment


def plugin_id(environment: dict[str, str]) -> str:
    (cache,) = (Path(environment["HOME"]) / ".cache" / "ardour7" / "vst").glob("*.v3i")
    found = re.search(r'uid="([0-9A-F]{32})"', cache.read_text())
    assert found
    return found[1]


def prepare_export(session: Path) -> None:
    """Give the session a range to export, and nothing else to hear: the dummy inputs hum."""
    text = session.read_text()
    end = TICKS_PER_SECOND * SONG_SECONDS
    location = (
        f'<Locations><Location id="990001" name="session" start="a0" end="a{end}" '
        'flags="IsSessionRange" locked="0" timestamp="0"/></Locations>'
    )
    assert "<Locations/>" in text
    text = text.replace("<Locations/>", location)
    session.write_text(re.sub(r'<Connection other="system:capture[^>]*/>', "", text))


def test_its_clip_is_in_the_export_at_the_right_bars(
    ardour: dict[str, str], daemon: RunningDaemon, tmp_path: Path
):
    song = tmp_path / "song"
    script = Path(__file__).with_name("hosts_ardour.lua")
    said = ardour_program([LUA, script, song, plugin_id(ardour), "8"], ardour).stdout
    assert "rolled to" in said
    (clip_file,) = [f for f in library_files(Home(daemon.home.root)) if f.suffix == ".wav"]

    prepare_export(song / "song.ardour")
    out = tmp_path / "export.wav"
    ardour_program([EXPORT, "-b", "float", "-o", out, song, "song"], ardour)

    audio, _ = soundfile.read(clip_file, always_2d=True)
    heard, rate = soundfile.read(out, always_2d=True)
    assert (rate, len(heard)) == (48_000, SONG_SECONDS * 48_000)
    song_of_clips = np.concatenate([audio] * (len(heard) // len(audio) + 1))[: len(heard)]
    difference = np.abs(heard - song_of_clips)[FADE:].max()
    assert difference < 1e-4, f"not on its bars: differs by {difference}"

"""The VST3 in dawdreamer: from automation to a clip that plays on the grid to the sample."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from tests.patience import PATIENCE_SECONDS
from tests.plugin.built import VST3, needs_plugin, run_host
from tests.running_daemon import library_files

from tonekiln.cli.install_record import write_install_record
from tonekiln.client.blocking import Client
from tonekiln.home import Home

needs_plugin()
pytest.importorskip("dawdreamer", reason="dawdreamer is not installed here")

FADE = 200  # frames under the audition's fade-in


@pytest.mark.parametrize("bpm", ["120", "137"])
def test_the_trigger_starts_a_daemon_and_its_clip_plays_in_time(
    home: Path, tmp_path: Path, bpm: str
):
    write_install_record(Home(home))
    heard_file = tmp_path / "heard.wav"
    script = Path(__file__).with_name("hosts_dawdreamer.py")
    try:
        run_host(script, VST3, home, bpm, heard_file, str(PATIENCE_SECONDS), home=home)
        (clip_file,) = [f for f in library_files(Home(home)) if f.suffix == ".wav"]
        with Client(Home(home)) as client:
            clip = client.search().clips[0]
            assert clip.bpm == float(bpm)
            assert clip.sample_rate == 48_000
    finally:
        with Client(Home(home)) as client:
            client.shutdown()
    heard, _ = soundfile.read(heard_file, always_2d=True)
    audio, _ = soundfile.read(clip_file, always_2d=True)
    repeated = np.concatenate([audio, audio])[: len(heard)]
    difference = np.abs(heard[FADE : len(repeated)] - repeated[FADE:]).max()
    assert difference < 1e-4, f"not on the grid: differs by {difference}"

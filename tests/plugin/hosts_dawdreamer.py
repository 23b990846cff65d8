"""dawdreamer as a host with a transport.

Turns the plugin's automation: a preset, then the trigger; waits for the clip of the daemon that
the plugin itself starts; then rolls from the song's start and writes what it heard.
"""

import sys
import time
from pathlib import Path

import dawdreamer
import numpy as np
import soundfile

RATE, BLOCK = 48_000, 512


def parameter(plugin, name: str) -> int:
    return next(p["index"] for p in plugin.get_parameters_description() if p["name"] == name)


def main(path: str, home: str, bpm: str, out: str, patience_seconds: str) -> None:
    engine = dawdreamer.RenderEngine(RATE, BLOCK)
    engine.set_bpm(float(bpm))
    silence = engine.make_playback_processor("silence", np.zeros((2, RATE * 60), np.float32))
    plugin = engine.make_plugin_processor("tonekiln", path)
    assert engine.load_graph([(silence, []), (plugin, ["silence"])])
    engine.render(0.1)
    plugin.set_parameter(parameter(plugin, "Generate"), 1.0)
    engine.render(0.1)

    library = Path(home) / "library"
    deadline = time.monotonic() + float(patience_seconds)
    while not list(library.glob("*.wav")):
        assert time.monotonic() < deadline, "no clip came"
        time.sleep(0.05)
    while time.monotonic() < deadline:
        engine.render(12.0)
        if np.abs(engine.get_audio()).max() > 0.01:
            break
        time.sleep(0.1)
    engine.render(12.0)  # the clip may have come in the midst of the one before
    soundfile.write(out, engine.get_audio().T, RATE, subtype="FLOAT")


if __name__ == "__main__":
    main(*sys.argv[1:])

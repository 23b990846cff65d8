"""What runs inside a DAW on Windows."""

from __future__ import annotations

from tests.windows.conftest import Windows

_LIVE = """
import importlib.util, sys, threading
from pathlib import Path
import tonekiln.timeline

source = Path(tonekiln.timeline.__file__).parent / "scripts" / "live" / "Tonekiln" / "listener.py"
spec = importlib.util.spec_from_file_location("listener", source)
listener = importlib.util.module_from_spec(spec)
spec.loader.exec_module(listener)

folder = Path(sys.argv[1])
folder.mkdir(parents=True)
told = folder / "live.json"
told.write_text("of an earlier start")

reading = told.open()
threading.Timer(0.3, reading.close).start()
ours = listener.Listener(told, {})
ours.start()
print("secret" in told.read_text())
reading = told.open()
ours.stop()
reading.close()
print(told.exists())
"""


def test_live_s_script_waits_for_who_reads_its_file_and_ends_all_the_same(windows: Windows) -> None:
    ended = windows.script(_LIVE, str(windows.home))
    assert ended.out.split() == ["True", "True"], ended

"""What only a Windows can say of `tonekiln.platform` and `tonekilnd.platform`."""

from __future__ import annotations

from tests.windows.conftest import Windows

_FAMILY = """
import ctypes, os, subprocess, sys, time
import psutil
from tonekiln.platform import children
from tonekilnd.platform import bound_children

ROLE = sys.argv[1] if len(sys.argv) > 1 else "test"
TEXT = sys.orig_argv[sys.orig_argv.index("-c") + 1]
START = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "creationflags": children.apart()}

def start(role):
    return subprocess.Popen([sys.executable, "-c", TEXT, role], **START)

if ROLE == "grandchild":
    print(os.getpid(), flush=True)
    time.sleep(600)
elif ROLE == "child":
    input()
    print(os.getpid(), start("grandchild").stdout.readline().decode(), flush=True)
    time.sleep(600)
elif ROLE == "daemon":
    child = start("child")
    bound_children.bind(child.pid)
    child.stdin.write(b"\\n")
    child.stdin.flush()
    print(child.stdout.readline().decode(), flush=True)
    time.sleep(600)
else:
    daemon = start("daemon")
    family = [psutil.Process(int(pid)) for pid in daemon.stdout.readline().split()]
    daemon.kill()
    gone, left = psutil.wait_procs(family, 60)
    print(len(gone), len(left))
"""


def test_a_killed_daemon_leaves_nothing_behind(windows: Windows) -> None:
    ended = windows.script(_FAMILY)
    assert ended.out.split() == ["2", "0"], ended


_HELD = """
import sys, threading
from pathlib import Path
from tonekiln.platform import open_files

folder = Path(sys.argv[1])
folder.mkdir(parents=True)
part, target = folder / "part", folder / "töne 音.wav"
part.write_text("new")
target.write_text("old")
for act in (lambda: open_files.replace(part, target), lambda: open_files.unlink(target)):
    with target.open():
        try:
            act()
        except open_files.HeldOpen as held:
            print(held.filename == str(target), part.read_text(), target.read_text())
file = target.open()
threading.Timer(0.2, file.close).start()
open_files.replace(part, target)
print(target.read_text())
"""


def test_files_that_are_held_open_are_waited_for_and_told_of(windows: Windows) -> None:
    ended = windows.script(_HELD, str(windows.home))
    assert ended.out.split() == ["True", "new", "old", "True", "new", "old", "new"], ended


_SIGNALS = """
import asyncio, signal, sys
from tonekilnd.platform import event_loop
from tonekilnd.platform.signals import stop_signals, told_to_stop

async def stopped_by(number):
    stop = asyncio.Event()
    with told_to_stop(stop.set):
        asyncio.get_running_loop().call_later(0.1, signal.raise_signal, number)
        await stop.wait()

for number in stop_signals():
    event_loop.run(stopped_by(number))
    print(number.name)
"""


def test_signals_stop_a_loop_that_waits(windows: Windows) -> None:
    assert windows.script(_SIGNALS).out.split() == ["SIGINT", "SIGTERM", "SIGBREAK"]


_PRIORITY = """
import psutil
from tonekilnd.platform.priority import step_back
step_back(10)
print(psutil.Process().nice() == psutil.BELOW_NORMAL_PRIORITY_CLASS)
"""


def test_priority_is_the_class_below_normal(windows: Windows) -> None:
    assert windows.script(_PRIORITY).out.split() == ["True"]

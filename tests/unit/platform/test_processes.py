from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from tests.patience import PATIENCE_SECONDS

from tonekilnd.platform import bound_children, graphics, priority
from tonekilnd.platform.endings import may_have_lacked_memory
from tonekilnd.platform.memory import resident_bytes


class _Process:
    """Notes what it is asked to be, as psutil's on Windows."""

    asked: list[int]

    def __init__(self, pid: int = 0) -> None:
        self.asked = _Process.asked = []

    def nice(self, value: int) -> None:
        self.asked.append(value)


@pytest.mark.usefixtures("on_windows")
@pytest.mark.parametrize(("nice", "asked"), [(0, []), (1, [0x4000]), (19, [0x4000])])
def test_windows_knows_classes(
    monkeypatch: pytest.MonkeyPatch, nice: int, asked: list[int]
) -> None:
    monkeypatch.setattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", 0x4000, raising=False)
    monkeypatch.setattr(psutil, "Process", _Process)
    priority.step_back(nice)
    assert _Process.asked == asked


def test_priority_is_lowered_and_never_raised() -> None:
    text = (
        "import os; from tonekilnd.platform.priority import step_back as b; "
        "b(7); b(3); print(os.nice(0))"
    )
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, check=True, timeout=PATIENCE_SECONDS
    )
    assert int(done.stdout) >= 7


@pytest.mark.parametrize(
    ("status", "lacked"), [(-9, True), (-11, False), (1, False), (0, False), (None, False)]
)
def test_a_kill_may_be_the_system_s(status: int | None, lacked: bool) -> None:
    assert may_have_lacked_memory(status) == lacked


@pytest.mark.usefixtures("on_windows")
@pytest.mark.parametrize(
    ("status", "lacked"),
    [
        (0xC0000017, True),
        (0xC000012D, True),
        (0xC000012D - (1 << 32), True),
        (0xC0000005, False),
        (-9, False),
        (1, False),
        (None, False),
    ],
)
def test_statuses_of_windows(status: int | None, lacked: bool) -> None:
    assert may_have_lacked_memory(status) == lacked


def test_memory_of_a_process_that_has_gone_is_none() -> None:
    assert resident_bytes(os.getpid()) > 1_000_000
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait(PATIENCE_SECONDS)
    assert resident_bytes(gone.pid) == 0


def test_on_windows_the_children_count(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "held = bytearray(b'x') * 60_000_000; print(flush=True); input()"
    command = [sys.executable, "-c", text]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        alone = resident_bytes(os.getpid())
        monkeypatch.setattr(sys, "platform", "win32")
        assert resident_bytes(os.getpid()) - alone > 50_000_000
        child.communicate(b"\n")


def test_pipes_alone_bind_children_elsewhere() -> None:
    bound_children.bind(os.getpid())


@pytest.mark.usefixtures("on_windows")
def test_a_child_that_cannot_be_bound_runs_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_job: int, _pid: int) -> None:
        raise OSError("the job is full")

    monkeypatch.setattr(bound_children, "_job", lambda: 1, raising=False)
    monkeypatch.setattr(bound_children, "_put_into", refuse, raising=False)
    bound_children.bind(4711)
    assert "worker 4711 is not bound to the daemon: the job is full" in caplog.text


def test_windows_driver_is_looked_for_under_its_root(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("SYSTEMROOT", str(tmp_path))
    assert graphics.device_of_torch(cpu_only=False) == "cpu"
    (tmp_path / "System32").mkdir()
    (tmp_path / "System32" / "nvcuda.dll").touch()
    assert graphics.device_of_torch(cpu_only=False) == "cuda"
    assert graphics.device_of_torch(cpu_only=True) == "cpu"


@pytest.mark.usefixtures("on_a_mac")
@pytest.mark.parametrize(("machine", "device"), [("arm64", "mps"), ("x86_64", "cpu")])
def test_apple_s_own_chips_have_metal(
    monkeypatch: pytest.MonkeyPatch, machine: str, device: str
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: machine)
    assert graphics.device_of_torch(cpu_only=False) == device

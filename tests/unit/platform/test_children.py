from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.patience import PATIENCE_SECONDS

from tonekiln.platform import children

SAYS = [sys.executable, "-c", "import os; print(os.getsid(0) == os.getpid())"]


def test_nothing_is_asked_of_other_systems() -> None:
    assert children.quiet() == children.apart() == 0


@pytest.mark.usefixtures("on_windows")
def test_no_window_opens() -> None:
    assert children.quiet() == 0x08000000
    assert children.apart() == 0x08000200


def test_it_has_a_session_of_its_own_and_says_into_the_log(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        assert children.start_on_its_own(SAYS, log).wait(PATIENCE_SECONDS) == 0
    assert (tmp_path / "log").read_text() == "True\n"


class _Windows:
    """Takes the place of Popen; the job object lets nobody out, or the program is not there."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, refusal: int = 0) -> None:
        self.flags: list[int] = []
        self._refusal = refusal
        monkeypatch.setattr(subprocess, "Popen", self._start)

    def _start(self, command: object, *, creationflags: int, **_options: object) -> str:
        self.flags.append(creationflags)
        if self._refusal and creationflags & 0x01000000:
            error = OSError("refused")
            error.winerror = self._refusal  # type: ignore[attr-defined]
            raise error
        return "started"


@pytest.mark.usefixtures("on_windows")
def test_it_leaves_the_job_object_of_whoever_starts_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    windows = _Windows(monkeypatch)
    with (tmp_path / "log").open("wb") as log:
        assert children.start_on_its_own(["program"], log) == "started"
    assert windows.flags == [0x09000200]


@pytest.mark.usefixtures("on_windows")
def test_it_stays_in_a_job_object_that_lets_nobody_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    windows = _Windows(monkeypatch, refusal=5)
    with (tmp_path / "log").open("wb") as log:
        assert children.start_on_its_own(["program"], log) == "started"
    assert windows.flags == [0x09000200, 0x08000200]


@pytest.mark.usefixtures("on_windows")
def test_a_program_that_is_not_there_is_no_question_of_jobs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    windows = _Windows(monkeypatch, refusal=2)
    with (tmp_path / "log").open("wb") as log, pytest.raises(OSError, match="refused"):
        children.start_on_its_own(["program"], log)
    assert len(windows.flags) == 1


@pytest.mark.usefixtures("on_windows")
def test_where_no_process_can_be_replaced_the_child_answers_ctrl_c(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    handlers: dict[int, object] = {}
    monkeypatch.setattr(signal, "signal", handlers.__setitem__)
    monkeypatch.setattr(subprocess, "call", lambda _command: 7)
    with pytest.raises(SystemExit) as end:
        children.become(["program"])
    assert end.value.code == 7
    assert handlers == {signal.SIGINT: signal.SIG_IGN, signal.SIGUSR1: signal.SIG_IGN}


def test_elsewhere_it_is_the_same_process() -> None:
    text = (
        "import os, sys; from tonekiln.platform.children import become; print(os.getpid(), "
        "flush=True); become([sys.executable, '-c', 'import os; print(os.getpid())'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, check=True, timeout=PATIENCE_SECONDS
    )
    before, after = done.stdout.split()
    assert before == after

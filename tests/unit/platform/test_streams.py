from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.patience import PATIENCE_SECONDS

from tonekiln.platform import streams

_WITHOUT = """
import os, sys
for number in range(3):
    os.close(number)
sys.stdin = sys.stdout = sys.stderr = None  # as at the start of a process that was given none
from tonekiln.platform import streams
streams.settle()
print("to nobody")
print("to nobody", file=sys.stderr)
with open(sys.argv[1], "w") as file:
    os.write(2, b"a library complains")
    file.write(f"{file.fileno() > 2} {sys.stdin.read()!r}")
"""


def test_a_process_without_streams_has_some_and_no_file_takes_their_place(tmp_path: Path) -> None:
    said = tmp_path / "said"
    subprocess.run([sys.executable, "-c", _WITHOUT, said], check=True, timeout=PATIENCE_SECONDS)
    assert said.read_text() == "True ''"


def test_streams_that_are_there_are_left_alone() -> None:
    before = sys.stdin, sys.stdout, sys.stderr
    streams.settle()
    assert (sys.stdin, sys.stdout, sys.stderr) == before


def test_a_pipe_is_written_as_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(pipe, encoding="cp1252"))
    streams.speak_utf8()
    print("C:/Мелодии/\udc80", flush=True)
    assert pipe.getvalue().split() == ["C:/Мелодии/".encode() + b"\\udc80"]


def test_a_terminal_keeps_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="cp850")
    monkeypatch.setattr(terminal, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys, "stderr", terminal)
    streams.speak_utf8()
    assert terminal.encoding == "cp850"


def test_none_and_closed_streams_are_no_terminal() -> None:
    closed = io.StringIO()
    closed.close()
    assert not streams.is_terminal(None)
    assert not streams.is_terminal(closed)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
def test_progress_that_finds_no_room_ends_no_work() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as stream:
        streams.tell(stream, "generating\n")
        streams.tell(stream, "writing\n")


def test_progress_that_nobody_reads_ends_no_work() -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as stream:
        streams.tell(stream, "generating\n")
        streams.tell(stream, "writing\n")

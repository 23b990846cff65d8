import os
import signal
import subprocess
import sys

import pytest
from tests.patience import PATIENCE_SECONDS

from tonekilnd.atomic import PART_SUFFIX, write_new_file


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_appears_whole(tmp_path):
    assert write_new_file(tmp_path / "a.wav", [b"one", b"", memoryview(b"two")]) == 6
    assert (tmp_path / "a.wav").read_bytes() == b"onetwo"
    assert names(tmp_path) == ["a.wav"]


def test_another_file_is_never_overwritten(tmp_path):
    (tmp_path / "a.wav").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        write_new_file(tmp_path / "a.wav", [b"yours"])
    assert (tmp_path / "a.wav").read_bytes() == b"mine"
    assert names(tmp_path) == ["a.wav"]


def test_without_hard_links_it_is_no_different(tmp_path, monkeypatch):
    def no_links(*_args, **_named):
        raise PermissionError(1, "no hard links here")

    monkeypatch.setattr(os, "link", no_links)
    write_new_file(tmp_path / "a.wav", [b"first"])
    with pytest.raises(FileExistsError):
        write_new_file(tmp_path / "a.wav", [b"second"])
    assert (tmp_path / "a.wav").read_bytes() == b"first"
    assert names(tmp_path) == ["a.wav"]


def test_a_fault_while_writing_leaves_nothing(tmp_path):
    def pieces():
        yield b"half"
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError):
        write_new_file(tmp_path / "a.wav", pieces())
    assert names(tmp_path) == []


def test_a_folder_that_is_gone_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_new_file(tmp_path / "gone" / "a.wav", [b"x"])


def run(code, *arguments):
    return subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE)


FULL = """
import resource, sys
from pathlib import Path
from tonekiln.protocol.errors import StorageFull
from tonekilnd.atomic import write_new_file
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
try:
    write_new_file(Path(sys.argv[1]), [bytes(8_000)] * 4)
except StorageFull as error:
    print(error.code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="resource limits are POSIX")
def test_no_room_is_storage_full_and_leaves_nothing(tmp_path):
    with run(FULL, str(tmp_path / "a.wav")) as process:
        output, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert output.strip() == b"storage_full"
    assert names(tmp_path) == []


SLOW = """
import sys
from pathlib import Path
from tonekilnd.atomic import write_new_file
def pieces():
    yield bytes(1 << 20)
    print("half", flush=True)
    sys.stdin.read()
write_new_file(Path(sys.argv[1]), pieces())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_a_kill_while_writing_leaves_no_clip(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, str(tmp_path / "a.wav")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline() == b"half\n"
        process.send_signal(signal.SIGKILL)
    assert [name for name in names(tmp_path) if not name.endswith(PART_SUFFIX)] == []

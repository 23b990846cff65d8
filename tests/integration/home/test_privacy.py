"""What other users of the machine can read of a home, and what of theirs is believed: nothing."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from tests.running_daemon import RunningDaemon
from tests.users import IS_ROOT, only_root

from tonekiln.cli.main import main
from tonekiln.client.connection import read_connection
from tonekiln.home import Home
from tonekiln.protocol.errors import DaemonUnreachable, TonekilnError

NOBODY = 65_534

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has access lists instead")


@pytest.fixture
def usual_umask() -> Iterator[None]:
    """As most users have it: what a program makes, everybody reads."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def open_to_others(folder: Path) -> dict[str, str]:
    """Whatever others may do anything with, by its path."""
    entries = [folder, *folder.rglob("*")]
    return {str(p): oct(mode(p)) for p in entries if not p.is_symlink() and mode(p) & 0o077}


def generate(home: Home, *flags: str, init: Path | None = None) -> Path:
    daemon = RunningDaemon(home, ("--warm=none-yet", *flags)).start()
    try:
        with daemon.client() as client:
            job = client.generate("secret drums", bpm="120", bars=1, engine="sketch", seed=1)
            path = Path(job.result().clips[0].path)
            if init is not None:
                with pytest.raises(TonekilnError):
                    client.generate("x", bpm="120", bars=1, engine="sketch", init=init).result()
            # While it runs: the database has its journal beside it.
            assert open_to_others(home.root) == {}
    finally:
        daemon.stop()
    return path


def test_nobody_else_can_read_anything_in_a_home(home: Path, usual_umask, tmp_path) -> None:
    recording = tmp_path / "private.wav"
    soundfile.write(recording, np.zeros((4_410, 2)), 44_100)
    recording.chmod(0o600)
    generate(Home(home), init=recording)
    assert open_to_others(home) == {}
    assert mode(home) == 0o700


def test_a_home_that_was_open_is_closed_and_the_log_says_so(home: Path, usual_umask) -> None:
    generate(Home(home))
    assert "could be read by others" not in (home / "run" / "daemon.log").read_text()
    for path in [home, *home.rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o666)
    generate(Home(home))
    assert open_to_others(home) == {}
    assert "could be read by others" in (home / "run" / "daemon.log").read_text()


def test_a_library_elsewhere_is_as_open_as_its_folder(home: Path, tmp_path, usual_umask) -> None:
    library = tmp_path / "shared clips"
    library.mkdir()
    library.chmod(0o775)
    path = generate(Home(home), f"--library={library}")
    assert path.parent == library
    assert mode(path) == 0o644
    assert mode(library) == 0o775


def test_what_the_command_line_makes_in_a_home_is_closed(home: Path, usual_umask) -> None:
    assert main(["generate", "drums", "--bars", "1", "--engine", "sketch"]) == 0
    try:
        assert open_to_others(home) == {}
    finally:
        assert main(["stop"]) == 0


def test_what_is_no_audio_is_refused_and_no_copy_of_it_is_made(daemon, tmp_path: Path) -> None:
    secret = tmp_path / "shadow"
    secret.write_text("root:$6$secret:19000:0:99999:7:::\n" * 100)
    secret.chmod(0o600)
    with daemon.client() as client:
        for field in ("init", "continuation", "melody"):
            for path in (secret, Path("/etc/shadow"), Path("/etc/passwd"), Path("/dev/zero")):
                with pytest.raises(TonekilnError):
                    client.generate("x", bpm="120", bars=1, **{field: path}).result()
    inputs = daemon.home.inputs
    assert [path for path in inputs.rglob("*") if path.is_file()] == []


@pytest.fixture
def anothers(tmp_path: Path) -> Path:
    """A folder that another user owns."""
    if not IS_ROOT:
        return Path("/usr")
    folder = tmp_path / "theirs"
    folder.mkdir()
    os.chown(folder, NOBODY, NOBODY)
    return folder


def serve(home: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tonekilnd", "serve", f"--home={home}"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_home_of_another_user_is_refused_in_a_sentence(
    anothers: Path, tmp_path: Path, capsys, monkeypatch
) -> None:
    before = sorted(anothers.iterdir())
    link = tmp_path / "link"
    link.symlink_to(anothers)
    for home in (anothers, link):
        ended = serve(home)
        assert (ended.returncode, ended.stdout) == (1, "")
        assert "belongs to" in ended.stderr
        assert len(ended.stderr.splitlines()) == 1
        monkeypatch.setenv("TONEKILN_HOME", str(home))
        assert main(["generate", "x"]) == 1
        assert "belongs to" in capsys.readouterr().err
    assert sorted(anothers.iterdir()) == before


@only_root
@pytest.mark.parametrize(
    "planted", ["keys", "keys/server.json", "run", "config.toml", "tonekiln.db", "compiled"]
)
def test_what_another_user_planted_in_a_home_is_refused(home: Path, planted: str) -> None:
    path = home / planted
    path.parent.mkdir(parents=True)
    path.write_text("{}") if path.suffix else path.mkdir()
    os.chown(path, NOBODY, NOBODY)
    ended = serve(home)
    assert ended.returncode == 1
    assert planted in ended.stderr
    assert "belongs to" in ended.stderr


@only_root
def test_a_connection_file_of_another_user_is_not_followed(daemon, tmp_path: Path) -> None:
    copy = tmp_path / "connection.json"
    shutil.copy(daemon.home.connection_file, copy)
    assert read_connection(copy).pid
    os.chown(copy, NOBODY, NOBODY)
    with pytest.raises(DaemonUnreachable, match="belongs to"):
        read_connection(copy)


def test_a_link_to_a_home_of_ones_own_is_a_home(home: Path, tmp_path: Path, usual_umask) -> None:
    real = tmp_path / "drive" / "tonekiln"
    real.mkdir(parents=True)
    home.symlink_to(real)
    generate(Home(home))
    assert open_to_others(real) == {}
    assert home.is_symlink()


def test_a_folder_that_is_not_ours_alone_stays_open(tmp_path: Path, usual_umask) -> None:
    """A home in `/tmp` itself, say: closing it would take it from everybody else."""
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    (shared / "other.txt").write_text("another program's")
    daemon = RunningDaemon(Home(shared), ("--warm=none-yet",)).start()
    daemon.stop()
    assert mode(shared) == 0o1777
    assert mode(shared / "other.txt") == 0o644
    assert set(open_to_others(shared)) == {str(shared), str(shared / "other.txt")}

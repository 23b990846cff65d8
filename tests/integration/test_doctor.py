"""Each state that a home can be in, made for real: the doctor finds it, and repairs it once."""

from __future__ import annotations

import json
import os
import random
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from tests.patience import PATIENCE_SECONDS
from tests.running_daemon import RunningDaemon
from tests.users import only_root

from tonekiln.cli.checks import Check, home_checks
from tonekiln.cli.repair import Repair, repair
from tonekiln.client.blocking import Client
from tonekiln.client.launch import open_client
from tonekiln.home import Home
from tonekiln.protocol.errors import Cancelled

OLD = 1_000_000_000
GONE = {
    "endpoint": "tcp://127.0.0.1:9",
    "server_key": "x",
    "client_public": "x",
    "client_secret": "x",
    "pid": 2**22 - 1,
    "version": "0",
}
"""What a daemon that was killed leaves of its connection."""


def bad(home: Home) -> list[Check]:
    return [check for check in home_checks(home, []) if not check.ok]


def repaired(home: Home) -> list[Repair]:
    """Repair everything; nothing that could be mended is left, and a second time does nothing."""
    found = list(repair(lambda: home_checks(home, [])))
    assert all(one.done for one in found), found
    assert list(repair(lambda: home_checks(home, []))) == []
    return found


@pytest.fixture(scope="module")
def furnished(tmp_path_factory) -> Path:
    """A home with two clips of two Plans, one pinned, closed cleanly."""
    home = Home(tmp_path_factory.mktemp("furnished") / "home")
    running = RunningDaemon(home).start()
    with running.client() as client:
        for seed in (1, 2):
            clip = client.generate("drums", bpm=120, bars=1, seed=seed).result().clips[0]
        client.mark(clip.clip_id, pinned=True)
    running.stop()
    return home.root


@pytest.fixture
def there(furnished: Path, tmp_path: Path, monkeypatch) -> Iterator[Home]:
    """A copy of it at its old place; no daemon runs, and none is left."""
    aside = furnished.with_name("aside")
    shutil.copytree(furnished, aside, symlinks=True)
    monkeypatch.setenv("TONEKILN_HOME", str(furnished))
    home = Home(furnished)
    yield home
    end(home)
    shutil.rmtree(furnished)
    aside.rename(furnished)


def end(home: Home) -> None:
    if home.connection_file.exists():
        pid = json.loads(home.connection_file.read_text())["pid"]
        if psutil.pid_exists(pid) and "tonekilnd" in " ".join(psutil.Process(pid).cmdline()):
            psutil.Process(pid).terminate()
            psutil.wait_procs([psutil.Process(pid)], PATIENCE_SECONDS)


def marks_of(home: Home) -> list[str]:
    """The clips that the library's file of marks knows."""
    lines = (home.library / "marks.jsonl").read_text().splitlines()
    return [json.loads(line)["clip"] for line in lines]


def wavs(home: Home) -> list[Path]:
    return sorted(home.library.glob("*.wav"))


def test_after_a_bad_day(there: Home) -> None:
    """Everything that a crash, a file manager and a careless umask leave, found and repaired."""
    assert bad(there) == []
    for name in (
        *("install.77.part", "run/connection.json.77.part", "keys/client.json.77.part"),
        *("library/.0123.part", "inputs/.0123.part", "inputs/uploads/.aa-take.part"),
    ):
        part = there.root / name
        part.parent.mkdir(parents=True, exist_ok=True)
        part.write_text("half")
        os.utime(part, (OLD, OLD))
    needless = there.inputs / f"{'ab' * 32}.wav"
    needless.write_bytes(b"RIFF")
    there.connection_file.write_text(json.dumps(GONE))
    with sqlite3.connect(there.database) as database:
        database.execute("UPDATE jobs SET ended = NULL WHERE rowid = 1")
    database.close()
    first, second = wavs(there)
    copy = first.with_name("copy of it.wav")
    shutil.copy(first, copy)
    moved = second.rename(second.with_name("moved.wav"))
    there.library.joinpath("somebody.wav").write_bytes(b"RIFF\0\0\0\0WAVE")
    there.root.chmod(0o755)
    found = {(check.name, check.detail) for check in bad(there)}
    assert {name for name, _ in found} == {
        *("leftovers", "daemon", "jobs", "library", "inputs", "rights"),
    }
    details = {detail for _, detail in found}
    for part in (
        *("1 kept inputs that no clip needs", "1 uploads that broke off", "3 half-written"),
        *("no answer yet", "has gone", "not in the index: moved.wav", "1 half-written: .0123.part"),
        *("copies of clips", "without their file", "more can be read by others"),
    ):
        assert any(part in detail for detail in details), part
    said = [one.said for one in repaired(there)]
    assert "removed 3 half-written files" in said
    assert not [*there.root.rglob("*.part"), *there.inputs.glob("*.wav")]
    assert all(not p.lstat().st_mode & 0o077 for p in (there.root, *there.root.rglob("*")))
    assert set(wavs(there)) == {first, copy, moved, there.library / "somebody.wav"}
    with Client(there) as client:
        clips = client.search().clips
        assert {clip.path for clip in clips} == {str(first), str(copy), str(moved)}
        assert sum(clip.pinned for clip in clips) == 1


def test_clips_and_a_database_that_are_damaged(there: Home) -> None:
    first, second = wavs(there)
    samples = first.read_bytes()
    first.unlink()
    second.write_bytes(second.read_bytes()[:100])
    assert [check.detail for check in bad(there)] == [
        f"1 clips without their file: {first.name}",
        f"1 clips with a damaged file: {second.name}",
    ]
    content = bytearray(there.database.read_bytes())
    content[4096:8192] = random.Random(1).randbytes(4096)
    there.database.write_bytes(content)
    (found,) = bad(there)
    assert (found.name, found.fix) == ("database", "tonekiln doctor --repair")
    (pinned,) = marks_of(there)
    repaired(there)
    assert first.read_bytes()[-4_000:] == samples[-4_000:]
    assert second.with_name(f"{second.name}.in-the-way-1").stat().st_size == 100
    with Client(there) as client:
        clips = client.search().clips
    assert {clip.clip_id for clip in clips if clip.pinned} == {pinned}
    assert len(clips) == 2
    assert bad(there) == []
    rows = [check for check in home_checks(there, []) if check.name == "database"]
    assert any("was set aside" in row.detail for row in rows)


def test_one_file_that_is_too_wide_names_the_command(there: Home) -> None:
    (there.keys / "server.json").chmod(0o640)
    (found,) = bad(there)
    assert found.fix == f"chmod go-rwx {there.keys / 'server.json'}"
    subprocess.run(shlex.split(found.fix), check=True)
    assert bad(there) == []


@only_root
def test_what_another_user_owns(there: Home) -> None:
    os.chown(there.root, 65534, 65534)
    found = next(check for check in bad(there) if check.name == "owner")
    assert found.mend is None
    assert "sudo chown -R" in found.fix
    os.chown(there.root, 0, 0)
    os.chown(there.keys / "client.json", 65534, 65534)
    found = next(check for check in bad(there) if check.name == "owner")
    assert "belongs to" in found.detail
    repaired(there)
    assert (there.keys / "client.json.in-the-way-1").exists()
    with open_client(there) as client:
        assert client.search().total == 2


def test_a_drive_that_is_not_there_is_not_made_anew(there: Home) -> None:
    elsewhere = there.library.rename(there.root / "elsewhere")
    found = bad(there)
    assert any("cannot be read" in check.detail for check in found)
    assert all(check.mend is None for check in found)
    there.library.mkdir()
    assert any("not one file of 2 clips is there" in check.detail for check in bad(there))
    there.library.rmdir()
    elsewhere.rename(there.library)


def test_a_daemon_without_jobs_starts_again_as_it_was(there: Home, with_test_engines) -> None:
    running = RunningDaemon(there, ("--osc-reply-port=9", "--warm=none-yet")).start()
    shutil.copy(wavs(there)[0], there.library / "copy.wav")
    with running.client() as client:
        job = client.generate("x", bpm=240, bars=1, engine="slow")
        job.accepted()
        (tried,) = repair(lambda: home_checks(there, []))
        assert not tried.done
        assert "has jobs" in tried.said
        client.cancel(job.id)
        with pytest.raises(Cancelled):
            job.result()
    (said,) = [one.said for one in repaired(there)]
    assert "started it again" in said
    running.stop()
    with Client(there) as client:
        assert client.search().total == 3
        assert "--osc-reply-port=9" in psutil.Process(client.status().pid).cmdline()


def test_what_only_a_person_can_do(there: Home, monkeypatch) -> None:
    there.config_file.write_text("library_quota_bytes = 1000\n")
    other = sqlite3.connect(there.database, isolation_level=None)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("tonekiln.platform.limits.most_open_files", lambda: 64)
    found = {check.name: check for check in bad(there)}
    assert "holds it" in found["database"].detail
    assert f"process {os.getpid()}" in found["database"].detail
    assert "library_quota_bytes" in found["quota"].fix
    other.execute("ROLLBACK")
    other.execute("PRAGMA user_version = 99")
    other.close()
    found = {check.name: check for check in bad(there)}
    assert "later version" in found["database"].detail
    assert found["database"].mend is None
    said = doctor("--repair")
    assert said["repairs"] == []
    files = next(check for check in said["checks"] if check["name"] == "database")
    assert not files["ok"]


def doctor(*words: str) -> dict:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("tonekiln")), "doctor", "--json", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    return json.loads(done.stdout)


def test_a_script_of_an_earlier_version(there: Home, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / ".config"))
    (tmp_path / ".config" / "REAPER" / "Scripts").mkdir(parents=True)
    install = [str(Path(sys.executable).with_name("tonekiln")), "daw", "install", "reaper", "--yes"]
    subprocess.run(install, check=True, capture_output=True)
    assert bad(there) == []
    record = there.root / "daw" / "reaper-files.json"
    script = next(Path(p) for p in json.loads(record.read_text()) if p.endswith(".lua"))
    now = script.read_text()
    script.unlink()
    (found,) = bad(there)
    assert found.fix == "tonekiln daw install reaper"
    repaired(there)
    assert script.read_text() == now
    script.write_text("-- mine\n")
    (found,) = bad(there)
    assert found.mend is None
    assert "--yes" in found.fix
    assert repaired(there) == []
    assert script.read_text() == "-- mine\n"

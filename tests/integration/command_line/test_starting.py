"""Daemons that commands start, find, end or do without."""

from __future__ import annotations

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
from tests.patience import PATIENCE_SECONDS


class TestDaemon:
    def test_generate_starts_one_and_says_so_once(self, fresh):
        said = [fresh.type("generate", "x", "--bars", "1").stderr for _ in range(2)]
        assert ["starting one" in words for words in said] == [True, False]
        assert len(fresh.daemons()) == 1
        assert not (fresh.home.run / "start.log").exists()

    def test_starters_that_race_end_with_one_daemon(self, fresh):
        with ThreadPoolExecutor(4) as together:
            documents = list(
                together.map(lambda _: fresh.ask("generate", "x", "--bars", "1"), range(4))
            )
        assert len({document["clips"][0]["clip_id"] for document in documents}) == 4
        assert len(fresh.daemons()) == 1

    def test_stop_returns_when_the_daemon_has_gone(self, fresh):
        fresh.ask("generate", "x", "--bars", "1")
        (daemon,) = fresh.daemons()
        family = [daemon, *daemon.children(recursive=True)]
        assert fresh.ask("stop") == {"stopped": True, "pid": daemon.pid}
        assert [process for process in family if runs(process)] == []
        assert fresh.ask("stop") == {"stopped": False}

    def test_one_that_was_killed_is_replaced(self, fresh):
        fresh.ask("generate", "x", "--bars", "1")
        (daemon,) = fresh.daemons()
        daemon.kill()
        psutil.wait_procs([daemon], PATIENCE_SECONDS)
        assert fresh.home.connection_file.exists()
        assert "has gone" in fresh.ask("status", status=1)["error"]["message"]
        fresh.ask("generate", "x", "--bars", "1")
        assert fresh.ask("library")["total"] == 2

    def test_one_that_cannot_start_says_why(self, fresh):
        fresh.home.root.mkdir()
        fresh.home.config_file.write_text("no_such_setting = 1\n")
        error = fresh.ask("generate", "x", status=1)["error"]
        assert error["code"] == "daemon_unreachable"
        assert "no_such_setting" in error["message"]

    def test_serve_becomes_the_daemon(self, fresh):
        process = fresh.begin("serve", "--exit-when-idle", "60")
        assert process.stdout.readline().startswith("ready ")
        assert fresh.ask("status")["pid"] == process.pid
        assert fresh.ask("stop")["stopped"]
        process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0

    @pytest.mark.parametrize(
        "command",
        [
            ["status"],
            ["cancel", "x"],
        ],
        ids=" ".join,
    )
    def test_without_one_the_way_out_is_named(self, fresh, command):
        done = fresh.type(*command)
        assert (done.returncode, done.stdout) == (1, "")
        assert "tonekiln serve" in done.stderr
        assert fresh.ask(*command, status=1)["error"]["code"] == "daemon_unreachable"

    def test_engines_are_listed_without_one(self, fresh):
        listed = fresh.ask("list")
        assert {"sketch", "clicks", "musicgen-small"} <= {e["name"] for e in listed["engines"]}
        assert listed["default"] == "clicks"
        assert "CC-BY-NC 4.0 (non-commercial)" in fresh.type("list").stdout
        assert fresh.daemons() == []

    def test_nothing_is_warm_without_one(self, fresh):
        assert fresh.ask("ps")["warm"] == []
        assert "no daemon is running" in fresh.type("ps").stdout
        assert "no daemon is running" in fresh.type("unload", "clicks").stdout
        assert fresh.daemons() == []

    @pytest.mark.parametrize("command", ["load", "pin"])
    def test_what_needs_one_starts_one_and_says_so(self, fresh, command):
        done = fresh.type(command, "clicks")
        assert (done.returncode, "starting one" in done.stderr) == (0, True)
        assert "clicks: warm" in done.stdout
        assert len(fresh.daemons()) == 1

    def test_presets_and_library_start_one_where_none_runs(self, fresh):
        presets = fresh.type("presets")
        assert (presets.returncode, "starting one" in presets.stderr) == (0, True)
        assert "CATEGORY" in presets.stdout
        library = fresh.type("library")
        assert (library.returncode, library.stdout, library.stderr) == (0, "no clips\n", "")
        assert len(fresh.daemons()) == 1


def test_the_install_record_starts_a_daemon(fresh):
    fresh.type("doctor")
    record = json.loads(fresh.home.install_record.read_text())
    daemon = subprocess.Popen(
        [record["python"], *record["args"]],
        env=fresh.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert daemon.stdout.readline().startswith("ready ")
    assert fresh.ask("status")["version"] == record["version"]
    fresh.type("stop")
    daemon.communicate(timeout=PATIENCE_SECONDS)


def runs(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE

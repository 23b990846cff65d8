"""The `tonekiln` command as a user types it: real processes, a real daemon, real files."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
import soundfile
from tests.conftest import ENGINES_FOR_TESTS

from tonekiln.cli.main import main as command_line
from tonekiln.home import Home

SECONDS = 180
COMMAND = [sys.executable, "-m", "tonekiln.cli.main"]


@dataclass(frozen=True)
class Terminal:
    """Types commands, with a home of its own."""

    home: Home
    environment: dict[str, str]

    def type(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*COMMAND, *arguments],
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert "Traceback" not in done.stdout + done.stderr
        return done

    def ask(self, *arguments: str, status: int = 0) -> dict[str, Any]:
        """The one JSON document of a command."""
        done = self.type(*arguments, "--json")
        assert done.returncode == status, done.stdout + done.stderr
        document: dict[str, Any] = json.loads(done.stdout)
        return document

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*COMMAND, *arguments],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def daemons(self) -> list[psutil.Process]:
        """The daemons that serve this home."""
        return [
            process
            for process in psutil.process_iter(["cmdline"])
            if "tonekilnd" in (process.info["cmdline"] or [])
            and "serve" in process.info["cmdline"]
            and str(self.home.root) in process.info["cmdline"]
        ]


def terminal(folder: Path) -> Terminal:
    paths = [str(ENGINES_FOR_TESTS), os.environ.get("PYTHONPATH", "")]
    settings = {
        "TONEKILN_HOME": str(folder),
        "TONEKILN_WARM": "",
        "TONEKILN_DEFAULT_ENGINE": "clicks",
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        "PYTHONWARNINGS": "error",
    }
    return Terminal(Home(folder), os.environ | settings)


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    """A terminal whose daemon runs already; the tests share it."""
    shared = terminal(tmp_path_factory.mktemp("studio"))
    shared.ask("generate", "dusty drums", "--bpm", "84", "--bars", "2", "--key", "Am")
    yield shared
    assert shared.type("stop").returncode == 0


@pytest.fixture
def fresh(tmp_path):
    """A terminal in a home where nothing runs."""
    own = terminal(tmp_path / "home")
    yield own
    own.type("stop")
    assert own.daemons() == []


@pytest.fixture
def waiting_job(studio):
    """A job of minutes, its process and its id, both gone when the test ends."""
    process = studio.begin("generate", "long", "--engine", "slow", "--bars", "1")
    job = ""
    for line in process.stderr:
        if said := re.match(r"slow: job ([^\s,]+)", line):
            job = said[1]
        if line.startswith("generating"):
            break
    assert job, "it did not say which job it waits for"
    yield process, job
    studio.type("cancel", job)
    process.communicate(timeout=SECONDS)


class TestPlay:
    @pytest.fixture
    def sound(self, tmp_path):
        """A PATH whose only player keeps what it was to play."""
        player = tmp_path / "bin" / "aplay"
        player.parent.mkdir()
        player.write_text(f'#!/bin/sh\n/bin/cat "$2" >> {tmp_path}/heard\n')
        player.chmod(0o755)
        return str(player.parent)

    def test_a_clip_is_heard_as_it_is_made_and_again(self, studio, sound, tmp_path):
        made = studio.type("generate", "x", "--bars", "1", "--play", PATH=sound)
        file = Path(made.stdout.split("file     ")[1].splitlines()[0]).read_bytes()
        assert (tmp_path / "heard").read_bytes() == file
        assert studio.type("play", PATH=sound).returncode == 0
        assert (tmp_path / "heard").read_bytes() == file + file

    def test_without_sound_the_clip_is_still_made(self, studio, tmp_path):
        made = studio.type("generate", "x", "--bars", "1", "--play", PATH=str(tmp_path))
        assert made.returncode == 0
        assert "file     " in made.stdout
        assert "nothing here could play it" in made.stderr
        assert studio.type("play", PATH=str(tmp_path)).returncode == 1


class TestGenerate:
    def test_the_document_has_everything_a_script_may_read(self, studio):
        document = studio.ask("generate", "x", "--bpm", "97.5", "--bars", "3", "--meter", "7/8")
        assert set(document) >= {"clips", "timing"}
        (clip,) = document["clips"]
        assert set(clip) >= {
            *("path", "frames", "sample_rate", "channels", "bpm", "meter", "bars", "seed"),
            *("engine", "engine_kind", "licence", "lufs", "true_peak_dbtp", "plan_id", "clip_id"),
            *("tempo_error_percent", "seam"),
        }
        assert (clip["bpm"], clip["meter"], clip["bars"]) == (97.5, "7/8", 3)
        assert set(clip["seam"]) == {"jump", "slope", "flux"}
        assert set(document["timing"]) == {
            *("total_ms", "queue_ms", "plan_ms", "load_ms", "engine_ms", "fit_ms", "write_ms"),
            "bridge_ms",
        }
        assert soundfile.info(clip["path"]).frames == clip["frames"] == 310_154

    def test_the_rate_is_48000_unless_told_otherwise(self, studio):
        rates = [
            studio.ask("generate", "x", "--bars", "1", *more)["clips"][0]["sample_rate"]
            for more in ([], ["--rate", "44100"])
        ]
        assert rates == [48_000, 44_100]

    def test_lines_for_people_end_with_report_and_path(self, studio):
        done = studio.type("generate", "x", "--bars", "1", "--seed", "9")
        assert done.returncode == 0
        for said in ("1 bar of 4/4 = 96000 frames", "seed 9", "not for commercial use", "LUFS"):
            assert said in done.stdout
        assert {"generating", "fitting", "writing"} <= set(done.stderr.splitlines())

    def test_a_terminal_gets_the_waveform_over_its_grid(self, studio):
        ours, theirs = pty.openpty()
        done = subprocess.Popen(
            [*COMMAND, "generate", "x", "--bars", "2"],
            env=studio.environment | {"COLUMNS": "80", "TERM": "xterm"},
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        shown = read_all(ours)
        assert done.wait(SECONDS) == 0
        assert "⣿" in shown or "⡇" in shown
        assert "1         ·         ·         ·         2         ·" in shown

    def test_several_clips_are_copied_beside_each_other(self, studio, tmp_path):
        target = tmp_path / "new folder" / "loop.wav"
        document = studio.ask(
            "generate", "x", "--bars", "1", "--variations", "2", "--out", str(target)
        )
        copies = [Path(clip["out"]) for clip in document["clips"]]
        assert [copy.name for copy in copies] == ["loop-1.wav", "loop-2.wav"]
        for copy, clip in zip(copies, document["clips"], strict=True):
            assert copy.read_bytes() == Path(clip["path"]).read_bytes()

    def test_nothing_is_overwritten_or_even_made_unasked(self, studio, tmp_path):
        target = tmp_path / "mine.wav"
        target.write_text("mine")
        before = studio.ask("library")["total"]
        error = studio.ask("generate", "x", "--out", str(target), status=1)["error"]
        assert (error["field"], "--force" in error["hint"]) == ("out", True)
        assert target.read_text() == "mine"
        assert studio.ask("library")["total"] == before
        studio.ask("generate", "x", "--bars", "1", "--out", str(target), "--force")
        assert soundfile.info(target).frames == 96_000

    @pytest.mark.parametrize(
        ("arguments", "code", "field"),
        [
            (["--bpm", "fast"], "invalid_request", "bpm"),
            (["--bpm", "nan"], "invalid_request", "bpm"),
            (["--bpm", "1e9"], "invalid_request", "bpm"),
            (["--bars", "65"], "invalid_request", "bars"),
            (["--bars", "64", "--bpm", "20"], "invalid_request", "bars"),
            (["--bars", "x"], "invalid_request", "arguments"),
            (["--bars", "1", "--seconds", "1"], "invalid_request", "arguments"),
            (["--seconds", "nan"], "invalid_request", "seconds"),
            (["--meter", "4/5"], "invalid_request", "meter"),
            (["--key", "H"], "invalid_request", "key"),
            (["--rate", "8000"], "invalid_request", "sample_rate"),
            (["--variations", "0"], "invalid_request", "variations"),
            (["--variations", "-3", "--out", "x/"], "invalid_request", "variations"),
            (["--guidance", "inf"], "invalid_request", "guidance"),
            (["--negative", "vocals"], "unsupported_ability", "negative"),
            (["--engine", "no-such"], "unknown_engine", "engine"),
            (["--engine", "to-pull"], "engine_unavailable", ""),
            (["--engine", "crash"], "engine_crashed", ""),
            (["--engine", "hungry"], "out_of_memory", ""),
            (["--preset", "no-such"], "not_found", "preset"),
            (["--out", "loop.mp3"], "invalid_request", "out"),
            (["--out", "/proc/no/loop.wav", "--bars", "1"], "storage_full", "out"),
            (["--init", "/no/such.wav"], "not_found", "init.path"),
            (["--frobnicate"], "invalid_request", "arguments"),
            (["caf\udce9"], "invalid_request", "prompt"),
            (["x" * 2001], "invalid_request", "prompt"),
            (["x" * 100_000], "invalid_request", "header"),
        ],
        ids=lambda value: " ".join(value)[:40] if isinstance(value, list) else None,
    )
    def test_a_mistake_is_one_json_object_and_a_failing_status(
        self, studio, monkeypatch, capsys, arguments, code, field
    ):
        """Within this process, since there are many: only the daemon is another."""
        monkeypatch.setenv("TONEKILN_HOME", str(studio.home.root))
        prompt = [] if arguments[0][0] in "xc" else ["x"]
        assert command_line(["generate", *prompt, *arguments, "--json"]) > 0
        error = json.loads(capsys.readouterr().out)["error"]
        assert error["code"] == code
        assert not field or error["field"] == field
        assert error["message"]

    def test_a_mistake_is_one_line_for_people(self, studio):
        done = studio.type("generate", "x", "--bars", "65")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("tonekiln: ")
        assert done.stderr.count("\n") == 1

    def test_interrupting_it_stops_the_computing_too(self, studio, waiting_job):
        process, _ = waiting_job
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=SECONDS)
        assert process.returncode == 130
        assert "cancelled" in errors
        assert "Traceback" not in errors
        assert studio.ask("status")["jobs"] == []


class TestJobs:
    def test_a_job_is_cancelled_from_elsewhere(self, studio, waiting_job):
        process, job = waiting_job
        assert studio.ask("cancel", job) == {"job": job, "stopped": True}
        _, errors = process.communicate(timeout=SECONDS)
        assert process.returncode == 130
        assert "cancelled" in errors
        assert not studio.ask("cancel", job)["stopped"]

    def test_a_job_nobody_knows(self, studio):
        assert studio.ask("cancel", "no-such", status=1)["error"]["code"] == "not_found"


class TestEngines:
    def test_list_names_licences_and_what_to_do(self, studio):
        done = studio.type("list")
        assert "CC-BY-NC 4.0 (non-commercial)" in done.stdout
        assert "to-pull: tonekiln pull to-pull" in done.stdout
        assert "clicks" in {engine["name"] for engine in studio.ask("list")["engines"]}

    def test_load_pin_and_unload_show_in_ps(self, studio):
        assert studio.ask("load", "clicks")["engine"]["readiness"] == "warm"
        assert studio.ask("pin", "clicks")["engine"]["pinned"]
        assert "clicks" in studio.type("ps").stdout
        assert not studio.ask("pin", "clicks", "--off")["engine"]["pinned"]
        assert studio.ask("unload", "clicks")["engine"]["readiness"] == "on_disk"
        assert "clicks" not in [engine["engine"] for engine in studio.ask("ps")["warm"]]

    def test_an_engine_nobody_knows(self, studio):
        assert studio.ask("load", "no-such", status=1)["error"]["code"] == "unknown_engine"


class TestLibrary:
    def test_every_clip_is_listed(self, studio):
        document = studio.ask("library")
        assert len(document["clips"]) == document["total"] >= 1
        assert "dusty-drums_84bpm_Am_2bars" in studio.type("library").stdout

    def test_clips_are_found_by_words_key_and_tempo(self, studio):
        search = ("library", "search", "DUSTY", "--key", "a minor", "--bpm-min", "80")
        assert [clip["prompt"] for clip in studio.ask(*search)["clips"]] == ["dusty drums"]
        assert studio.ask(*search, "--bpm-max", "83")["clips"] == []

    def test_a_clip_is_shown_exported_pinned_and_removed_by_the_start_of_its_id(
        self, studio, tmp_path
    ):
        clip = studio.ask("generate", "to be removed", "--bars", "1")["clips"][0]
        short = clip["clip_id"][:9]
        details = studio.ask("library", "show", short)
        assert details["plan"]["prompt"] == "to be removed"
        assert details["file_exists"]
        exported = Path(studio.ask("library", "export", short, f"{tmp_path}/")["out"])
        assert exported.read_bytes() == Path(clip["path"]).read_bytes()
        assert studio.ask("library", "export", short, str(exported), status=1)["error"]["hint"]
        assert studio.ask("library", "pin", clip["name"])["clip"]["pinned"]
        studio.ask("library", "rm", short, status=1)
        assert Path(clip["path"]).exists()
        studio.ask("library", "pin", short, "--off")
        assert studio.ask("library", "rm", short)["removed"] == [clip["clip_id"]]
        assert not Path(clip["path"]).exists()
        assert studio.ask("library", "show", short, status=1)["error"]["code"] == "not_found"

    def test_a_name_that_may_be_several_clips_is_not_guessed(self, studio):
        studio.ask("generate", "x", "--bars", "1", "--variations", "2")
        error = studio.ask("library", "rm", "", status=1)["error"]
        assert error["code"] == "invalid_request"


class TestPresets:
    def test_a_preset_of_ones_own_is_saved_shown_and_used(self, studio):
        studio.ask(
            *("presets", "save", "Evening", "slow clicks", "--bars", "1", "--bpm", "90"),
            *("--engine", "clicks", "--tag", "mellow"),
        )
        listed = studio.ask("presets", "list", "mellow")["presets"]
        assert [row["preset"]["name"] for row in listed] == ["Evening"]
        assert studio.ask("presets", "show", "evening")["preset"]["words"] == "slow clicks"
        (clip,) = studio.ask("generate", "--preset", "Evening")["clips"]
        assert (clip["bpm"], clip["bars"], clip["engine"]) == (90.0, 1, "clicks")
        assert "slow clicks" in clip["prompt"]

    def test_files_are_validated_without_a_daemon(self, fresh, tmp_path):
        good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
        good.write_text('[[preset]]\nname = "A"\nwords = "pad"\n')
        bad.write_text('[[preset]]\nname = "B"\n')
        assert fresh.ask("presets", "validate", str(good)) == {"problems": []}
        (problem,) = fresh.ask("presets", "validate", str(good), str(bad), status=1)["problems"]
        assert (problem["path"], problem["line"]) == (str(bad), 1)
        assert fresh.type("presets", "validate").returncode == 0


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
        psutil.wait_procs([daemon], SECONDS)
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
        process.communicate(timeout=SECONDS)
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


class TestDoctor:
    def test_devices_precisions_and_engines_are_told_without_a_daemon(self, fresh):
        details = [check["detail"] for check in fresh.ask("doctor")["checks"]]
        assert any(d.startswith("audiocraft: computes on ") for d in details) or any(
            d.startswith("audiocraft: not installed") for d in details
        )
        assert any(d.startswith("musicgen-small: ") for d in details)
        assert sum(d.startswith("sketch: ") for d in details) == 1

    def test_settings_come_with_their_origin(self, fresh):
        fresh.home.root.mkdir()
        fresh.home.config_file.write_text("queue_limit = 7\n")
        rows = {row["name"]: row for row in fresh.ask("doctor")["settings"]}
        assert (rows["queue_limit"]["value"], rows["queue_limit"]["origin"]) == (7, "file")
        assert rows["default_engine"]["origin"] == "environment"
        assert rows["port"]["origin"] == "default"

    def test_a_running_daemon_is_asked(self, studio):
        checks = studio.ask("doctor")["checks"]
        assert [check for check in checks if not check["ok"]] == []
        assert any("answers in" in check["detail"] for check in checks)

    def test_a_broken_setting_is_bad_news(self, fresh):
        fresh.home.root.mkdir()
        fresh.home.config_file.write_text("queue_limit = [\n")
        done = fresh.type("doctor")
        assert done.returncode == 1
        assert "BAD settings" in done.stdout
        assert str(fresh.home.config_file) in done.stdout

    def test_a_connection_file_open_to_others_is_bad_news(self, studio):
        studio.home.connection_file.chmod(0o644)
        bad = [check for check in studio.ask("doctor", status=1)["checks"] if not check["ok"]]
        studio.home.connection_file.chmod(0o600)
        assert [check["name"] for check in bad] == ["keys"]


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
    daemon.communicate(timeout=SECONDS)


def test_a_reader_that_goes_away_is_no_fault(studio):
    listing = studio.begin("library", "--json")
    listing.stdout.close()
    assert listing.stderr.read() == ""
    listing.stderr.close()
    assert listing.wait(SECONDS) == 1


def runs(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def read_all(descriptor: int) -> str:
    """What a terminal shows until its last writer has gone."""
    shown = b""
    while True:
        try:
            piece = os.read(descriptor, 65_536)
        except OSError:
            piece = b""
        if not piece:
            os.close(descriptor)
            return shown.decode()
        shown += piece

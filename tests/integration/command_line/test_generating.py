"""`tonekiln generate` and `play` as a user types them: a real daemon, real files."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
from pathlib import Path

import pytest
import soundfile
from tests.integration.command_line.terminal import COMMAND
from tests.patience import PATIENCE_SECONDS

from tonekiln.cli.main import main as command_line


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
        assert done.wait(PATIENCE_SECONDS) == 0
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
            (["--init", "/no/such.wav"], "unsupported_ability", "init"),
            (["--init", "/no/such.wav", "--engine", "listener"], "not_found", "init.path"),
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
        _, errors = process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 130
        assert "cancelled" in errors
        assert "Traceback" not in errors
        assert studio.ask("status")["jobs"] == []


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

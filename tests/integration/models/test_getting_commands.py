"""The same from the command line: licence, progress, Ctrl-C, token."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.patience import PATIENCE_SECONDS

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

from tests.integration.models.getting_engines import ENGINE, large_repo
from tests.tiny_checkpoints.stand_in_hub import StandInHub, serving

from tonekilnd.engines.model_cards.rows import row_of

TONEKILN = str(Path(sys.executable).with_name("tonekiln"))


def typed(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [TONEKILN, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(*arguments: str) -> tuple[int, str]:
    process = typed(*arguments)
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    return process.returncode, out + err


def test_the_command_line_shows_the_licence_and_lets_it_stand_at_ctrl_c(start, tmp_path) -> None:
    large_repo(tmp_path / "large")
    repo = row_of(ENGINE).repo
    with serving(StandInHub({repo: tmp_path / "large"}, hold_after=22 * 2**20)) as served:
        start(served.url)
        status, said = told("pull", ENGINE)
        assert status == 1
        assert row_of(ENGINE).licence.url in said
        assert "--accept-licence" in said
        assert not served.asked
        pulling = typed("pull", ENGINE, "--accept-licence")
        assert served.held.wait(PATIENCE_SECONDS)
        assert pulling.stderr is not None
        assert any("weights" in line for line in pulling.stderr)
        pulling.send_signal(signal.SIGINT)
        _, said = pulling.communicate(timeout=PATIENCE_SECONDS)
        assert pulling.returncode == 130
        assert f"`tonekiln pull {ENGINE}` goes on" in said
        assert "paused" in told("engines", "jobs")[1]
        assert f"on its way here: {ENGINE}, paused" in told("status")[1]
        assert "on its way here" in told("list")[1]
        assert f"`tonekiln pull {ENGINE}`" not in told("list")[1]
        doctor = next(line for line in told("doctor")[1].splitlines() if " getting " in line)
        assert doctor.startswith("ok ")
        assert f"tonekiln pull {ENGINE} goes on" in doctor
        served.hold_after = None
        served.let_go.set()
        status, said = told("pull", ENGINE, "--json")
        assert status == 0, said
        assert json.loads(said)["engine"]["readiness"] == "on_disk"
        assert "nothing is being brought" in told("pull", ENGINE, "--cancel")[1]


def test_a_token_is_typed_or_piped_and_never_an_argument(start) -> None:
    start("http://127.0.0.1:9")

    def piped(*more: str) -> subprocess.CompletedProcess[str]:
        command = [TONEKILN, "engines", "token", *more]
        return subprocess.run(
            command, input="hf_Piped\n", capture_output=True, text=True, check=False
        )

    refused = piped()
    assert refused.returncode == 1
    assert "--in-file" in refused.stderr
    kept = piped("--in-file")
    assert "only you may read it" in kept.stdout
    assert "file" in told("engines", "jobs")[1]
    assert "hf_Piped" not in kept.stdout + kept.stderr + refused.stderr
    assert "no token is kept" in told("engines", "token", "--forget")[1]
    assert told("engines", "token", "hf_Typed")[0] == 2

"""Pulling weights from a stand-in hub: the real client, real HTTP, loopback only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.patience import PATIENCE_SECONDS

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

from tests.tiny_checkpoints import hub
from tests.tiny_checkpoints.stand_in_hub import StandInHub, serving

from tonekilnd.engines.checkpoints.store import Store
from tonekilnd.engines.model_cards.rows import row_of

CHUNK = 10 * 2**20
"""huggingface_hub writes a download in pieces of this size."""


def wait_until(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def repos_of(*names: str) -> dict[str, Path]:
    found = {row_of(name).repo: hub.folder_of(row_of(name)) for name in names}
    return found | {repo: hub.text_encoder() for repo in hub.T5_REPOS}


class Machine:
    """A home and a Hugging Face cache of one's own, and the command."""

    def __init__(self, folder: Path, url: str) -> None:
        self.home = folder / "home"
        self.environment = os.environ | {
            "HF_ENDPOINT": url,
            "HF_HOME": str(folder / "hf"),
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_OFFLINE": "0",
        }
        self.environment.pop("HF_HUB_CACHE", None)

    def command(self, *arguments: str) -> list[str]:
        module = "tonekilnd.engines.checkpoints"
        return [sys.executable, "-m", module, *arguments, "--home", str(self.home), "--json"]

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command(*arguments),
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
        done = subprocess.run(
            self.command(*arguments),
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stdout, done.stderr
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def test_pull_show_list_and_rm(tmp_path: Path) -> None:
    with serving(StandInHub(repos_of("stable-audio-open-small"))) as served:
        machine = Machine(tmp_path, served.url)
        status, said = machine.run("pull", "stable-audio-open-small")
        assert status == 0, said
        answer = said[-1]
        assert answer["here"] and answer["origin"] == "pulled"
        assert answer["licence"] == "Stability AI Community License"
        assert {part["form"] for part in answer["parts"]} == {"stable-audio-tools", "text-encoder"}
        progress = [line for line in said[:-1] if "state" not in line]
        assert said[-2]["state"] == "checking"
        assert [p["done"] for p in progress] == sorted(p["done"] for p in progress)
        assert progress[-1]["done"] == progress[-1]["of"] == answer["bytes"]
    # Nothing more is asked of the hub from here on: it is gone.
    status, said = machine.run("show", "stable-audio-open-small")
    assert said[-1]["digest"] == answer["digest"]
    status, said = machine.run("list")
    assert [c["engine"] for c in said[-1]["checkpoints"]] == ["stable-audio-open-small"]
    Store(machine.home).find("stable-audio-open-small").check()
    status, said = machine.run("rm", "stable-audio-open-small")
    assert said[-1]["freed_bytes"] == answer["bytes"]
    assert machine.run("show", "stable-audio-open-small")[1][-1]["here"] is False
    assert not list((tmp_path / "hf").rglob("model.safetensors"))


def test_a_text_encoder_in_the_weights_own_repository_comes_from_there(tmp_path: Path) -> None:
    name = "stable-audio-3-small-sfx"
    with serving(StandInHub({row_of(name).repo: hub.folder_of(row_of(name))})) as served:
        machine = Machine(tmp_path, served.url)
        status, said = machine.run("pull", name)
        assert status == 0, said
    assert said[-1]["licence"] == "Stability AI Community License and Gemma Terms of Use"
    weights, encoder = said[-1]["parts"]
    assert Path(encoder["folder"]) == Path(weights["folder"]) / "t5gemma-b-b-ul2"
    assert said[-2]["done"] == said[-2]["of"] == said[-1]["bytes"]
    assert machine.run("rm", name)[1][-1]["freed_bytes"] == said[-1]["bytes"]


def test_a_text_encoder_is_pulled_alone_for_weights_in_folders(tmp_path: Path) -> None:
    with serving(StandInHub({"google-t5/t5-base": hub.text_encoder()})) as served:
        machine = Machine(tmp_path, served.url)
        status, said = machine.run("pull", "t5-base")
        assert status == 0, said
        assert [part["form"] for part in said[-1]["parts"]] == ["text-encoder"]
        assert said[-1]["licence"] == "Apache License 2.0"
        assert said[-2]["done"] == said[-2]["of"] == said[-1]["bytes"]
    assert [one["engine"] for one in machine.run("list")[1][-1]["checkpoints"]] == ["t5-base"]
    assert machine.run("list")[1][-1]["problems"] == []
    assert machine.run("show", "t5-base")[1][-1]["here"]
    assert machine.run("rm", "t5-base")[1][-1]["freed_bytes"] == said[-1]["bytes"]


def test_safetensors_are_fetched_rather_than_pickles(tmp_path: Path) -> None:
    with serving(StandInHub(repos_of("musicgen-small"))) as served:
        status, said = Machine(tmp_path, served.url).run("pull", "musicgen-small")
    assert status == 0, said
    assert [part["form"] for part in said[-1]["parts"]] == ["transformers"]
    assert not any(".bin" in line for line in served.asked)


def test_a_pull_that_was_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    folder = tmp_path / "large"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "spiece.model").write_bytes(b"words")
    content = os.urandom(24 * 2**20)
    (folder / "model.safetensors").write_bytes(content)
    repo = row_of("musicgen-small").repo
    with serving(StandInHub({repo: folder}, hold_after=22 * 2**20)) as served:
        machine = Machine(tmp_path, served.url)
        first = machine.start("pull", "musicgen-small")
        assert served.held.wait(PATIENCE_SECONDS)
        blobs = tmp_path / "hf" / "hub" / "models--facebook--musicgen-small" / "blobs"
        wait_until(lambda: sum(part.stat().st_size for part in blobs.glob("*.part")) >= 2 * CHUNK)
        first.kill()
        first.communicate()
        served.hold_after = None
        served.let_go.set()
        status, said = machine.run("pull", "musicgen-small")
    assert status == 0, said
    assert served.ranges == [f"bytes={2 * CHUNK}-"]
    here = Path(said[-1]["parts"][0]["folder"]) / "model.safetensors"
    assert here.read_bytes() == content
    assert not list(blobs.glob("*.part"))


def test_a_gated_model_says_which_page_and_which_command(tmp_path: Path) -> None:
    name = "stable-audio-open-1.0"
    repos = repos_of(name)
    with serving(StandInHub(repos, gated=frozenset({row_of(name).repo}))) as served:
        status, said = Machine(tmp_path, served.url).run("pull", name)
    assert status == 1
    error = said[-1]["error"]
    assert error["code"] == "token_needed"
    assert error["bound"] == "https://huggingface.co/stabilityai/stable-audio-open-1.0"
    assert error["bound"] in error["hint"]
    assert f"tonekiln pull {name}" in error["hint"]
    assert "hf auth login" in error["hint"]


def test_a_missing_repository_is_told_apart(tmp_path: Path) -> None:
    with serving(StandInHub({})) as served:
        status, said = Machine(tmp_path, served.url).run("pull", "musicgen-large")
    assert status == 1
    assert said[-1]["error"]["code"] == "not_found"
    assert "huggingface.co/facebook/musicgen-large" in said[-1]["error"]["hint"]


def test_no_hub_at_all(tmp_path: Path) -> None:
    machine = Machine(tmp_path, "http://127.0.0.1:9")
    status, said = machine.run("pull", "musicgen-small")
    assert status == 1
    assert "check the network" in said[-1]["error"]["hint"]


def test_a_file_damaged_on_its_way_is_named(tmp_path: Path) -> None:
    from tonekiln.protocol.errors import EngineUnavailable

    with serving(StandInHub(repos_of("stable-audio-open-small"))) as served:
        machine = Machine(tmp_path, served.url)
        machine.run("pull", "stable-audio-open-small")
    checkpoint = Store(machine.home).find("stable-audio-open-small")
    file = next(f for f in checkpoint.weights.files if f.path.endswith(".safetensors"))
    content = bytearray(Path(file.path).read_bytes())
    content[len(content) // 2] ^= 1
    Path(file.path).write_bytes(content)
    with pytest.raises(EngineUnavailable, match=r"model\.safetensors is damaged"):
        checkpoint.check()

"""Daemons and commands over caches, weights and homes in which odd things lie."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.patience import PATIENCE_SECONDS
from tests.running_daemon import RunningDaemon

from tonekiln.client.blocking import Client
from tonekiln.home import Home
from tonekiln.protocol import Readiness
from tonekiln.protocol.errors import EngineUnavailable, InvalidRequest, UnknownEngine
from tonekilnd.engines.libraries.needs import missing_packages
from tonekilnd.engines.model_cards.rows import row_of

TONEKILN = str(Path(sys.executable).with_name("tonekiln"))

with_models = pytest.mark.skipif(
    bool(missing_packages("audiocraft")), reason="the model libraries are not installed"
)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the kinds that keep turning up, for every command and daemon of the test."""
    cache = tmp_path / "hub"
    monkeypatch.setenv("HF_HUB_CACHE", str(cache))
    monkeypatch.setenv("TONEKILN_WARM", "none-yet")
    gone = _snapshots(cache, "musicgen-small") / "old"
    gone.symlink_to("/nowhere/at/all")
    page = _snapshots(cache, "musicgen-medium") / "c0ffee"
    _write(page, {"config.json": b"{}", "tokenizer.json": b"{}"})
    _write(page, {"model.safetensors.index.json": b"<html><body>502 Bad Gateway</body></html>"})
    outside = _snapshots(cache, "musicgen-large") / "c0ffee"
    _write(outside, {"config.json": b"{}", "tokenizer.json": b"{}"})
    index = {"weight_map": {"a": "../../../secret.safetensors"}}
    _write(outside, {"model.safetensors.index.json": json.dumps(index).encode()})
    binary = _snapshots(cache, "audiogen-medium").parent / "refs" / "main"
    _write(binary.parent, {"main": b"\xff\xfe\0\x01"})
    pipe = _snapshots(cache, "magnet-small-10secs") / "c0ffee"
    _write(pipe, {"state_dict.bin": b""})
    os.mkfifo(pipe / "compression_state_dict.bin")
    _snapshots(cache, "stable-audio-open-small").rmdir()
    (cache / "models--stabilityai--stable-audio-open-small" / "snapshots").write_bytes(b"a file")
    return cache


PROBLEMS = {
    "musicgen-small": ("snapshots/old", "a link that leads nowhere"),
    "musicgen-medium": ("model.safetensors.index.json", "it is not JSON"),
    "musicgen-large": ("model.safetensors.index.json", "../../../secret.safetensors"),
    "audiogen-medium": ("refs/main", "it is not UTF-8 text"),
    "magnet-small-10secs": ("compression_state_dict.bin", "it is a pipe"),
    "stable-audio-open-small": ("snapshots", "it is a file, not a folder"),
}


def _snapshots(cache: Path, engine: str) -> Path:
    folder = cache / ("models--" + row_of(engine).repo.replace("/", "--")) / "snapshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def type_in(*words: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TONEKILN, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


def ask(*words: str, status: int = 0) -> dict[str, Any]:
    done = type_in(*words, "--json")
    assert done.returncode == status, done.stderr + done.stdout
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def are_all_named(problems: list[str] | tuple[str, ...]) -> bool:
    named = {
        engine: any(
            problem.startswith(f"{engine}: ") and place in problem and why in problem
            for problem in problems
        )
        for engine, (place, why) in PROBLEMS.items()
    }
    assert all(named.values()), (named, problems)
    return True


def engine_checks(document: dict[str, Any]) -> tuple[list[str], list[str]]:
    """What doctor says of engines: those it lists, and the problems."""
    details = [(c["name"], c["ok"], c["detail"]) for c in document["checks"]]
    listed = [detail for name, ok, detail in details if name == "engine" and ok]
    return listed, [detail for name, ok, detail in details if name == "engines" and not ok]


@pytest.fixture
def stopped_afterwards(home: Path) -> Iterator[Path]:
    yield home
    type_in("stop")


def test_sketch_works_and_what_cannot_be_read_is_named(
    cache: Path, stopped_afterwards: Path
) -> None:
    listed, problems = engine_checks(ask("doctor", status=1))
    assert any(row.startswith("sketch: on_disk") for row in listed)
    assert are_all_named(problems)
    assert are_all_named(ask("list")["problems"])
    assert "problem: musicgen-small: " in type_in("list").stdout
    made = ask("generate", "drums", "--bpm", "120", "--bars", "1")
    assert len(made["clips"]) == 1
    assert are_all_named(ask("status")["problems"])
    again = ask("list")
    assert are_all_named(again["problems"])
    assert "musicgen-small" in {engine["name"] for engine in again["engines"]}
    listed, problems = engine_checks(ask("doctor", status=1))
    assert len(listed) == len(again["engines"])
    assert are_all_named(problems)


@with_models
def test_a_whole_checkpoint_beside_broken_ones_makes_a_clip(
    cache: Path, home: Path, with_test_engines: None
) -> None:
    from tests.tiny_checkpoints import hub

    row = row_of("magnet-medium-10secs")
    hub.put(cache, row.repo, hub.folder_of(row).iterdir())
    hub.put(cache, "google-t5/t5-base", hub.text_encoder().iterdir())
    running = RunningDaemon(Home(home), ("--warm=none-yet", "--device=cpu")).start()
    try:
        with running.client() as client:
            ready = {e.name for e in client.engines().engines if e.readiness is Readiness.ON_DISK}
            assert row.name in ready
            # What breaks while the daemon runs costs no other engine either.
            (_snapshots(cache, "musicgen-melody") / "new").symlink_to("new")
            made = client.generate("pad", bpm=120, bars=1, engine=row.name, seed=1).result()
            assert made.clips[0].engine == row.name
            assert any("leads back to itself" in problem for problem in client.engines().problems)
    finally:
        running.stop()


ODD_PATH = "räum e (kopie) [1] & co, it's 100% #1 = @home! 日本語 🎹/w1"


@with_models
def test_a_folder_of_any_name_relative_to_whoever_types(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.tiny_checkpoints import hub

    here = tmp_path / ODD_PATH
    here.parent.mkdir()
    shutil.copytree(hub.safetensors(), here)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "no-cache"))
    monkeypatch.setenv("HOME", str(here.parent))
    running = RunningDaemon(Home(home), ("--warm=none-yet", "--device=cpu")).start()
    try:
        words = ("generate", "pad", "--bpm", "120", "--bars", "1", "--seed", "1", "--engine")
        made = type_in(*words, "musicgen:w1", "--json", folder=here.parent)
        assert made.returncode == 0, made.stderr
        clip = json.loads(made.stdout)["clips"][0]
        assert clip["engine"] == f"musicgen:{here}"
        assert clip["name"].startswith("pad_120bpm_1bar_")
        home_way = json.loads(type_in("load", "musicgen:~/w1", "--json").stdout)
        assert home_way["engine"]["name"] == f"musicgen:{here}"
        assert home_way["engine"]["readiness"] == "warm"
        shown = type_in("show", "musicgen:w1", folder=here.parent)
        assert f"transformers       {here}" in shown.stdout
        found = ask("library", "search", "--engine", f"musicgen:{here}")
        assert len(found["clips"]) == 1
        type_in("unload", f"musicgen:{here}")
        shutil.rmtree(here)
        gone = type_in(*words, "musicgen:w1", folder=here.parent)
        assert gone.returncode == 1
        assert "is not there" in gone.stderr and "is its drive mounted" in gone.stderr
        assert "tonekiln pull" not in gone.stderr
    finally:
        running.stop()


class TestTheWire:
    """What a daemon says to names of folders, whoever sends them."""

    def test_a_missing_folder_is_not_to_be_pulled(self, client: Client, tmp_path: Path) -> None:
        with pytest.raises(EngineUnavailable) as refused:
            client.generate("x", bpm=120, bars=1, engine=f"musicgen:{tmp_path}/off/w").result()
        assert "is not there" in refused.value.message
        assert "drive" in refused.value.hint and "pull" not in refused.value.hint

    @pytest.mark.parametrize("path", ["w1", "~/w1", "./w1", "C:\\Users\\Özkan\\w", " /x"])
    def test_a_path_that_is_not_whole_is_refused(
        self, client: Client, path: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tonekiln.client.flows.from_here", lambda engine: engine)
        with pytest.raises(InvalidRequest) as refused:
            client.load(f"musicgen:{path}")
        assert refused.value.field == "engine"
        assert "whole path" in refused.value.message

    @pytest.mark.parametrize(
        ("path", "says"),
        [("/a\0b", "NUL"), ("/" + "x" * 4300, "longer than 4217 characters")],
    )
    def test_a_path_that_cannot_be_one(
        self, client: Client, path: str, says: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tonekiln.client.flows.from_here", lambda engine: engine)
        with pytest.raises(InvalidRequest) as refused:
            client.load(f"musicgen:{path}")
        assert refused.value.field == "engine"
        assert says in refused.value.message

    def test_names_of_nothing(self, client: Client) -> None:
        with pytest.raises(UnknownEngine, match="grüße"):
            client.load("grüße")
        with pytest.raises(InvalidRequest, match="names no folder"):
            client.load("musicgen:")


def test_pull_does_not_fetch_for_a_folder(tmp_path: Path, stopped_afterwards: Path) -> None:
    refused = type_in("pull", f"musicgen:{tmp_path}")
    assert refused.returncode == 1
    assert "folder of your own" in refused.stderr


def test_a_home_full_of_other_things(
    tmp_path: Path, home: Path, with_test_engines: None, stopped_afterwards: Path
) -> None:
    """Whatever stands where a file or a folder of ours should be, sketch makes its clip."""
    root = Home(home)
    for folder in (root.run, root.keys, root.presets, root.library):
        folder.mkdir(parents=True)
    os.mkfifo(root.install_record)
    os.mkfifo(root.connection_file)
    root.lock_file.mkdir()
    root.log_file.mkdir()
    (root.run / "start.log").symlink_to("/nowhere/at/all")
    os.mkfifo(root.run / "workers.log")
    (root.keys / "server.json").mkdir()
    (root.keys / "client.json").write_text('{"public": "x", "secret": "y"}')
    root.database.write_bytes(b"this is no database" * 100)
    (home / "checkpoints").write_bytes(b"")
    (home / "tuned").symlink_to("tuned")
    os.mkfifo(root.presets / "mine.toml")
    (root.presets / "folder.toml").mkdir()
    (root.presets / os.fsdecode(b"\xff.toml")).write_bytes(b"")
    (root.library / "cut.wav.part").mkdir()
    os.mkfifo(root.library / "pipe.wav")
    (root.library / os.fsdecode(b"\xff.wav")).write_bytes(b"RIFF")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(tmp_path / "s"))
        (tmp_path / "s").rename(root.library / "socket.wav")
    made_clip = ask("generate", "drums", "--bpm", "120", "--bars", "1")
    assert Path(made_clip["clips"][0]["path"]).exists()
    problems = "\n".join(ask("status")["problems"])
    for named in ("tonekiln.db", "daemon.lock", "server.json", "checkpoints", "tuned", "mine.toml"):
        assert named in problems
    assert list(home.glob("tonekiln.db.in-the-way-*")), "it is kept"
    document = ask("doctor", status=1)
    assert any(check["name"] == "engine" for check in document["checks"])


def test_presets_and_engines_are_looked_at_without_a_daemon(home: Path) -> None:
    (home / "presets").mkdir(parents=True)
    os.mkfifo(home / "presets" / "mine.toml")
    (home / "checkpoints").mkdir()
    (home / "checkpoints" / "musicgen-small.json").write_bytes(b"\xff\xfe{")
    gone = {"engine": "museformer", "origin": "pulled", "digest": "1"}
    gone["weights"] = {"form": "codec", "folder": "/x", "files": []}
    (home / "checkpoints" / "museformer.json").write_text(json.dumps(gone))
    details = [c["detail"] for c in ask("doctor", status=1)["checks"] if not c["ok"]]
    assert any("mine.toml" in d and "it is a pipe" in d for d in details)
    assert any("musicgen-small.json cannot be read (it is not JSON)" in d for d in details)
    assert any("museformer, which this version does not know" in d for d in details)
    recorded = type_in("show", "musicgen-small")
    assert recorded.returncode == 0

"""`tonekiln show | rm | pull | engines` reach the daemon's package with everything typed."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.patience import PATIENCE_SECONDS

TONEKILN = str(Path(sys.executable).with_name("tonekiln"))


def tonekiln(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TONEKILN, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


def test_show_names_licence_page_and_the_command_that_brings_the_weights(home) -> None:
    shown = tonekiln("show", "musicgen-small")
    assert shown.returncode == 0
    assert "CC-BY-NC 4.0, non-commercial" in shown.stdout
    assert "tonekiln pull musicgen-small" in shown.stdout
    facts = json.loads(tonekiln("show", "--json", "musicgen-small").stdout)
    assert facts["non_commercial"] is True
    assert facts["here"] is False


def test_what_is_not_there_can_not_be_removed(home) -> None:
    removed = tonekiln("rm", "musicgen-small", "--json")
    assert removed.returncode == 1
    assert json.loads(removed.stdout)["error"]["code"]


def test_an_unknown_engine_is_named(home) -> None:
    pulled = tonekiln("pull", "no-such-model")
    assert pulled.returncode == 1
    assert "no-such-model" in pulled.stderr
    assert tonekiln("stop").returncode == 0  # the daemon that was asked


def test_engines_install_explains_itself(home) -> None:
    assert "--python" in tonekiln("engines", "install", "--help").stdout


def test_tune_names_what_is_missing(home) -> None:
    tuned = tonekiln("tune", "no-such-model")
    assert tuned.returncode == 1
    assert "no-such-model" in tuned.stderr
    assert "--choose" in tonekiln("tune", "--help").stdout


def test_the_help_lists_them(home) -> None:
    text = tonekiln("--help").stdout
    for name in ("pull", "adopt", "show", "rm", "tune", "engines"):
        assert f"\n    {name} " in text


def test_tune_shows_a_table_and_records_what_is_chosen(home, monkeypatch) -> None:
    pytest.importorskip("torch", reason="the model libraries are not installed: make models")
    from tests.tiny_checkpoints import hub

    monkeypatch.setenv("HF_HUB_CACHE", str(hub.hub_cache()))
    given = ("tune", "musicgen-small", "--threads=1", "--device=cpu")
    tuned = tonekiln(*given, "--choose=bf16")
    assert [line.split()[0] for line in tuned.stdout.splitlines()] == [
        "precision",
        "fp32",
        "bf16",
        "int8",
    ]
    assert "auto now takes bf16" in tuned.stderr
    engines = json.loads(tonekiln("list", "--json").stdout)["engines"]
    assert next(e for e in engines if e["name"] == "musicgen-small")["precision"] == "bf16"


def test_weights_in_the_hubs_cache_are_shown_before_they_are_recorded(home, monkeypatch) -> None:
    pytest.importorskip("torch", reason="the model libraries are not installed: make models")
    from tests.tiny_checkpoints import hub

    monkeypatch.setenv("HF_HUB_CACHE", str(hub.hub_cache()))
    shown = tonekiln("show", "musicgen-small")
    assert "found on this machine" in shown.stdout
    assert str(hub.hub_cache()) in shown.stdout
    facts = json.loads(tonekiln("show", "--json", "musicgen-small").stdout)
    assert (facts["here"], facts["origin"]) == (True, "found")


def test_removing_weights_takes_them_from_the_daemon_too(home, tmp_path) -> None:
    pytest.importorskip("torch", reason="the model libraries are not installed: make models")
    from tests.running_daemon import RunningDaemon
    from tests.tiny_checkpoints import hub

    from tonekiln.home import Home
    from tonekiln.protocol.errors import EngineUnavailable

    folder = shutil.copytree(hub.safetensors(), tmp_path / "mine")
    name = f"musicgen:{folder}"
    running = RunningDaemon(Home(home), ("--warm=none-yet", "--device=cpu")).start()
    try:
        with running.client() as client:
            client.load(name)
            shutil.rmtree(folder)
            assert "given back" in tonekiln("rm", name).stdout
            assert client.status().warm == ()
            assert name not in {row.name for row in client.engines().engines}
            with pytest.raises(EngineUnavailable, match="is not there"):
                client.generate("pad", bpm="120", bars=1, engine=name).result()
    finally:
        running.stop()

"""A clip is heard through a program of this machine; a stand-in program writes down what it got."""

from __future__ import annotations

import stat
import sys
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
from msgspec.structs import replace

from tonekiln.cli.commands.play import play_clips
from tonekiln.protocol.errors import InvalidRequest, NotFound

HERE = SimpleNamespace(connection=SimpleNamespace(remote=False))


@pytest.fixture
def programs(tmp_path, monkeypatch):
    """A PATH that holds only the programs a test puts there."""
    if sys.platform == "win32":
        pytest.skip("Windows plays by itself, and Wine, without a sound device, never ends it")
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))

    def add(name: str, script: str) -> None:
        program = folder / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    return add


@pytest.fixture
def on_disk(clip, tmp_path):
    audio = np.random.default_rng(1).uniform(-0.5, 0.5, (4_800, 2)).astype(np.float32)
    path = tmp_path / "clip.wav"
    soundfile.write(path, audio, 48_000, subtype="PCM_24")
    return replace(clip, path=str(path))


def test_the_first_program_that_can_play_it_does(programs, on_disk, tmp_path):
    programs("paplay", "echo 'Connection refused' >&2; exit 1")
    programs("aplay", f'/bin/cp "$2" {tmp_path}/heard.wav')
    play_clips(HERE, [on_disk])
    heard = (tmp_path / "heard.wav").read_bytes()
    assert heard == (tmp_path / "clip.wav").read_bytes()


def test_several_times_means_without_a_gap(programs, on_disk, tmp_path):
    programs("aplay", f'/bin/cp "$2" {tmp_path}/heard.wav')
    play_clips(HERE, [on_disk], times=3)
    once, _ = soundfile.read(on_disk.path)
    heard, rate = soundfile.read(tmp_path / "heard.wav")
    assert rate == 48_000
    assert np.array_equal(heard, np.concatenate([once, once, once]))


def test_a_machine_without_sound_says_so_and_where_the_file_is(programs, on_disk):
    with pytest.raises(NotFound, match="nothing here could play it") as refused:
        play_clips(HERE, [on_disk])
    assert on_disk.path in refused.value.hint
    programs("aplay", "echo 'audio open error' >&2; exit 1")
    with pytest.raises(NotFound, match="aplay: audio open error"):
        play_clips(HERE, [on_disk])


def test_a_missing_file_and_an_odd_count_are_named(programs, on_disk):
    with pytest.raises(NotFound, match="is missing"):
        play_clips(HERE, [replace(on_disk, path="/nowhere/clip.wav")])
    for times in (0, 65):
        with pytest.raises(InvalidRequest) as refused:
            play_clips(HERE, [on_disk], times)
        assert refused.value.field == "times"

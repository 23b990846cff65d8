"""`library export`, through the real command line and a real daemon."""

from __future__ import annotations

import json
import zipfile
from decimal import Decimal
from pathlib import Path

import mido
import pytest
import soundfile
from wavinfo import WavInfoReader

from tonekiln.cli.main import main
from tonekiln.protocol.grid import Meter, bar_frames


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    status = main([*arguments, "--json"])
    document = json.loads(capsys.readouterr().out)
    assert status == (1 if "error" in document else 0), document
    return document


def generate(capsys: pytest.CaptureFixture[str], prompt: str, *more: str) -> dict:
    return run(capsys, "generate", prompt, "--bars=1", *more)["clips"][0]


def test_a_set_goes_out_as_a_session_a_tempo_map_and_a_sampler_folder(
    daemon, capsys, tmp_path: Path
) -> None:
    one = generate(capsys, "dusty drums", "--bpm=120")
    two = generate(capsys, "warm pad", "--bpm=90.5", "--meter=3/4")
    session, tempo, kit = tmp_path / "set.dawproject", tmp_path / "set.mid", tmp_path / "kit"
    answer = run(
        capsys,
        *("library", "export", one["clip_id"], two["clip_id"]),
        *("--dawproject", str(session), "--midi", str(tempo), "--sampler", str(kit)),
    )
    assert answer["out"] == [str(session), str(tempo), str(kit)]
    with zipfile.ZipFile(session) as archive:
        for clip in (one, two):
            audio = archive.read(f"audio/{clip['clip_id']}.wav")
            assert audio == Path(clip["path"]).read_bytes()
    tempos = [m.tempo for m in mido.MidiFile(tempo).tracks[0] if m.type == "set_tempo"]
    assert tempos == [500_000, 662_983]
    assert {soundfile.info(file).frames for file in kit.glob("*.wav")} == {
        one["frames"],
        two["frames"],
    }
    assert (kit / "tonekiln.sfz").exists()


def test_nothing_is_overwritten_unasked(daemon, capsys, tmp_path: Path) -> None:
    clip = generate(capsys, "dusty drums")
    target = tmp_path / "set.dawproject"
    target.write_text("mine")
    command = ("library", "export", clip["clip_id"], "--dawproject", str(target))
    assert "--force" in run(capsys, *command)["error"]["hint"]
    assert target.read_text() == "mine"
    run(capsys, *command, "--force")
    assert zipfile.is_zipfile(target)


def test_a_kit_is_not_replaced_by_another_unasked(daemon, capsys, tmp_path: Path) -> None:
    clip = generate(capsys, "dusty drums")
    kit = tmp_path / "kit"
    command = ("library", "export", clip["clip_id"], "--sampler", str(kit))
    run(capsys, *command)
    run(capsys, *command)
    (kit / "tonekiln.sfz").write_text("mine")
    assert "--force" in run(capsys, *command)["error"]["hint"]
    assert (kit / "tonekiln.sfz").read_text() == "mine"
    run(capsys, *command, "--force")
    assert (kit / "tonekiln.sfz").read_text().startswith("<region>")


def test_a_plain_copy_still_needs_a_target(daemon, capsys, tmp_path: Path) -> None:
    clip = generate(capsys, "dusty drums")
    copied = run(capsys, "library", "export", clip["clip_id"], str(tmp_path / "drums.wav"))
    assert Path(copied["out"]).read_bytes() == Path(clip["path"]).read_bytes()
    assert main(["library", "export", clip["clip_id"]]) == 2


def test_a_clip_meant_for_a_bar_can_be_spotted_there(daemon, capsys) -> None:
    clip = generate(capsys, "dusty drums", "--bpm=127.37", "--meter=7/8", "--at-bar=9")
    meter = Meter.parse("7/8")
    expected = bar_frames(8, meter, Decimal("127.37"), clip["sample_rate"])
    assert WavInfoReader(clip["path"]).bext.time_reference == expected
    assert main(["generate", "drums", "--at-bar=0"]) == 1

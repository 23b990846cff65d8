"""Clips of a real daemon, as files: what their chunks and names say is true of them."""

from __future__ import annotations

import struct
import unicodedata
import zipfile
from pathlib import Path

import pytest
import soundfile
from lxml import etree
from tests.unit.library.test_acid import loop_info
from tests.unit.library.test_wav import chunk
from wavinfo import WavInfoReader

from tonekiln.cli.main import main
from tonekiln.protocol import Clip
from tonekilnd.library.acid import AcidFlags

DAY_IN_JAPAN = "夜のドラム、重い"


def flags_of(clip: Clip) -> AcidFlags:
    return AcidFlags(struct.unpack_from("<I", chunk(Path(clip.path), b"acid"))[0])


def check_acid(clip: Clip) -> None:
    """Whoever counts beats and whoever reads the tempo hear the same, or nobody stretches."""
    info, seconds = loop_info(Path(clip.path)), soundfile.info(clip.path).duration
    assert info["bpm"] == pytest.approx(clip.bpm, rel=1e-6)
    if flags_of(clip) & AcidFlags.STRETCH:
        assert info["beats"] * 60 / seconds == pytest.approx(clip.bpm, rel=1e-5)
    else:
        assert info["beats"] == 0


def test_no_clip_says_a_tempo_that_it_has_not(daemon, capsys, tmp_path) -> None:
    with daemon.client() as client:

        def made(prompt: str, bpm: str, **options) -> list[Clip]:
            job = client.generate(prompt, bpm=bpm, engine="sketch", **options)
            return list(job.result().clips)

        whole = made("drums", "93.333333", meter="7/8", bars=2)[0]
        odd = made("drums", "93.333333", meter="7/8", bars=1, sample_rate=44_100, stems=True)
        waltz = made("drums", "120", meter="3/8", bars=1)[0]
        rain = made("rain", "70", seconds=1.0)[0]
        boom = made("kick", "70", seconds=0.5, one_shot=True)[0]
        faster = client.refit(waltz.clip_id, "131.5").result().clips[0]
    for clip in (whole, *odd, waltz, rain, boom, faster):
        check_acid(clip)
    assert flags_of(whole) == AcidFlags.STRETCH
    assert loop_info(Path(whole.path))["beats"] == 7
    assert len(odd) > 1, "stems"
    for clip in (*odd, waltz, faster):
        assert flags_of(clip) == AcidFlags.DISK_BASED
        assert any("quarter notes long" in note for note in clip.notes), clip.notes
    assert not any("quarter notes long" in note for note in whole.notes)
    assert any("measured in seconds" in note for note in rain.notes)
    assert flags_of(rain) == flags_of(boom) == AcidFlags.ONE_SHOT
    assert "_93.333333bpm_2bars_" in whole.name
    assert "_120bpm_1bar_" in waltz.name
    assert "_131.5bpm_1bar_" in faster.name
    assert "bpm" not in rain.name + boom.name
    assert "_1s_" in rain.name


def test_a_library_in_any_script_is_read_by_its_names(daemon, capsys, tmp_path, home) -> None:
    prompts = (DAY_IN_JAPAN, "тяжёлый бас", "한국 드럼", "طبل", "Größe")
    with daemon.client() as client:
        clips = [
            client.generate(words, bpm=120, bars=1, engine="sketch").result().clips[0]
            for words in prompts
        ]
    names = [clip.name.partition("_")[0] for clip in clips]
    assert names == ["夜のドラム-重い", "тяжёлый-бас", "한국-드럼", "طبل", "grosse"]
    for clip in clips:
        assert unicodedata.normalize("NFC", clip.name) == clip.name
        assert Path(clip.path).name == f"{clip.name}.wav"
        read = WavInfoReader(clip.path)
        assert read.info.title.isascii()
        assert "?" not in read.bext.description
        assert etree.fromstring(chunk(Path(clip.path), b"iXML")).findtext("NOTE") == clip.prompt
    assert main(["library", "search", "ドラム"]) == 0
    assert clips[0].name in capsys.readouterr().out
    project, kit = tmp_path / "set.dawproject", tmp_path / "kit"
    ids = [clip.clip_id for clip in clips]
    assert main(["library", "export", *ids, f"--dawproject={project}"]) == 0
    with zipfile.ZipFile(project) as archive:
        found = etree.fromstring(archive.read("project.xml")).xpath("//Clip/@name")
        assert found == [clip.name for clip in clips]
        assert all(name.isascii() for name in archive.namelist())
    assert main(["library", "export", *ids, f"--sampler={kit}"]) == 0
    lines = (kit / "tonekiln.sfz").read_text("utf-8").splitlines()
    for line, clip in zip(lines, clips, strict=True):
        sample = line.partition("sample=")[2]
        assert sample == f"{clip.name}.wav"
        assert (kit / sample).read_bytes() == Path(clip.path).read_bytes()

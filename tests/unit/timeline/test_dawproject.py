"""The schema here is our own, of the part of DAWproject that is written. To hold the same cases
against Bitwig's, put Project.xsd and MetaData.xsd of https://github.com/bitwig/dawproject into a
folder and name it in DAWPROJECT_XSD."""

from __future__ import annotations

import os
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree
from tests.unit.timeline.clips import clip_of, clip_sets

from tonekiln.timeline.arrangement import arrange
from tonekiln.timeline.dawproject import metadata_xml, project_xml, write_dawproject

SCHEMAS = Path(__file__).parents[2] / "schemas"
OURS = etree.RelaxNG(etree.parse(SCHEMAS / "dawproject.rng"))
METADATA = ["Title", "Copyright", "Comment"]

a_thousand = settings(
    max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@a_thousand
@given(clip_sets)
def test_a_thousand_projects_are_valid(clips) -> None:
    arrangement = arrange(clips)
    project = etree.fromstring(project_xml(arrangement))
    OURS.assertValid(project)
    assert [child.tag for child in etree.fromstring(metadata_xml(arrangement))] == METADATA
    ids = project.xpath("//@id")
    assert len(ids) == len(set(ids))
    references = project.xpath("//@track | //@destination | //@parameter")
    assert set(references) <= set(ids)


@pytest.mark.skipif("DAWPROJECT_XSD" not in os.environ, reason="DAWPROJECT_XSD is not set")
@a_thousand
@given(clip_sets)
def test_a_thousand_projects_are_valid_by_bitwigs_schemas(clips) -> None:
    folder = Path(os.environ["DAWPROJECT_XSD"])
    arrangement = arrange(clips)
    for schema, document in (
        ("Project.xsd", project_xml(arrangement)),
        ("MetaData.xsd", metadata_xml(arrangement)),
    ):
        etree.XMLSchema(etree.parse(folder / schema)).assertValid(etree.fromstring(document))


@settings(deadline=None)
@given(clip_sets)
def test_loops_begin_on_bars_and_their_warps_span_them(clips) -> None:
    arrangement = arrange(clips)
    project = etree.fromstring(project_xml(arrangement))
    for element, laid in zip(project.iter("Clip"), arrangement.clips, strict=True):
        line = arrangement.tempo_map.quarters_at_bar(laid.bar)
        assert Fraction(element.get("time")) == line == laid.quarters
        last = element.findall("Warps/Warp")[-1:]
        assert bool(last) == laid.clip.follows_tempo == (element.get("loopEnd") is not None)
        for warp in last:
            assert warp.get("time") == element.get("loopEnd") == element.get("duration")
            seconds = laid.clip.frames / laid.clip.sample_rate
            assert float(warp.get("contentTime")) == seconds


def test_the_file_holds_the_audio_byte_for_byte(tmp_path: Path) -> None:
    wav = tmp_path / "drums.wav"
    wav.write_bytes(os.urandom(5000))
    clip, target = clip_of(wav), tmp_path / "set.dawproject"
    write_dawproject(target, arrange([clip]), {clip.clip_id: wav})
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == [
            "project.xml",
            "metadata.xml",
            f"audio/{clip.clip_id}.wav",
        ]
        path = etree.fromstring(archive.read("project.xml")).find(".//File").get("path")
        assert archive.read(path) == wav.read_bytes()


def test_the_same_clips_give_the_same_bytes(tmp_path: Path) -> None:
    wav = tmp_path / "drums.wav"
    wav.write_bytes(b"audio")
    clip = clip_of(wav)
    for name in ("one", "two"):
        write_dawproject(tmp_path / name, arrange([clip]), {clip.clip_id: wav})
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target, clip = tmp_path / "set.dawproject", clip_of(tmp_path / "gone.wav")
    target.write_bytes(b"old")
    with pytest.raises(FileNotFoundError):
        write_dawproject(target, arrange([clip]), {clip.clip_id: tmp_path / "gone.wav"})
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]

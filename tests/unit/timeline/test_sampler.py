from __future__ import annotations

import shutil
import sys
from pathlib import Path

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from tests.unit.timeline.clips import clip_of

from tonekiln.timeline.sampler import in_the_way, write_sampler_folder


def test_clips_keep_their_names_and_each_has_a_key(tmp_path: Path) -> None:
    loop = clip_of(tmp_path / "drums_84bpm_Am_4bars_7f3a.wav", clip_id="a")
    shot = clip_of(tmp_path / "boom_2s_11aa.wav", clip_id="b", one_shot=True, bars=None)
    for clip in (loop, shot):
        Path(clip.path).write_text(clip.clip_id, encoding="utf-8")
    audio = {clip.clip_id: Path(clip.path) for clip in (loop, shot)}
    folder = tmp_path / "kit"
    files = write_sampler_folder(folder, [loop, shot], audio)
    assert [file.read_text() for file in files[:2]] == ["a", "b"]
    assert (folder / "tonekiln.sfz").read_text().splitlines() == [
        "<region> key=48 pitch_keycenter=48 loop_mode=loop_continuous "
        "sample=drums_84bpm_Am_4bars_7f3a.wav",
        "<region> key=49 pitch_keycenter=49 loop_mode=one_shot sample=boom_2s_11aa.wav",
    ]


def test_two_of_one_name_stay_two_files(tmp_path: Path) -> None:
    clips = [clip_of(tmp_path / who / "drums.wav", clip_id=who) for who in ("a", "b")]
    for clip in clips:
        Path(clip.path).parent.mkdir()
        Path(clip.path).write_text(clip.clip_id, encoding="utf-8")
    audio = {clip.clip_id: Path(clip.path) for clip in clips}
    files = write_sampler_folder(tmp_path / "kit", clips, audio)
    assert [file.name for file in files[:2]] == ["drums.wav", "drums_b.wav"]


REFUSED = '<>:"/\\|?*' + "".join(map(chr, range(32))) if sys.platform == "win32" else "/\0"
"""Letters that no file's name can have on this system."""


def can_be_a_name(name: str) -> bool:
    return not set(name) & set(REFUSED)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=st.text(min_size=1, max_size=40).filter(can_be_a_name))
@example(name="kick\n<region> sample=other")
@example(name="kick volume=144 $x")
@example(name="kick\u2028<control>")
@example(name="dr\udcfcms")
def test_no_name_adds_anything_to_the_map(tmp_path: Path, name: str) -> None:
    assume(can_be_a_name(name))
    source = tmp_path / "source.wav"
    source.write_text("audio", encoding="utf-8")
    clip = clip_of(tmp_path / f"{name}.wav", clip_id="a")
    folder = tmp_path / "kit"
    shutil.rmtree(folder, ignore_errors=True)
    (file, sfz) = write_sampler_folder(folder, [clip], {"a": source})
    said = sfz.read_text("utf-8")
    (line,) = said.splitlines()
    assert line.startswith("<region> key=48 ")
    assert line.count("=") == 4
    assert line.partition(" sample=")[2] == file.name


def test_what_is_there_and_says_something_else_is_named(tmp_path: Path) -> None:
    clips = [clip_of(tmp_path / f"{who}.wav", clip_id=who) for who in ("a", "b")]
    for clip in clips:
        Path(clip.path).write_text(clip.clip_id, encoding="utf-8")
    audio = {clip.clip_id: Path(clip.path) for clip in clips}
    kit = tmp_path / "kit"
    assert in_the_way(kit, clips, audio) is None
    write_sampler_folder(kit, clips, audio)
    assert in_the_way(kit, clips, audio) is None
    assert in_the_way(kit, clips[:1], audio) == kit / "tonekiln.sfz"
    (kit / "b.wav").write_text("mine")
    assert in_the_way(kit, clips, audio) == kit / "b.wav"


def test_clips_may_be_mapped_where_they_lie(tmp_path: Path) -> None:
    """In the library's own folder a copy onto itself was an error without a name."""
    clip = clip_of(tmp_path / "a.wav", clip_id="a")
    Path(clip.path).write_text("audio", encoding="utf-8")
    files = write_sampler_folder(tmp_path, [clip], {"a": Path(clip.path)})
    assert [file.name for file in files] == ["a.wav", "tonekiln.sfz"]
    assert Path(clip.path).read_text(encoding="utf-8") == "audio"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.wav", "tonekiln.sfz"]

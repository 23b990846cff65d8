"""Projects as DAWs save them: our clips are found in them, and nothing else breaks the reading."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.timeline.clips import clip_of

from tonekiln.timeline.arrangement import arrange
from tonekiln.timeline.dawproject import write_dawproject
from tonekiln.timeline.saved import Unreadable, clips_of, read_project
from tonekiln.timeline.saved.dawproject_file import read_dawproject
from tonekiln.timeline.saved.live_set import read_live_set
from tonekiln.timeline.saved.reaper_project import read_reaper_project

RPP = """<REAPER_PROJECT 0.1 "7.61/win64" 1750000000
  TEMPO 127.37 4 4
  <TRACK {11111111-1111-1111-1111-111111111111}
    NAME "it's \\"mine\\""
    <ITEM
      POSITION 30.1483865
      LENGTH 7.5
      LOOP 1
      NAME `he said "drums's"`
      <SOURCE WAVE
        FILE "C:\\Music\\ada's\\drums_127bpm.wav"
      >
    >
    <ITEM
      POSITION 0
      <SOURCE SECTION
        LENGTH 1
        <SOURCE WAVE
          FILE '/media/he said "hi".wav'
        >
      >
    >
    <ITEM
      POSITION 4
      <SOURCE MIDI
        HASDATA 1 960 QN
      >
    >
  >
>
"""


def als(*clips: str) -> bytes:
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Ableton MajorVersion="5" Creator="Ableton Live 12.1.5"><LiveSet><Tracks><AudioTrack>'
        f"{''.join(clips)}</AudioTrack></Tracks></LiveSet></Ableton>"
    )
    return gzip.compress(xml.encode())


def audio_clip(path: str, time: float, warped: bool = False) -> str:
    return (
        f'<AudioClip Id="0" Time="{time}"><CurrentStart Value="{time}" />'
        f'<IsWarped Value="{str(warped).lower()}" /><SampleRef><FileRef>'
        f'<RelativePath Value="" /><Path Value={quoteattr(path)} /></FileRef></SampleRef>'
        "</AudioClip>"
    )


def in_arrangement(clip: str) -> str:
    return f"<Sample><ArrangerAutomation><Events>{clip}</Events></ArrangerAutomation></Sample>"


def in_slot(clip: str) -> str:
    return f"<ClipSlot><ClipSlot><Value>{clip}</Value></ClipSlot></ClipSlot>"


def test_reapers_items_are_found_by_their_files_name() -> None:
    project = read_reaper_project(RPP.encode())
    assert project.written_by == "7.61/win64"
    (drums,) = clips_of(project, "drums_127bpm.wav")
    assert (drums.seconds, drums.beats, drums.slot) == (30.1483865, None, False)
    (quoted,) = clips_of(project, 'he said "hi".wav')
    assert quoted.seconds == 0.0
    assert len(project.clips) == 2


def test_lives_clips_are_in_the_arrangement_or_in_slots() -> None:
    content = als(
        in_arrangement(audio_clip("/Users/ada/My Music/drums & bass.wav", 64.0)),
        in_slot(audio_clip("D:\\Sets\\pad.wav", 0.0, warped=True)),
    )
    project = read_live_set(content)
    assert project.written_by == "12.1.5"
    (drums,) = clips_of(project, "drums & bass.wav")
    assert (drums.beats, drums.slot, drums.warped) == (64.0, False, False)
    (pad,) = clips_of(project, "pad.wav")
    assert (pad.beats, pad.slot, pad.warped) == (None, True, True)


def test_a_project_of_ours_says_where_its_clips_lie(tmp_path: Path) -> None:
    audio = tmp_path / "drums.wav"
    audio.write_bytes(b"audio")
    clips = [
        clip_of(audio, clip_id="a" * 16, name="one"),
        clip_of(audio, clip_id="b" * 16, name="two", bpm=90.0),
    ]
    laid = arrange(clips)
    target = tmp_path / "set.dawproject"
    write_dawproject(target, laid, {clip.clip_id: audio for clip in clips})
    project = read_project(target)
    assert [clip.beats for clip in project.clips] == [float(one.quarters) for one in laid.clips]


def test_clips_within_clips_count_from_the_outer_ones_start() -> None:
    inner = '<Clip time="0" duration="4"><Audio><File path="audio/a b.wav"/></Audio></Clip>'
    xml = (
        '<Project version="1.0"><Application name="Bitwig Studio" version="5.2"/><Arrangement>'
        '<Lanes timeUnit="beats"><Clips>'
        f'<Clip time="32" duration="4"><Clips>{inner}</Clips></Clip>'
        f'<Clip time="2" duration="4" ><Lanes timeUnit="seconds">{inner}</Lanes></Clip>'
        f"</Clips></Lanes></Arrangement><Scenes><Scene><ClipSlot>{inner}</ClipSlot></Scene></Scenes>"
        "</Project>"
    )
    project = read_dawproject(zipped(xml.encode()))
    assert project.written_by == "5.2"
    found = clips_of(project, "a b.wav")
    assert [(clip.beats, clip.slot) for clip in found][:1] == [(32.0, False)]
    assert [clip.slot for clip in found].count(True) == 1


def zipped(xml: bytes, name: str = "project.xml") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, xml)
    return file.getvalue()


BOMB = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><Ableton>&c;</Ableton>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("song.logicx", b""),
        ("song.rpp", b""),
        ("song.rpp", b"<TRACK\n>"),
        ("song.rpp", b'<REAPER_PROJECT 0.1 "7"\n<ITEM\nPOSITION nan\n>\n>'),
        ("song.als", b"<Ableton/>"),
        ("song.als", gzip.compress(BOMB)),
        ("song.als", gzip.compress(b"<Other/>")),
        ("song.als", gzip.compress(b"<Ableton><AudioClip/></Ableton>")),
        ("song.dawproject", zipped(b"<Project/>", "other.xml")),
        ("song.dawproject", zipped(BOMB)),
        ("song.dawproject", zipped(b'<Project><Clip time="inf"/></Project>')),
    ],
    ids=lambda given: given if isinstance(given, str) else "",  # packed contents hold the time
)
def test_what_is_no_project_is_said_so(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Unreadable) as caught:
        read_project(path)
    assert caught.value.why


READERS = {
    read_reaper_project: RPP.encode(),
    read_live_set: als(in_arrangement(audio_clip("/a/b.wav", 4.0))),
    read_dawproject: zipped(
        b'<Project><Clip time="1"><Audio><File path="a"/></Audio></Clip></Project>'
    ),
}


@pytest.mark.parametrize("reader", READERS)
@given(data=st.data())
def test_a_damaged_project_is_read_or_refused(reader, data: st.DataObject) -> None:
    content = bytearray(READERS[reader])
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    try:
        reader(bytes(content[:cut]))
    except ValueError:
        pass

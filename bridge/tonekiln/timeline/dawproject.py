"""DAWproject: one file with clips, tempo, meter and markers that several DAWs open.

Format: https://github.com/bitwig/dawproject, version 1.0: a ZIP of `project.xml`,
`metadata.xml` and the audio. Times are quarter notes; the warps of a loop of bars tie its beats
to its seconds, so that it follows the session's tempo; all else keeps its seconds.
"""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree as ET

import tonekiln
from tonekiln.platform import open_files
from tonekiln.protocol import Clip

from .arrangement import Arrangement, Laid

_COLOURS = ("#e8833a", "#3a9fe8", "#7bc950", "#c95091", "#d9c441", "#50c9b5")
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""

_MASTER, _TEMPO, _METER = "master", "tempo", "meter"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest a ZIP can hold: the same clips give the same bytes."""


def write_dawproject(target: Path, arrangement: Arrangement, audio: Mapping[str, Path]) -> None:
    """Write a project; nothing is left behind if it fails.

    Args:
        target: replaced if it is there.
        arrangement: what to write.
        audio: each clip's file by its id.

    Raises:
        OSError: a file cannot be read, or the target not be written.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_entry("project.xml"), project_xml(arrangement))
            archive.writestr(_entry("metadata.xml"), metadata_xml(arrangement))
            for clip in {laid.clip.clip_id: laid.clip for laid in arrangement.clips}.values():
                archive.writestr(_entry(_inside(clip)), audio[clip.clip_id].read_bytes())
        open_files.replace(part, target)
    finally:
        open_files.discard(part)


def project_xml(arrangement: Arrangement) -> bytes:
    """`project.xml`."""
    project = ET.Element("Project", version="1.0")
    ET.SubElement(project, "Application", name="Tonekiln", version=tonekiln.__version__)
    _add_transport(project, arrangement)
    _add_structure(project, arrangement)
    _add_arrangement(project, arrangement)
    return _document(project)


def metadata_xml(arrangement: Arrangement) -> bytes:
    """`metadata.xml`: what was made, by what, under which licence."""
    metadata = ET.Element("MetaData")
    clips = [laid.clip for laid in arrangement.clips]
    licences = sorted({f"{clip.engine}: {clip.licence}" for clip in clips})
    terms = ["not for commercial use"] if any(clip.non_commercial for clip in clips) else []
    ET.SubElement(metadata, "Title").text = _text(clips[0].name)
    ET.SubElement(metadata, "Copyright").text = _text("; ".join(licences + terms))
    ET.SubElement(metadata, "Comment").text = _text("; ".join(clip.prompt for clip in clips))
    return _document(metadata)


def _add_transport(project: ET.Element, arrangement: Arrangement) -> None:
    transport = ET.SubElement(project, "Transport")
    tempo, meter = arrangement.tempo_map.tempos[0].bpm, arrangement.tempo_map.meters[0].meter
    ET.SubElement(transport, "Tempo", unit="bpm", value=f"{tempo:f}", id=_TEMPO, name="Tempo")
    ET.SubElement(
        transport,
        "TimeSignature",
        numerator=str(meter.numerator),
        denominator=str(meter.denominator),
        id=_METER,
    )


def _add_structure(project: ET.Element, arrangement: Arrangement) -> None:
    structure = ET.SubElement(project, "Structure")
    for number, laid in enumerate(arrangement.clips):
        track = ET.SubElement(
            structure,
            "Track",
            contentType="audio",
            loaded="true",
            id=_track(number),
            name=_text(laid.clip.stem or laid.clip.name),
            color=_colour(number),
        )
        _add_channel(track, laid.clip.channels, "regular", f"channel-{number}", _MASTER)
    master = ET.SubElement(
        structure, "Track", contentType="audio", loaded="true", id="track-master", name="Master"
    )
    _add_channel(master, 2, "master", _MASTER, None)


def _add_channel(
    track: ET.Element, channels: int, role: str, ident: str, destination: str | None
) -> None:
    facts = {"audioChannels": str(channels), "role": role, "id": ident}
    if destination is not None:
        facts["destination"] = destination
    channel = ET.SubElement(track, "Channel", facts)
    ET.SubElement(channel, "Volume", unit="linear", value="1.0", min="0.0", max="2.0")


def _add_arrangement(project: ET.Element, arrangement: Arrangement) -> None:
    top = ET.SubElement(project, "Arrangement", id="arrangement")
    lanes = ET.SubElement(top, "Lanes", timeUnit="beats")
    for number, laid in enumerate(arrangement.clips):
        lane = ET.SubElement(lanes, "Lanes", track=_track(number))
        _add_clip(ET.SubElement(lane, "Clips"), laid, _colour(number))
    markers = ET.SubElement(top, "Markers", timeUnit="beats")
    for marker in arrangement.markers:
        ET.SubElement(markers, "Marker", time=_number(marker.quarters), name=_text(marker.name))
    _add_changes(top, arrangement)


def _add_clip(clips: ET.Element, laid: Laid, colour: str) -> None:
    length = _number(laid.length)
    times = {"time": _number(laid.quarters), "duration": length, "playStart": "0.0"}
    name = {"name": _text(laid.clip.name), "color": colour}
    if not laid.clip.follows_tempo:
        clip = ET.SubElement(clips, "Clip", times | name | {"contentTimeUnit": "seconds"})
        _add_audio(clip, laid.clip)
        return
    loop = {"loopStart": "0.0", "loopEnd": length}
    clip = ET.SubElement(clips, "Clip", times | loop | name | {"contentTimeUnit": "beats"})
    warps = ET.SubElement(clip, "Warps", timeUnit="beats", contentTimeUnit="seconds")
    _add_audio(warps, laid.clip)
    ET.SubElement(warps, "Warp", time="0.0", contentTime="0.0")
    ET.SubElement(warps, "Warp", time=length, contentTime=_seconds(laid.clip))


def _add_audio(parent: ET.Element, clip: Clip) -> None:
    audio = ET.SubElement(
        parent,
        "Audio",
        timeUnit="seconds",
        duration=_seconds(clip),
        channels=str(clip.channels),
        sampleRate=str(clip.sample_rate),
    )
    ET.SubElement(audio, "File", path=_inside(clip))


def _add_changes(top: ET.Element, arrangement: Arrangement) -> None:
    """Tempo and meter over time, where they change at all."""
    tempo_map = arrangement.tempo_map
    if len(tempo_map.tempos) > 1:
        tempos = _points(top, "TempoAutomation", _TEMPO, "bpm")
        for tempo in tempo_map.tempos:
            at = {"time": _number(tempo.quarters), "value": f"{tempo.bpm:f}"}
            ET.SubElement(tempos, "RealPoint", at, interpolation="hold")
    if len(tempo_map.meters) > 1:
        meters = _points(top, "TimeSignatureAutomation", _METER)
        for change in tempo_map.meters:
            meter = {
                "time": _number(tempo_map.quarters_at_bar(change.bar)),
                "numerator": str(change.meter.numerator),
                "denominator": str(change.meter.denominator),
            }
            ET.SubElement(meters, "TimeSignaturePoint", meter)


def _points(top: ET.Element, name: str, target: str, unit: str | None = None) -> ET.Element:
    points = ET.SubElement(top, name, timeUnit="beats")
    if unit is not None:
        points.set("unit", unit)
    ET.SubElement(points, "Target", parameter=target)
    return points


def _document(root: ET.Element) -> bytes:
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n"


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _ZIP_DATE)
    info.compress_type = zipfile.ZIP_STORED if name.endswith(".wav") else zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _inside(clip: Clip) -> str:
    return f"audio/{clip.clip_id}.wav"


def _track(number: int) -> str:
    return f"track-{number}"


def _colour(number: int) -> str:
    return _COLOURS[number % len(_COLOURS)]


def _seconds(clip: Clip) -> str:
    return repr(clip.frames / clip.sample_rate)


def _number(quarters: Fraction) -> str:
    return repr(float(quarters))


def _text(text: str) -> str:
    return _UNWRITABLE.sub(" ", text)

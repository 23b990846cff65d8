"""DAWproject: a ZIP whose `project.xml` has clips in lanes (https://github.com/bitwig/dawproject)."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from .saved_project import SavedClip, SavedProject, number
from .xml_text import parsed

_MOST_BYTES = 128 * 2**20


def read_dawproject(content: bytes) -> SavedProject:
    """Audio clips of the arrangement, in quarter notes or seconds as their lanes count, and slots.

    Raises:
        ValueError: it is no such file.
    """
    root = parsed(_project_xml(content))
    if root.tag != "Project":
        raise ValueError("it is no DAWproject")
    program = root.find("Application")
    version = "" if program is None else program.get("version", "")
    return SavedProject(version, tuple(_clips(root)))


def _project_xml(content: bytes) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("project.xml") as file:
            xml = file.read(_MOST_BYTES + 1)
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, zlib.error, RuntimeError) as error:
        raise ValueError("it is no DAWproject: those are ZIPs with a project.xml") from error
    except NotImplementedError as error:
        raise ValueError("it is packed in a way that no DAWproject is") from error
    if len(xml) > _MOST_BYTES:
        raise ValueError("it is larger than any DAWproject")
    return xml


def _clips(root: ET.Element) -> Iterator[SavedClip]:
    """Clips that hold audio, those within clips at their sum, as the format has it."""
    left: list[tuple[ET.Element, str, float, bool]] = [(root, "beats", 0.0, False)]
    while left:
        node, unit, start, slot = left.pop()
        unit = node.get("timeUnit", unit)
        slot = slot or node.tag == "ClipSlot"
        if node.tag == "Clip":
            start += number(node.get("time", "0"))
            file = node.find(".//Audio/File")
            if file is not None and node.find(".//Clip") is None:
                yield _clip(node, file, unit, start, slot)
                continue
        left.extend((child, unit, start, slot) for child in reversed(node))


def _clip(node: ET.Element, file: ET.Element, unit: str, start: float, slot: bool) -> SavedClip:
    place = None if slot else start
    return SavedClip(
        file=file.get("path", ""),
        seconds=place if unit == "seconds" else None,
        beats=place if unit == "beats" else None,
        slot=slot,
        warped=node.find(".//Warps") is not None,
    )

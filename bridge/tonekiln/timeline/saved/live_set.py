"""Live's `.als`: XML under gzip. Undocumented; as sets of Live 9 to 12 have it.

An `AudioClip` has its place as the attribute `Time`, in quarter notes; within a `ClipSlot` that
means nothing. What it plays is in `SampleRef/FileRef`: `Path` or `RelativePath` (from Live 11 on),
or `Name`.
"""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from .saved_project import SavedClip, SavedProject, number
from .xml_text import parsed

_MOST_BYTES = 512 * 2**20
_PROGRAM = "Ableton Live "


def read_live_set(content: bytes) -> SavedProject:
    """Audio clips of the Arrangement and the Session.

    Raises:
        ValueError: it is no Live set.
    """
    root = parsed(_unpacked(content))
    if root.tag != "Ableton":
        raise ValueError("it is no Live set")
    version = root.get("Creator", "").removeprefix(_PROGRAM)
    return SavedProject(version, tuple(_clips(root, in_slot=False)))


def _unpacked(content: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            xml = file.read(_MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError("it is no Live set: those are packed by gzip") from error
    if len(xml) > _MOST_BYTES:
        raise ValueError("it is larger than any Live set")
    return xml


def _clips(root: ET.Element, *, in_slot: bool) -> Iterator[SavedClip]:
    """Every clip once. The tree is walked by hand, as deep as it may be."""
    left = [(root, in_slot)]
    while left:
        node, slot = left.pop()
        if node.tag == "AudioClip":
            yield _clip(node, slot)
            continue
        slot = slot or node.tag == "ClipSlot"
        left.extend((child, slot) for child in reversed(node))


def _clip(node: ET.Element, slot: bool) -> SavedClip:
    warped = _value(node, "IsWarped")
    return SavedClip(
        file=_file(node),
        beats=None if slot else number(node.get("Time") or _value(node, "CurrentStart")),
        slot=slot,
        warped=None if warped is None else warped == "true",
    )


def _file(clip: ET.Element) -> str:
    reference = clip.find("SampleRef/FileRef")
    if reference is None:
        return ""
    return next(filter(None, (_value(reference, n) for n in ("Path", "RelativePath", "Name"))), "")


def _value(node: ET.Element, name: str) -> str | None:
    child = node.find(name)
    return None if child is None else child.get("Value")

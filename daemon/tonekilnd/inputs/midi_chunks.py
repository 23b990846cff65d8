"""The tracks of a MIDI file as any DAW finds them, whatever lies around them.

Standard MIDI Files 1.0: a header chunk, then chunks, of which those that are not `MTrk` are to be
skipped. Found in practice: RIFF around it all (RMID), a MacBinary header before it, bytes between
chunks, lengths that are zero or too large, fewer tracks than the header says.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from tonekiln.protocol.errors import InvalidRequest

MOST_BYTES = 4 * 2**20
MOST_TRACKS = 1024


@dataclass(frozen=True, slots=True)
class MidiFile:
    """A MIDI file cut into its tracks.

    Attributes:
        kind: 0 one track, 1 tracks that sound together, 2 patterns one after the other.
        ticks_per_quarter: the division; 0 where time is in seconds.
        ticks_per_second: of an SMPTE division, as (ticks, seconds); None where time is in beats.
        tracks: the bytes of each track.
        cut_short: whether the file ends before its last track does.
    """

    kind: int
    ticks_per_quarter: int
    ticks_per_second: tuple[int, int] | None
    tracks: tuple[bytes, ...]
    cut_short: bool = False


_FRAMES_PER_SECOND = {24: (24, 1), 25: (25, 1), 29: (30_000, 1001), 30: (30, 1)}
"""SMPTE's; 29 is drop-frame time code, 30000/1001 frames a second (SMF 1.0, "MThd")."""


def midi_file(data: bytes, name: str, field: str) -> MidiFile:
    """Cut a file into tracks.

    Raises:
        InvalidRequest: it is empty, has no header or tracks, or a division that is no time.
    """
    if not data:
        raise InvalidRequest(f"{name} is empty", field=field)
    start = data.find(b"MThd")
    if start < 0:
        raise _refused(name, field, "it has no header")
    if len(data) < start + 14:
        raise _refused(name, field, "it ends too early, in its header")
    length, kind, _, division = struct.unpack_from(">IHHh", data, start + 4)
    quarter, second = _division(division, name, field)
    first = start + 8 + min(max(length, 6), 256)
    tracks, cut_short = _tracks(data, first)
    if not tracks:
        # A header's length that is wrong hides the first track.
        tracks, cut_short = _tracks(data, start + 14)
    if not tracks:
        raise _refused(name, field, "it ends before its first track")
    if len(tracks) > MOST_TRACKS:
        raise InvalidRequest(
            f"{name} has {len(tracks)} tracks", field=field, bound=f"at most {MOST_TRACKS}"
        )
    return MidiFile(kind if kind <= 2 else 1, quarter, second, tuple(tracks), cut_short)


def _division(division: int, name: str, field: str) -> tuple[int, tuple[int, int] | None]:
    if division > 0:
        return division, None
    if division == 0:
        raise _refused(name, field, "its division is 0 ticks a quarter note, which is no time")
    frames, ticks = -(division >> 8), division & 0xFF
    rate = _FRAMES_PER_SECOND.get(frames)
    if rate is None or not ticks:
        raise _refused(
            name, field, f"its division is {ticks} ticks in {frames} frames a second, no SMPTE time"
        )
    return 0, (rate[0] * ticks, rate[1])


def _tracks(data: bytes, position: int) -> tuple[list[bytes], bool]:
    """Each track's bytes; bytes between chunks are passed over."""
    tracks: list[bytes] = []
    cut_short = False
    while position + 8 <= len(data) and len(tracks) <= MOST_TRACKS:
        mark = data[position : position + 4]
        (length,) = struct.unpack_from(">I", data, position + 4)
        end = position + 8 + length
        if mark == b"MTrk":
            following = data.find(b"MTrk", position + 8)
            if end > len(data) and following >= 0:
                end = following  # its length is wrong: the next one begins before it ends
            cut_short |= end > len(data)
            tracks.append(data[position + 8 : end])
            position = end
        elif _is_chunk(mark) and end <= len(data):
            position = end
        else:
            following = data.find(b"MTrk", position + 1)
            if following < 0:
                break
            position = following
    return tracks, cut_short


def _is_chunk(mark: bytes) -> bool:
    return all(0x20 <= letter < 0x7F for letter in mark)


def _refused(name: str, field: str, why: str) -> InvalidRequest:
    return InvalidRequest(
        f"{name} cannot be read as MIDI: {why}",
        field=field,
        hint="export it again as a standard MIDI file",
    )

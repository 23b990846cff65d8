"""The events of one MIDI track that matter to a melody, read as tolerantly as DAWs read them.

Where an event begins and ends is found here, with bounds; what it says is mido's to read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeAlias

import mido

Event: TypeAlias = mido.Message | mido.MetaMessage

_TEMPO, _TIME_SIGNATURE, _END_OF_TRACK = 0x51, 0x58, 0x2F
_META = {_TEMPO, _TIME_SIGNATURE}
_DATA_BYTES = {0x8: 2, 0x9: 2, 0xA: 2, 0xB: 2, 0xC: 1, 0xD: 1, 0xE: 2}
_SYSTEM_DATA_BYTES = {0xF1: 1, 0xF2: 2, 0xF3: 1}
_NOTE_ON = 0x90


class CutShort(Exception):  # noqa: N818 - a state of the file
    """A track ends in the middle of an event."""


def events(track: bytes) -> Iterator[tuple[int, Event | None]]:
    """(tick, mido message) of notes, tempi and time signatures; last (tick, None), its end.

    Running status is taken from the last channel event, also past meta events, and is a note's
    before the first; data bytes above 127 are 127; what follows the end of track is not looked
    at; an event that says nothing sensible is left out.

    Raises:
        CutShort: at the end, where the track ends in the middle of an event.
    """
    tick, position, status = 0, 0, _NOTE_ON
    while position < len(track):
        delta, position = _number(track, position)
        tick += delta
        kind, position = _status(track, position, status)
        if kind == 0xFF:
            meta, content, position = _meta(track, position)
            if meta == _END_OF_TRACK:
                break
            if meta in _META:
                yield from _said(tick, partial(_meta_message, meta, content))
        elif kind in (0xF0, 0xF7):
            length, position = _number(track, position)
            position = _past(track, position, length)
        elif kind >= 0xF0:
            position = _past(track, position, _SYSTEM_DATA_BYTES.get(kind, 0))
        else:
            status = kind
            end = _past(track, position, _DATA_BYTES[kind >> 4])
            if kind >> 4 in (0x8, 0x9):
                data = bytes(min(byte, 127) for byte in track[position:end])
                yield from _said(tick, partial(mido.Message.from_bytes, [kind, *data]))
            position = end
    yield tick, None


def _said(tick: int, read: Callable[[], Event]) -> Iterator[tuple[int, Event | None]]:
    """What a library makes of an event; one that it cannot read says nothing."""
    try:
        message = read()
    except Exception:  # of whatever kind: mido has several, and none of them ends a melody
        return
    yield tick, message


def _status(track: bytes, position: int, running: int) -> tuple[int, int]:
    """The status of the event that begins here, and where its data does."""
    if position >= len(track):
        raise CutShort
    byte = track[position]
    if byte >= 0x80:
        return byte, position + 1
    return running, position


def _meta(track: bytes, position: int) -> tuple[int, bytes, int]:
    if position >= len(track):
        raise CutShort
    length, start = _number(track, position + 1)
    end = _past(track, start, length)
    return track[position], track[start:end], end


def _meta_message(kind: int, content: bytes) -> Event:
    return mido.MetaMessage.from_bytes([0xFF, kind, len(content), *content])


def _number(track: bytes, position: int) -> tuple[int, int]:
    """A variable-length quantity: seven bits a byte, at most four bytes, up to 2^28 - 1."""
    value = 0
    for count in range(4):
        if position + count >= len(track):
            raise CutShort
        byte = track[position + count]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, position + count + 1
    return value, position + 4


def _past(track: bytes, position: int, length: int) -> int:
    if position + length > len(track):
        raise CutShort
    return position + length

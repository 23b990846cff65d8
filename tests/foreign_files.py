"""Files of other programs, built byte by byte: WAV with any header, MIDI with any track."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Sequence

import numpy as np
import soundfile


def noise(frames: int, channels: int = 2, level: float = 0.1, seed: int = 1) -> np.ndarray:
    """(frames, channels) float32."""
    random = np.random.default_rng(seed)
    return (random.standard_normal((frames, channels)) * level).astype(np.float32)


def sound(samples: np.ndarray, rate: int = 32_000, form: str = "WAV", subtype: str = "") -> bytes:
    """A sound file of (frames, channels)."""
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=form, subtype=subtype or None)
    return file.getvalue()


def chunk(mark: bytes, content: bytes, claimed: int | None = None, pad: bool = True) -> bytes:
    """A RIFF chunk, its size as claimed."""
    size = len(content) if claimed is None else claimed
    return mark + struct.pack("<I", size) + content + bytes(len(content) % 2 if pad else 0)


def riff(*chunks: bytes, size: int | None = None, mark: bytes = b"RIFF") -> bytes:
    """A RIFF file of form WAVE."""
    body = b"WAVE" + b"".join(chunks)
    return mark + struct.pack("<I", len(body) if size is None else size) + body


def pcm_format(channels: int = 1, rate: int = 32_000, bits: int = 16) -> bytes:
    """The `fmt ` chunk of PCM."""
    block = channels * bits // 8 & 0xFFFF
    speed = rate * block & 0xFFFFFFFF
    return chunk(b"fmt ", struct.pack("<HHIIHH", 1, channels, rate, speed, block, bits))


def pcm(samples: np.ndarray) -> bytes:
    """16 bit of (frames, channels)."""
    return (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


def varied(number: int) -> bytes:
    """A variable-length quantity."""
    out = [number & 0x7F]
    while number := number >> 7:
        out.insert(0, number & 0x7F | 0x80)
    return bytes(out)


def header(kind: int = 0, tracks: int = 1, division: int = 480) -> bytes:
    """MThd; a negative division is passed through as its 16 bits."""
    return b"MThd" + struct.pack(">IHHH", 6, kind, tracks, division & 0xFFFF)


def smpte(frames: int, ticks: int) -> int:
    """A division in real time."""
    return (256 - frames) << 8 | ticks


def track(
    *events: bytes, end: bytes | None = b"\x00\xff\x2f\x00", claimed: int | None = None
) -> bytes:
    """MTrk of events, each with its delta."""
    body = b"".join(events) + (end or b"")
    return b"MTrk" + struct.pack(">I", len(body) if claimed is None else claimed) + body


def on(pitch: int, delta: int = 0, channel: int = 0, velocity: int = 100) -> bytes:
    """A note begins."""
    return varied(delta) + bytes((0x90 | channel, pitch, velocity))


def off(pitch: int, delta: int = 480, channel: int = 0) -> bytes:
    """A note ends."""
    return varied(delta) + bytes((0x80 | channel, pitch, 64))


def meta(kind: int, content: bytes, delta: int = 0) -> bytes:
    """A meta event."""
    return varied(delta) + bytes((0xFF, kind)) + varied(len(content)) + content


def tempo(microseconds: int, delta: int = 0) -> bytes:
    """Of a quarter note."""
    return meta(0x51, microseconds.to_bytes(3, "big"), delta)


def meter(beats: int, unit_power: int, delta: int = 0) -> bytes:
    """`beats` notes of 1/2**unit_power."""
    return meta(0x58, bytes((beats, unit_power, 24, 8)), delta)


def notes(pitches: Iterable[int], length: int = 480, first: int = 0, channel: int = 0) -> bytes:
    """One after the other, the first after `first` ticks."""
    out = b""
    for pitch in pitches:
        out += on(pitch, first, channel) + off(pitch, length, channel)
        first = 0
    return out


SCALE: Sequence[int] = (60, 62, 64, 65, 67, 69, 71, 72)
"""Two bars of quarter notes."""


def tune(*before: bytes, division: int = 480, first: int = 0) -> bytes:
    """A file of one track that plays the scale."""
    return header(division=division) + track(*before, notes(SCALE, first=first))

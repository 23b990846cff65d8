"""Clips as WAV files that say what they are: tempo, loop, place, loudness, provenance.

Chunks, in order: `fmt `, `fact` (float only), `bext`, `acid`, `smpl`, `LIST` of `INFO`, `iXML`,
`tkln` (provenance, JSON), `data`. No library on PyPI writes acid, smpl and bext together.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.protocol import Meter, limits
from tonekiln.protocol.errors import InvalidRequest, NotFound
from tonekilnd.atomic import write_new_file
from tonekilnd.domain import Audio

from . import chunks
from .acid import stretching
from .keynote import root_note
from .summing import STEPS_OF_FULL_SCALE

if TYPE_CHECKING:
    from _typeshed import StrPath

Subtype = Literal["PCM_24", "FLOAT"]

MAX_PROVENANCE_BYTES = 1 << 20
_BLOCK = 1 << 15
_READ_BYTES = 1 << 20
_FULL_SCALE = STEPS_OF_FULL_SCALE


@dataclass(frozen=True, slots=True)
class WavFacts:
    """What a clip's file says of it beside its samples.

    Attributes:
        clip_id: becomes the `bext` reference.
        engine_kind: procedural or neural, as it must show wherever the engine does.
        created: in the time zone that the file is to show.
        time_reference: frames from the timeline's start (`bext`), 0 where unknown.
        in_seconds: its length was asked for in seconds, so no tempo stretches it.
        provenance: a JSON document for `tkln`, UTF-8: prompt, seed, engine, engine_kind,
            licence and Plan among it.
    """

    clip_id: str
    title: str
    prompt: str
    seed: int
    engine: str
    engine_kind: str
    licence: str
    bpm: Decimal
    meter: Meter
    key: str | None
    sample_rate: int
    one_shot: bool
    created: datetime
    provenance: bytes
    lufs: float | None = None
    true_peak_dbtp: float | None = None
    time_reference: int = 0
    in_seconds: bool = False


@dataclass(frozen=True, slots=True)
class WrittenWav:
    """A file as it was written.

    Attributes:
        bytes: its size.
        audio_sha256: digest of the body of its `data` chunk: of the samples alone.
    """

    bytes: int
    audio_sha256: str


def write_wav(
    path: Path, audio: Audio, facts: WavFacts, *, subtype: Subtype = "PCM_24"
) -> WrittenWav:
    """Write a clip's file whole, or not at all.

    Args:
        path: where; its folder exists, it does not.
        audio: (channels, frames) within -1..1; what lies outside is cut off at 24 bit.
        facts: what its chunks say.
        subtype: 24-bit integers or 32-bit floats.

    Raises:
        FileExistsError: there is such a file; clips never change.
        StorageFull: no room; nothing is left behind.
        ValueError: longer than a WAV may be, or provenance longer than a megabyte.
    """
    if len(facts.provenance) > MAX_PROVENANCE_BYTES:
        raise ValueError("the provenance is longer than a megabyte")
    channels, frames = audio.shape
    data_bytes = frames * channels * (3 if subtype == "PCM_24" else 4)
    before = _chunks_before_data(audio, facts, subtype)
    total = 4 + len(before) + 8 + data_bytes + data_bytes % 2
    if total + 8 > limits.MAX_CLIP_BYTES:
        raise ValueError("the clip is longer than a WAV file may be")
    with ThreadPoolExecutor(1, "digest") as beside:
        digest = hashlib.sha256()

        def pieces() -> Iterator[bytes | memoryview]:
            yield b"RIFF" + struct.pack("<I", total) + b"WAVE" + before
            yield b"data" + struct.pack("<I", data_bytes)
            for block in _encoded(audio, subtype):
                beside.submit(digest.update, block)  # in order: it is one thread
                yield block
            yield b"\0" * (data_bytes % 2)

        size = write_new_file(path, pieces())
    return WrittenWav(size, digest.hexdigest())


def fitting_subtype(audio: Audio) -> Subtype:
    """24 bit, or floats where samples lie outside of what those hold: nothing is cut off."""
    most = 1.0 - 1.0 / _FULL_SCALE
    within = not audio.size or (float(audio.max()) <= most and float(audio.min()) >= -1.0)
    return "PCM_24" if within else "FLOAT"


def read_audio(path: StrPath) -> tuple[Audio, int]:
    """A file's samples as (channels, frames) float32, and its rate; any format libsndfile reads.

    Raises:
        NotFound: there is no such file.
        InvalidRequest: it cannot be read as audio.
    """
    import soundfile  # noqa: PLC0415 - loads libsndfile, which the daemon's start need not

    try:
        foreign.check_file(Path(path))  # libsndfile would wait for a pipe's other end
        audio, rate = soundfile.read(str(path), dtype="float32", always_2d=True)
    except Unreadable as problem:
        raise NotFound(_no_file(path, problem), field="path") from problem
    except soundfile.LibsndfileError as error:
        raise InvalidRequest(f"{path} cannot be read as audio", field="path") from error
    return np.ascontiguousarray(audio.T), int(rate)


def read_provenance(path: StrPath) -> bytes:
    """The JSON document of a file's `tkln` chunk.

    Raises:
        NotFound: there is no such file, or it has no `tkln` chunk.
        InvalidRequest: it is not a WAV file.
    """
    with chunk_of(path, chunks.PROVENANCE) as (file, size):
        return file.read(min(size, MAX_PROVENANCE_BYTES))


def audio_sha256(path: StrPath) -> str:
    """Digest of the body of a file's `data` chunk. Raises as `read_provenance` does."""
    digest = hashlib.sha256()
    with chunk_of(path, b"data") as (file, size):
        for start in range(0, size, _READ_BYTES):
            digest.update(file.read(min(_READ_BYTES, size - start)))
    return digest.hexdigest()


@contextmanager
def chunk_of(path: StrPath, ident: bytes) -> Iterator[tuple[BinaryIO, int]]:
    """A file at the start of a chunk's body, and that body's size."""
    try:
        file = foreign.opened(Path(path))
    except Unreadable as problem:
        raise NotFound(_no_file(path, problem), field="path") from problem
    with file:
        try:
            found = next((c for c in chunks.find_chunks(file) if c.ident == ident), None)
        except ValueError as error:
            raise InvalidRequest(f"{path} is {error}", field="path") from error
        if found is None:
            raise NotFound(f"{path} has no `{ident.decode()}` chunk", field="path")
        file.seek(found.offset)
        yield file, found.size


def _no_file(path: StrPath, problem: Unreadable) -> str:
    return f"no file {path}" if problem.absent else str(problem)


def _chunks_before_data(audio: Audio, facts: WavFacts, subtype: Subtype) -> bytes:
    channels, frames = audio.shape
    floating = subtype == "FLOAT"
    bits = 32 if floating else 24
    root = root_note(facts.key)
    maker = f"{facts.engine} ({facts.engine_kind})"
    bodies = [(b"fmt ", chunks.fmt(facts.sample_rate, channels, bits, floating=floating))]
    if floating:
        bodies.append((b"fact", struct.pack("<I", frames)))
    bodies += [
        (
            b"bext",
            chunks.bext(
                description=facts.prompt or facts.title,
                originator="Tonekiln",
                reference=facts.clip_id,
                created=facts.created,
                time_reference=facts.time_reference,
                lufs=facts.lufs,
                true_peak_dbtp=facts.true_peak_dbtp,
                coding_history=f"A=PCM,F={facts.sample_rate},W={bits},T=Tonekiln {maker}",
            ),
        ),
        (
            b"acid",
            chunks.acid(
                stretching(
                    frames,
                    facts.sample_rate,
                    facts.bpm,
                    follows_tempo=not (facts.one_shot or facts.in_seconds),
                ),
                root_note=root,
                meter=facts.meter,
                bpm=facts.bpm,
            ),
        ),
        (
            b"smpl",
            chunks.smpl(facts.sample_rate, frames, root_note=root, loop=not facts.one_shot),
        ),
        (b"LIST", chunks.info(_info_texts(facts, maker))),
        (b"iXML", chunks.ixml(title=facts.title, note=facts.prompt, ident=facts.clip_id)),
        (chunks.PROVENANCE, facts.provenance),
    ]
    return b"".join(chunks.chunk(ident, body) for ident, body in bodies)


def _info_texts(facts: WavFacts, maker: str) -> dict[bytes, str]:
    return {
        b"INAM": facts.title,
        b"IART": maker,
        b"ICMT": facts.prompt,
        b"ICOP": facts.licence,
        b"ICRD": facts.created.strftime("%Y-%m-%d"),
        b"IKEY": "; ".join(text for text in (f"{facts.bpm} bpm", facts.key) if text),
        b"ISFT": "Tonekiln",
        b"ISRC": f"seed {facts.seed}",
    }


def _encoded(audio: Audio, subtype: Subtype) -> Iterator[memoryview]:
    """Interleaved samples in blocks that stay in a core's cache while they are worked on."""
    for start in range(0, audio.shape[1], _BLOCK):
        block = audio[:, start : start + _BLOCK]
        if subtype == "PCM_24":
            yield _in_24_bits(block).data.cast("B")
        else:
            yield np.ascontiguousarray(block.T, dtype="<f4").data.cast("B")


def _in_24_bits(block: Audio) -> NDArray[np.uint8]:
    """Samples as (frames, channels, 3): their low bytes, little-endian.

    One strided copy a byte: half the time of transposing and cutting the fourth byte off.
    """
    steps = block * np.float32(_FULL_SCALE)
    np.rint(steps, out=steps)
    np.clip(steps, -_FULL_SCALE, _FULL_SCALE - 1, out=steps)
    words = steps.astype("<i4").view(np.uint8).reshape(*block.shape, 4)
    low = np.empty((block.shape[1], len(block), 3), np.uint8)
    for channel in range(len(block)):
        for byte in range(3):
            low[:, channel, byte] = words[channel, :, byte]
    return low

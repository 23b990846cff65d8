"""A clip's file with everything about it inside, so that the index can be made anew from it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from tonekiln.protocol import Clip, Meter
from tonekilnd.domain import Audio

from .wav import WavFacts, audio_sha256, fitting_subtype, read_provenance, write_wav


class Provenance(Struct, frozen=True, kw_only=True):
    """What the `tkln` chunk holds. The clip's size and digest are not in it: they are the file's.

    Attributes:
        clip: the clip as the library shows it: prompt, seed, engine, its kind, licence, report.
        plan: the Plan, from which the same samples can be made again.
        job: which made it; "" in files of version 0.1.
    """

    made_by: str = "Tonekiln"
    clip: Clip
    plan: Raw
    job: str = ""


def write_clip_file(
    clip: Clip, audio: Audio, plan: bytes, time_reference: int, job: str = ""
) -> Clip:
    """Write a clip's WAV at its path; returns the clip with the file's size and digest.

    Raises:
        StorageFull: the disk filled up; nothing is left behind.
        FileExistsError: there is such a file; clips never change.
    """
    provenance = msgspec.json.encode(Provenance(clip=clip, plan=Raw(plan), job=job))
    facts = WavFacts(
        clip_id=clip.clip_id,
        title=clip.name,
        prompt=clip.prompt,
        seed=clip.seed,
        engine=clip.engine,
        engine_kind=clip.engine_kind,
        licence=_terms(clip),
        bpm=Decimal(repr(clip.bpm)),
        meter=Meter.parse(clip.meter),
        key=clip.key,
        sample_rate=clip.sample_rate,
        one_shot=clip.one_shot,
        # `bext` has no time zone; recorders and DAWs write the place's own time.
        created=datetime.fromisoformat(clip.created).astimezone(),
        in_seconds=clip.bars is None,
        provenance=provenance,
        lufs=clip.lufs,
        true_peak_dbtp=clip.true_peak_dbtp,
        time_reference=time_reference,
    )
    written = write_wav(Path(clip.path), audio, facts, subtype=fitting_subtype(audio))
    return replace(clip, bytes=written.bytes, audio_sha256=written.audio_sha256)


def plan_of_file(path: Path) -> bytes:
    """The Plan that a clip's file carries, as JSON. Raises as `clip_of_file`."""
    return bytes(msgspec.json.decode(read_provenance(path), type=Provenance).plan)


def _terms(clip: Clip) -> str:
    """What a person who only has the file may do with it."""
    restricted = "not for commercial use" if clip.non_commercial else ""
    return ", ".join(part for part in (clip.licence, restricted, clip.licence_url) if part)


def clip_of_file(path: Path) -> Clip:
    """The clip that a file says it is, at the path it is at now.

    Raises:
        NotFound: the file has no provenance of ours.
        InvalidRequest: it is not a WAV file.
        msgspec.ValidationError: its provenance cannot be read by this version.
    """
    return provenance_of_file(path)[0]


def provenance_of_file(path: Path) -> tuple[Clip, str, bytes]:
    """The clip as `clip_of_file`, the job that made it, and its Plan as JSON. Raises as that."""
    found = msgspec.json.decode(read_provenance(path), type=Provenance)
    clip = replace(
        found.clip, path=str(path), bytes=path.stat().st_size, audio_sha256=audio_sha256(path)
    )
    return clip, found.job, bytes(found.plan)

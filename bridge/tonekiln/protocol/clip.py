"""A finished clip and the report of what was measured on it."""

from __future__ import annotations

from msgspec import Struct

from . import fields as f


class Seam(Struct, frozen=True, kw_only=True):
    """The join between a loop's end and its start.

    Attributes:
        jump: first difference across the seam over the clip's 99.9th percentile; 1 or less
            cannot be told from the music's own movement.
        slope: the same of the second difference.
        flux: spectral flux at the seam over the median flux at the other bar lines, or at the
            beats, whichever is nearer; 0.8 to 1.5 is usual.
    """

    jump: float
    slope: float
    flux: float


class Timing(Struct, frozen=True, kw_only=True):
    """Where a job's time went, in milliseconds; `bridge_ms` is all but engine, load and fit."""

    total_ms: float = 0.0
    queue_ms: float = 0.0
    plan_ms: float = 0.0
    load_ms: float = 0.0
    engine_ms: float = 0.0
    fit_ms: float = 0.0
    write_ms: float = 0.0
    bridge_ms: float = 0.0


class Clip(Struct, frozen=True, kw_only=True):
    """One clip of the library, as every interface shows it.

    Attributes:
        tempo_error_percent: distance of the measured tempo from `bpm` after the fit; 0.0 where
            the engine places every event itself, null where nothing could be measured.
        seam: null for one-shots, which do not loop.
        lufs: integrated loudness (ITU-R BS.1770); null for silence.
        parent: the clip that it was made from: its parts, its start, its tempo, its stems; perhaps
            removed meanwhile. Null where that was a file, or nothing.
        notes: sentences a person should read: what was not reached, what was done instead.
        parent_name: of a stem, what the clip or file that it was taken from is called; else "".
    """

    clip_id: f.Identifier
    plan_id: f.Identifier
    path: str
    name: str
    prompt: str
    negative: str = ""
    frames: int
    sample_rate: int
    channels: int
    bpm: float
    meter: str
    bars: int | None
    seconds: float
    key: str | None
    seed: int
    variation: int = 0
    stem: str | None = None
    parent: f.Identifier | None = None
    one_shot: bool = False
    engine: str
    engine_kind: f.EngineKind
    licence: str
    licence_url: str = ""
    non_commercial: bool = False
    lufs: float | None
    true_peak_dbtp: float
    tempo_error_percent: float | None
    tempo_error_before_percent: float | None = None
    beat_phase_ms: float | None = None
    seam: Seam | None
    notes: tuple[str, ...] = ()
    words_understood: tuple[str, ...] = ()
    words_ignored: tuple[str, ...] = ()
    audio_sha256: str = ""
    bytes: int = 0
    created: str = ""
    pinned: bool = False
    favourite: bool = False
    parent_name: str = ""

    @property
    def follows_tempo(self) -> bool:
        """Whether its length is musical, so that a session of another tempo may stretch it.

        What was asked for in seconds keeps its seconds, as a one-shot does: nobody knows whether
        such a clip has a beat at all.
        """
        return self.bars is not None and not self.one_shot

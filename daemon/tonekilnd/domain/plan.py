"""Everything that decides a job's audio."""

from __future__ import annotations

from decimal import Decimal

from msgspec import UNSET, Struct, UnsetType

from tonekiln.protocol import Placement

from .takes import TakeSpec

STEMS = ("drums", "bass", "vocals", "other")
"""What sound is taken apart into. The last is what is left of it."""


class FitSettings(Struct, frozen=True, kw_only=True):
    """How a take becomes a clip; part of the Plan, since it decides samples.

    Attributes:
        target_lufs: integrated loudness of loops (ITU-R BS.1770).
        one_shot_peak_dbtp: true peak of one-shots, which are levelled by peak.
        ceiling_dbtp: the limiter's ceiling.
        most_limiting_db: the limiter never takes more; a sparse clip then stays quieter.
        most_seam_ms: longest pre-roll-into-tail crossfade; also a quarter of a beat at most.
        least_stretch_percent: smaller tempo errors are corrected by resampling, which moves the
            pitch by less than two cents, instead of a time stretch.
    """

    target_lufs: float = -14.0
    one_shot_peak_dbtp: float = -1.0
    ceiling_dbtp: float = -1.0
    most_limiting_db: float = 3.0
    most_seam_ms: float = 100.0
    least_stretch_percent: float = 0.1


class Parent(Struct, frozen=True, kw_only=True):
    """What a Plan's stems are taken from, as their records tell it.

    Attributes:
        clip: its id in the library; None for a file from outside.
        name: what the clip or the file is called.
        licence: of the clip; "" of a file, whose rights nobody here knows.
        non_commercial: whether that licence forbids to earn with it.
    """

    clip: str | None
    name: str
    licence: str = ""
    licence_url: str = ""
    non_commercial: bool = False


class Plan(Struct, frozen=True, kw_only=True):
    """Everything that decides a job's audio: the same Plan gives the same samples.

    Attributes:
        plan_id: digest of all other fields but `placement` and `notes`.
        checkpoint: digest of the weights; for a procedural engine its version.
        made_by: the code that makes the samples: the engine's revision, its libraries' versions,
            the kernels, the fit; "" in Plans from before it was kept.
        takes: one spec a variation, each with its own seed.
        frames: length of each clip at `sample_rate`.
        inpaint_spans: of each clip that is another's but for some parts, those parts: (from, to) in
            frames at `sample_rate`, rising and apart. Unset, and so in no digest, elsewhere.
        parent: what its stems are taken from; unset where sound is made and not taken apart.
    """

    plan_id: str
    engine: str
    checkpoint: str
    precision: str
    device: str
    prompt: str
    negative: str
    bpm: Decimal
    meter: str
    bars: int | None
    seconds: float | None
    key: str | None
    sample_rate: int
    frames: int
    one_shot: bool
    stems: bool
    takes: tuple[TakeSpec, ...]
    fit: FitSettings
    made_by: str = ""
    refit_of: str | None = None
    inpaint_spans: tuple[tuple[int, int], ...] | UnsetType = UNSET
    placement: Placement | None = None
    notes: tuple[str, ...] = ()
    parent: Parent | UnsetType = UNSET

    @property
    def clips(self) -> int:
        """How many clips are a job of this Plan's; stems beside a mix are not counted."""
        return len(self.takes) if self.parent is UNSET else len(STEMS)

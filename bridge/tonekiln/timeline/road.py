"""One interface for every road into a running DAW: `place(clip, at) -> Placement`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tonekiln.protocol import Clip
from tonekiln.protocol.errors import TonekilnError

from .channel import Channel
from .errors import Refused, RoadClosed, Vanished
from .letters import Letter
from .spot import Spot

PING_SECONDS = 2.0
PLACE_SECONDS = 60.0
"""Live decodes a file on its main thread, Ardour copies it: a long clip takes a while."""

_Error = TypeVar("_Error", bound=TonekilnError)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a clip went, as the DAW said afterwards.

    Attributes:
        road: `ardour`, `reaper`, `live` or `bitwig`.
        track: the track's name.
        item: what the DAW calls the clip; `replacing` takes it. "" where it has no name for it.
        sample: in the session's rate; None where the DAW counts in beats.
        beats: quarter notes from the start; None where the DAW counts in samples, or in a slot.
        slot: of a launcher or Session view, the first being 1.
        bar: the bar in which it begins, the first being 1.
    """

    road: str
    track: str
    item: str = ""
    sample: int | None = None
    sample_rate: int | None = None
    beats: float | None = None
    slot: int | None = None
    bar: int | None = None

    @property
    def where(self) -> str:
        """In words."""
        if self.slot is not None:
            return f"slot {self.slot} of {self.track}"
        exact = f"sample {self.sample}" if self.sample is not None else f"beat {self.beats:g}"
        return f"bar {self.bar} ({exact}) of {self.track}"


@dataclass(frozen=True, slots=True)
class Road:
    """A script inside a DAW, reached through its channel.

    Attributes:
        name: as the command line takes it.
        title: the DAW's name.
    """

    name: str
    title: str
    channel: Channel

    def status(self) -> Letter | None:
        """What the script says of itself, or None where nobody listens."""
        if not self.channel.listening():
            return None
        try:
            return self.channel.ask({"verb": "ping"}, PING_SECONDS)
        except (RoadClosed, Vanished):
            return None

    def place(
        self,
        clip: Clip,
        at: Spot,
        *,
        track: str | None = None,
        replacing: str | None = None,
        options: Sequence[tuple[str, str]] = (),
    ) -> Placement:
        """Put a clip onto the timeline.

        Args:
            clip: of the library; its file must be on this machine.
            at: the DAW's own tempo map decides which sample this is.
            track: by name, made where there is none; None is the track "Tonekiln".
            replacing: an earlier placement's `item`; the clip takes its spot and track.
            options: fields that only this road knows.

        Raises:
            RoadClosed: no script of ours listens in that DAW.
            Refused: the DAW cannot do it, and says why.
            Vanished: the DAW did not answer. In all three cases the clip stays where it is.
        """
        request = {
            "verb": "place",
            **_facts(clip),
            "at": at.at.value,
            **({"bar": str(at.bar)} if at.bar is not None else {}),
            **({"track": track} if track else {}),
            **({"replacing": replacing} if replacing else {}),
            **dict(options),
        }
        try:
            answer = self.channel.ask(request, PLACE_SECONDS)
        except RoadClosed as error:
            raise self._with_clip(RoadClosed, error.message, clip) from error
        except Vanished as error:
            raise self._with_clip(Vanished, error.message, clip) from error
        if "ok" not in answer:
            said = answer.get("error", "no reason given")
            raise Refused(
                f"{self.title}: {said}",
                field="at",
                hint=answer.get("hint") or f"the clip is in the library: {clip.path}",
            )
        try:
            return _placement(self.name, answer)
        except ValueError as error:
            raise self._with_clip(
                Vanished, "it was placed, but where is unreadable", clip
            ) from error

    def _with_clip(self, kind: type[_Error], message: str, clip: Clip) -> _Error:
        return kind(
            f"{self.title}: {message}",
            hint=f"the clip is in the library: {clip.path}; drag it in, or see `tonekiln daw "
            f"status`, then `tonekiln daw place {clip.clip_id[:8]}`",
        )


def _facts(clip: Clip) -> Letter:
    """What a script needs to know of a clip."""
    path = Path(clip.path)
    if not path.is_file():
        raise Refused(f"there is no file {path}", field="clip", hint="`tonekiln library` lists all")
    facts: dict[str, object] = {
        "path": path.absolute(),
        "name": clip.name,
        "clip_id": clip.clip_id,
        "bpm": f"{clip.bpm:.6f}".rstrip("0").rstrip("."),
        "meter": clip.meter,
        "bars": clip.bars or "",
        "frames": clip.frames,
        "sample_rate": clip.sample_rate,
        "channels": clip.channels,
        "loops": "" if clip.one_shot else "1",
    }
    return {name: str(value) for name, value in facts.items()}


def _placement(road: str, answer: Letter) -> Placement:
    return Placement(
        road=road,
        track=answer.get("track", ""),
        item=answer.get("item", ""),
        sample=_whole(answer, "sample"),
        sample_rate=_whole(answer, "sample_rate"),
        beats=float(answer["beats"]) if "beats" in answer else None,
        slot=_whole(answer, "slot"),
        bar=_whole(answer, "bar"),
    )


def _whole(answer: Letter, name: str) -> int | None:
    return int(answer[name]) if name in answer else None

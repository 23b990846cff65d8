"""What this program looks at by itself: the daemon's clients and clips, the road, saved projects.

What it finds goes into a log that a person gives away: numbers, and versions that look like some.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tonekiln import foreign
from tonekiln.cli.answer import error_line
from tonekiln.client.blocking import Client
from tonekiln.home import Home
from tonekiln.protocol import Clip, ClipPlaced, PlaceAt, PlaceClip, Program, SearchClips
from tonekiln.protocol.errors import NotFound, TonekilnError
from tonekiln.protocol.grid import Meter
from tonekiln.timeline.roads import daw_named
from tonekiln.timeline.saved import SavedClip, clips_of, file_name, read_project

from .dialogue import Person
from .record import Fact
from .redaction import Redaction
from .script import Look, Script, Step, Want

PINGS = 10
"""Round trips of which the road's latency is told."""

TRACK = "Tonekiln"
PATIENCE_SECONDS = 10.0
"""For what should be there already: a client pings each second, a short clip takes less."""

_LOOK_SECONDS = 0.2
_SAME_MS = 1.0
"""Projects keep positions as decimals: nothing that could be heard."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found.

    Attributes:
        found: whether all that was wanted; None where the person would not have it looked at.
        told: to the person, beside the facts; not for the log.
        clip: the newest clip's id, or "".
    """

    found: bool | None
    facts: dict[str, Fact] = field(default_factory=dict)
    told: str = ""
    clip: str = ""


class Looking:
    """Looks at one DAW's check.

    Args:
        open_client: a fresh client; a person may take minutes between two steps.
    """

    def __init__(self, home: Home, script: Script, open_client: Callable[[], Client]) -> None:
        self._home = home
        self._script = script
        self._open = open_client
        self._known: set[str] = set()

    def remember(self) -> None:
        """Which clips there are before the next step. Raises TonekilnError."""
        with self._open() as client:
            self._known = {clip.clip_id for clip in client.search(SearchClips(limit=200)).clips}

    def look(self, step: Step, clip: str, person: Person, redaction: Redaction) -> Finding:
        """Look at what a step is about; whatever goes wrong is a finding.

        Args:
            step: what is wanted.
            clip: the newest clip's id, or "".
            person: who is asked where the saved project is.
            redaction: of versions that others tell.
        """
        try:
            return {
                Look.PLUGIN: lambda: self._plugins(step.want, redaction),
                Look.CLIPS: lambda: self._clips(step.want),
                Look.ROAD: lambda: self._road(redaction),
                Look.PLACE: lambda: self._place(step.want, clip),
                Look.PROJECT: lambda: self._project(step.want, clip, person, redaction),
                Look.NOTHING: lambda: Finding(True),
            }[step.look]()
        except TonekilnError as error:
            return Finding(False, {"error": str(error.code)}, error_line(error))

    def _plugins(self, want: Want, redaction: Redaction) -> Finding:
        with self._open() as client:
            rows = _eventually(
                lambda: [row for row in client.status().programs if row.name == "plugin"],
                lambda rows: len(rows) >= want.plugins,
            )
        facts: dict[str, Fact] = {"plugins": len(rows)}
        if rows:
            facts |= _program_facts(rows[-1], redaction)
        formats = {row.format for row in rows}
        fits = not want.formats or bool(formats & set(want.formats))
        return Finding(len(rows) >= want.plugins and fits, facts)

    def _clips(self, want: Want) -> Finding:
        with self._open() as client:
            # Ends once all wanted ones are there, or once nothing has been at work for a while.
            quiet_since = time.monotonic()
            while True:
                new = self._new_clips(client)
                now = time.monotonic()
                if client.status().jobs:
                    quiet_since = now
                elif len(new) >= want.clips or now - quiet_since > PATIENCE_SECONDS:
                    break
                time.sleep(_LOOK_SECONDS)
        facts: dict[str, Fact] = {"clips": len(new)}
        if not new:
            return Finding(False, facts)
        odd = [clip for clip in new if not _as_wanted(clip, want)]
        facts |= _clip_facts((odd or new)[0])
        return Finding(len(new) >= want.clips and not odd, facts, clip=new[0].clip_id)

    def _new_clips(self, client: Client) -> list[Clip]:
        """Newest first."""
        found = client.search(SearchClips(limit=200)).clips
        return [clip for clip in found if clip.clip_id not in self._known]

    def _road(self, redaction: Redaction) -> Finding:
        road = daw_named(self._script.daw).road(self._home)
        spent: list[float] = []
        said = None
        for _ in range(PINGS):
            began = time.perf_counter()
            said = road.status()
            if said is None:
                break
            spent.append(1000 * (time.perf_counter() - began))
        if said is None:
            return Finding(False, {"open": False}, "no script of ours answers there")
        facts: dict[str, Fact] = {
            "open": True,
            "version": redaction.version(said.get("version", "")),
            "round_trips": len(spent),
            "fastest_ms": round(min(spent), 1),
            "median_ms": round(statistics.median(spent), 1),
            "slowest_ms": round(max(spent), 1),
        }
        return Finding(True, facts)

    def _place(self, want: Want, clip: str) -> Finding:
        if not clip:
            raise NotFound("no clip was made in this check yet", field="clip")
        at = want.at or PlaceAt.NOW
        bar = want.bar if at is PlaceAt.BAR else None
        request = PlaceClip(clip_id=clip, at=at, bar=bar, daw=self._script.daw, track=TRACK)
        with self._open() as client:
            began = time.perf_counter()
            placed = client.place(request)
            took = round(1000 * (time.perf_counter() - began), 1)
        fits = (want.bar is None or placed.bar == want.bar) and (
            not want.slot or placed.slot is not None
        )
        return Finding(fits, {"took_ms": took, **_placed_facts(placed)})

    def _project(self, want: Want, clip: str, person: Person, redaction: Redaction) -> Finding:
        if not clip:
            raise NotFound("no clip was made in this check yet", field="clip")
        path = _asked_path(person, self._script.project)
        if path is None:
            return Finding(None)
        try:
            project = read_project(path)
        except foreign.Unreadable as problem:
            return Finding(False, {"error": "unreadable"}, str(problem))
        with self._open() as client:
            file = file_name(client.show(clip).clip.path)
        found = clips_of(project, file)
        facts: dict[str, Fact] = {
            "written_by": redaction.version(project.written_by),
            "times_in_project": len(found),
        }
        if want.slot:
            return Finding(any(one.slot for one in found), facts)
        off = [ms for ms in (_off_ms(one, want) for one in found) if ms is not None]
        if not off:
            return Finding(False, facts)
        nearest = min(off, key=abs)
        facts["off_by_ms"] = round(nearest, 3)
        return Finding(abs(nearest) <= _SAME_MS, facts)


def _eventually(
    look: Callable[[], list[Program]], enough: Callable[[list[Program]], bool]
) -> list[Program]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not enough(seen := look()) and time.monotonic() < deadline:
        time.sleep(_LOOK_SECONDS)
    return seen


def _program_facts(program: Program, redaction: Redaction) -> dict[str, Fact]:
    said = {
        "format": program.format,
        "host": program.host,
        "plugin_version": program.version,
    }
    return {name: redaction.version(text) for name, text in said.items()}


def _as_wanted(clip: Clip, want: Want) -> bool:
    return (
        (want.bpm is None or clip.bpm == want.bpm)
        and (want.meter is None or clip.meter == want.meter)
        and (want.bars is None or clip.bars == want.bars)
    )


def _clip_facts(clip: Clip) -> dict[str, Fact]:
    facts: dict[str, Fact] = {
        "bpm": clip.bpm,
        "meter": clip.meter,
        "frames": clip.frames,
        "sample_rate": clip.sample_rate,
    }
    return facts if clip.bars is None else {**facts, "bars": clip.bars}


def _placed_facts(placed: ClipPlaced) -> dict[str, Fact]:
    numbers = {
        "bar": placed.bar,
        "beats": placed.beats,
        "sample": placed.sample,
        "sample_rate": placed.sample_rate,
        "slot": placed.slot,
    }
    return {name: value for name, value in numbers.items() if value is not None}


def _off_ms(clip: SavedClip, want: Want) -> float | None:
    """How far from its bar a clip lies, in a song of one tempo and meter; None in a slot."""
    meter = Meter.parse(want.meter or "4/4")
    beat_ms = 60_000 / (want.bpm or 120.0)
    wanted = ((want.bar or 1) - 1) * 4 * meter.numerator / meter.denominator * beat_ms
    if clip.seconds is not None:
        return clip.seconds * 1000 - wanted
    return None if clip.beats is None else clip.beats * beat_ms - wanted


def _asked_path(person: Person, suffix: str) -> Path | None:
    """Where the project was saved. It is read here and told nobody."""
    answer = person.ask(f"drag the saved {suffix} file here, or type its path; s to skip")
    if answer.lower() in {"", "s", "skip"}:
        return None
    # Windows' shell quotes a path that is dragged in; those of macOS and Linux escape its spaces.
    bare = answer.strip("\"'")
    path = foreign.expanded(bare)
    unescaped = foreign.expanded(bare.replace("\\ ", " "))
    return unescaped if not path.exists() and unescaped.exists() else path

"""Live's object model as documented for 12.0.5, as far as placing touches it, errors included.

What the stand-in knows comes from the Live Object Model reference: positions 0 to 1,576,800
beats; no clips on frozen tracks, MIDI tracks or while recording; a slot must be empty; warp
markers are made of seconds and beats; an unwarped clip counts its markers in seconds, and keeps
the numbers of its warped ones when warping is switched off.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class WarpMarker:
    sample_time: float
    beat_time: float


@dataclass
class BeatTime:
    bars: int
    beats: int
    sub_division: int
    ticks: int


@dataclass(eq=False)
class Clip:
    file_path: str
    start_time: float = 0.0
    name: str = ""
    warping: bool = True  # Live's preference for long samples
    looping: bool = True
    start_marker: float = 0.0
    end_marker: float = 64.0  # Live's own guess at the tempo
    loop_start: float = 0.0
    loop_end: float = 64.0
    warp_markers: list[WarpMarker] = field(default_factory=list)

    def add_warp_marker(self, marker: WarpMarker) -> None:
        if not self.warping:
            raise RuntimeError("Warp markers need a warped clip")
        same_beat = [m for m in self.warp_markers if m.beat_time == marker.beat_time]
        if any(m.sample_time != marker.sample_time for m in same_beat):
            raise RuntimeError("There is a warp marker at this beat time already")
        if not same_beat:
            self.warp_markers.append(marker)


@dataclass
class ClipSlot:
    track: Track
    clip: Clip | None = None

    @property
    def has_clip(self) -> bool:
        return self.clip is not None

    def create_audio_clip(self, path: str) -> Clip:
        self.track.check(path)
        if self.clip is not None:
            raise RuntimeError("The slot is not empty")
        self.clip = Clip(path)
        return self.clip


@dataclass
class Track:
    name: str
    has_audio_input: bool = True
    is_foldable: bool = False
    is_frozen: bool = False
    recording: bool = False
    arrangement_clips: list[Clip] = field(default_factory=list)
    clip_slots: list[ClipSlot] = field(default_factory=list)

    def check(self, path: str) -> None:
        if not self.has_audio_input:
            raise RuntimeError("Not an audio track")
        if self.is_frozen:
            raise RuntimeError("The track is frozen")
        if self.recording:
            raise RuntimeError("The track is being recorded to")
        if not (Path(path).is_absolute() and Path(path).is_file()):
            raise RuntimeError("The file cannot be opened")

    def create_audio_clip(self, path: str, position: float) -> Clip:
        self.check(path)
        if not 0.0 <= position <= 1_576_800.0:
            raise RuntimeError("The position is out of range")
        clip = Clip(path, position)
        self.arrangement_clips.append(clip)
        return clip

    def delete_clip(self, clip: Clip) -> None:
        self.arrangement_clips.remove(clip)


@dataclass
class Song:
    tempo: float = 120.0
    signature_numerator: int = 4
    signature_denominator: int = 4
    current_song_time: float = 0.0
    start_time: float = 0.0
    loop_start: float = 8.0
    tracks: list[Track] = field(default_factory=list)
    scenes: int = 2
    meter_changed_before: int = 0
    """Bars that Live counts more than the present meter would give."""
    undo: list[str] = field(default_factory=list)

    def create_audio_track(self, index: int) -> None:
        assert index == -1
        track = Track(f"{len(self.tracks) + 1}-Audio")
        track.clip_slots = [ClipSlot(track) for _ in range(self.scenes)]
        self.tracks.append(track)

    def create_scene(self, index: int) -> None:
        assert index == -1
        self.scenes += 1
        for track in self.tracks:
            track.clip_slots.append(ClipSlot(track))

    def get_current_beats_song_time(self) -> BeatTime:
        bar_length = self.signature_numerator * 4 / self.signature_denominator
        bars, rest = divmod(self.current_song_time, bar_length)
        beats, rest = divmod(rest, 4 / self.signature_denominator)
        sixteenths, rest = divmod(rest, 0.25)
        bar = int(bars) + 1 + self.meter_changed_before
        return BeatTime(bar, int(beats) + 1, int(sixteenths) + 1, int(rest * 240) + 1)

    def begin_undo_step(self) -> None:
        self.undo.append("begin")

    def end_undo_step(self) -> None:
        self.undo.append("end")


class Application:
    def get_version_string(self) -> str:
        return "12.0.5"


class ControlSurface:
    """The part of `ableton.v2.control_surface` that is used; time passes when a test says so."""

    def __init__(self, song: Song) -> None:
        self.song, self.application = song, Application()
        self.log: list[str] = []
        self._scheduled: list[object] = []

    def schedule_message(self, ticks: int, callback) -> None:
        assert ticks >= 1
        self._scheduled.append(callback)

    def log_message(self, text: str) -> None:
        self.log.append(text)

    def disconnect(self) -> None:
        self._scheduled.clear()

    def pass_a_tenth_of_a_second(self) -> None:
        due, self._scheduled = self._scheduled, []
        for callback in due:
            callback()

"""Clips into Live's Arrangement and Session, by Live's documented object model.

All of Live's times are quarter notes ("beats") from the start. Live tells scripts the meter at
the playing position only; where a set changes its meter, an absolute bar is refused rather than
guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .listener import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from Live.Clip import Clip, WarpMarker
    from Live.ClipSlot import ClipSlot
    from Live.Song import Song
    from Live.Track import Track

    from .listener import Fields

    MakeMarker = Callable[[float, float], WarpMarker]

TRACK_BY_DEFAULT = "Tonekiln"
LAST_BEAT = 1_576_800.0
_SAME_TEMPO = 0.0005
"""Live keeps tempo as a float: two tempi this close are the same (a sample in ten minutes)."""


def place(song: Song, request: Fields, warp_marker: MakeMarker) -> Fields:
    """Put a clip onto the timeline or into a slot.

    Args:
        song: Live's Song.
        request: the letter's fields.
        warp_marker: Live.Clip.WarpMarker, which takes seconds and beats.

    Raises:
        Refused: Live cannot do it, and why.
    """
    if request.get("view") == "session":
        return _into_slot(song, request, warp_marker)
    old = None
    if request.get("replacing"):
        track, old = _placed(song, request["replacing"])
        beats = old.start_time
    else:
        beats = beats_of(song, request)
        if not 0 <= beats <= LAST_BEAT:
            raise Refused("that is past the end of Live's timeline")
        track = _track(song, request)
    _check(track)
    if not hasattr(track, "create_audio_clip"):
        raise Refused("this Live cannot insert audio", "update Live to 12.0.5 or newer")
    clip = track.create_audio_clip(request["path"], beats)
    if old is not None and old in list(track.arrangement_clips):
        track.delete_clip(old)
    _dress(song, clip, request, warp_marker)
    return {
        "track": track.name,
        "item": f"{_index(song, track)}/{clip.start_time!r}",
        "beats": repr(clip.start_time),
        "bar": str(bar_at(song, clip.start_time)),
    }


def beats_of(song: Song, request: Fields) -> float:
    """The position that a request means, in beats."""
    at = request.get("at", "now")
    if at == "bar":
        return _beats_of_bar(song, int(request["bar"]))
    if at == "now":
        return song.current_song_time
    if at == "next_bar":
        return _next_bar(song)
    if at == "playhead":
        return getattr(song, "start_time", song.current_song_time)
    if at == "loop_start":
        return song.loop_start
    if at == "selection":
        raise Refused("Live does not tell scripts its time selection", "set the loop to it")
    raise Refused(f"this script knows no place {at}")


def bar_at(song: Song, beats: float) -> int:
    """The bar that contains a position, counted with the meter at the playing position."""
    return int(beats // _bar_length(song)) + 1


def _bar_length(song: Song) -> float:
    return song.signature_numerator * 4.0 / song.signature_denominator


def _beats_of_bar(song: Song, bar: int) -> float:
    here = song.get_current_beats_song_time()
    if here.bars != bar_at(song, song.current_song_time):
        raise Refused(
            "the set changes its meter, and Live does not tell scripts where",
            "put the insert marker on the bar and place at the playhead",
        )
    return (bar - 1) * _bar_length(song)


def _next_bar(song: Song) -> float:
    """By Live's own count at the playing position, so that earlier meter changes do not matter."""
    here = song.get_current_beats_song_time()
    beat = 4.0 / song.signature_denominator
    whole_beats = (here.beats - 1) * beat
    sixteenths = (here.sub_division - 1) * 0.25
    into_bar = whole_beats + sixteenths + (here.ticks - 1) / 240.0
    line = song.current_song_time - into_bar
    nearest = round(line * 4) / 4.0  # ticks are whole numbers; bar lines lie on sixteenths
    if song.current_song_time - nearest < 1e-6:
        return nearest
    return nearest + _bar_length(song)


def _track(song: Song, request: Fields) -> Track:
    name = request.get("track") or TRACK_BY_DEFAULT
    for track in _tracks(song):
        if track.name == name:
            return track
    song.create_audio_track(-1)
    track = _tracks(song)[-1]
    track.name = name
    return track


def _check(track: Track) -> None:
    if track.is_foldable or not track.has_audio_input:
        raise Refused(f"{track.name} is no audio track", "name an audio track")
    if track.is_frozen:
        raise Refused(f"{track.name} is frozen", "unfreeze it, or name another track")


def _into_slot(song: Song, request: Fields, warp_marker: MakeMarker) -> Fields:
    track = _track(song, request)
    _check(track)
    number, slot = _empty_slot(song, track)
    slot.create_audio_clip(request["path"])
    _dress(song, slot.clip, request, warp_marker)
    return {"track": track.name, "slot": str(number)}


def _empty_slot(song: Song, track: Track) -> tuple[int, ClipSlot]:
    """The first empty slot and its number from 1; a new scene where all are in use."""
    for number, slot in enumerate(track.clip_slots, 1):
        if not slot.has_clip:
            return number, slot
    song.create_scene(-1)
    return len(track.clip_slots), track.clip_slots[-1]


def _placed(song: Song, item: str) -> tuple[Track, Clip]:
    """An earlier placement's track and clip."""
    try:
        index, beats = item.split("/")
        track, start = _tracks(song)[int(index)], float(beats)
    except (ValueError, IndexError):
        raise Refused("there is no such placement", "place the clip anew") from None
    for clip in track.arrangement_clips:
        if abs(clip.start_time - start) < 1e-6:
            return track, clip
    raise Refused("the clip to be replaced is not there any more", "place the clip anew")


def _dress(song: Song, clip: Clip, request: Fields, warp_marker: MakeMarker) -> None:
    """Name, tempo and loop. A clip at the session's tempo needs no warping and stays untouched."""
    clip.name = request["name"]
    seconds = int(request["frames"]) / int(request["sample_rate"])
    bpm = float(request["bpm"])
    # What is measured in seconds has no bars, and keeps its seconds.
    follows = request.get("loops") == "1" and bool(request.get("bars"))
    if follows and abs(song.tempo - bpm) > _SAME_TEMPO:
        beats = seconds * bpm / 60.0
        clip.warping = True
        clip.add_warp_marker(warp_marker(0.0, 0.0))
        clip.add_warp_marker(warp_marker(seconds, beats))
        end = beats
    else:
        clip.warping = False
        end = seconds  # markers of an unwarped clip are seconds
    clip.looping = follows and bool(clip.warping)
    clip.start_marker = 0.0
    clip.end_marker = end
    if clip.looping:
        clip.loop_start = 0.0
        clip.loop_end = end


def _index(song: Song, track: Track) -> int:
    return _tracks(song).index(track)


def _tracks(song: Song) -> list[Track]:
    """A list of Python's own, which counts from the end too."""
    return list(song.tracks)

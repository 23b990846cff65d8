"""Questions to the clip library."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from msgspec import Meta

from . import fields as f
from . import limits
from .clip import Clip
from .message import Direction, Message


class SearchClips(Message, frozen=True, kw_only=True):
    """Find clips, newest first. Every given word must occur in prompt, name or engine.

    `called` is how a person names one clip: the start of its id, its name, its file or its path.
    """

    kind: ClassVar[str] = "search_clips"

    words: f.Prompt = ""
    engine: f.EngineName | None = None
    key: f.KeyText | None = None
    bpm_min: f.Bpm | None = None
    bpm_max: f.Bpm | None = None
    favourite: bool | None = None
    called: f.CalledText | None = None
    limit: Annotated[int, Meta(ge=1, le=limits.MAX_SEARCH_RESULTS)] = 100
    offset: f.Sample = 0


class ClipList(Message, frozen=True, kw_only=True):
    """Clips found, and how many there are in all."""

    kind: ClassVar[str] = "clip_list"
    direction: ClassVar[Direction] = "reply"

    clips: tuple[Clip, ...]
    total: int


class ShowClip(Message, frozen=True, kw_only=True):
    """Ask for one clip and its Plan."""

    kind: ClassVar[str] = "show_clip"

    clip_id: f.Identifier


class ClipDetails(Message, frozen=True, kw_only=True):
    """A clip and the Plan that made it, as stored."""

    kind: ClassVar[str] = "clip_details"
    direction: ClassVar[Direction] = "reply"

    clip: Clip
    plan: dict[str, Any]
    file_exists: bool


class RemoveClip(Message, frozen=True, kw_only=True):
    """Delete a clip's file and entry; a pinned clip is refused."""

    kind: ClassVar[str] = "remove_clip"

    clip_id: f.Identifier


class MarkClip(Message, frozen=True, kw_only=True):
    """Pin a clip (never removed) or mark it as a favourite; null leaves a mark as it is."""

    kind: ClassVar[str] = "mark_clip"

    clip_id: f.Identifier
    pinned: bool | None = None
    favourite: bool | None = None


class ClipState(Message, frozen=True, kw_only=True):
    """A clip after it was marked or removed."""

    kind: ClassVar[str] = "clip_state"
    direction: ClassVar[Direction] = "reply"

    clip: Clip
    removed: bool = False


class FetchClip(Message, frozen=True, kw_only=True):
    """Ask for one chunk of a clip's file, for a client on another machine."""

    kind: ClassVar[str] = "fetch_clip"

    clip_id: f.Identifier
    offset: f.Sample = 0


class ClipChunk(Message, frozen=True, kw_only=True):
    """Bytes of a clip's file, in the payload frame; ask on from `offset` plus their number."""

    kind: ClassVar[str] = "clip_chunk"
    direction: ClassVar[Direction] = "reply"

    clip_id: f.Identifier
    offset: int
    file_bytes: int

"""Which clip of the library a person means."""

from __future__ import annotations

import shlex
from pathlib import Path

from tonekiln.client.blocking import Client
from tonekiln.protocol import Clip, SearchClips
from tonekiln.protocol.errors import InvalidRequest, NotFound


def chosen_clip(client: Client, name: str) -> Clip:
    """The clip that a person means by an id, the start of one, a name or a path."""
    if not name:
        raise InvalidRequest(
            "an empty name may be any clip", field="clip", hint="`tonekiln library` lists them"
        )
    # A daemon of version 0.1 does not know `called` and sends all that there are.
    known = client.search_all(SearchClips(called=name)).clips
    exact = [clip for clip in known if clip.clip_id == name]
    meant = exact or [clip for clip in known if _is_meant(clip, name)]
    if not meant:
        raise NotFound(
            f"there is no clip {name}", field="clip", hint="`tonekiln library` lists them"
        )
    if len(meant) > 1:
        ids = ", ".join(shlex.quote(clip.clip_id) for clip in meant[:4])
        raise InvalidRequest(f"{name} may be any of {len(meant)} clips", field="clip", hint=ids)
    return meant[0]


def _is_meant(clip: Clip, name: str) -> bool:
    file = Path(clip.path)
    return clip.clip_id.startswith(name) or name in (clip.name, file.name, str(file))

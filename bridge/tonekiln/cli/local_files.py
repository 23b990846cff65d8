"""Clips' files on this machine, wherever the daemon is."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tonekiln.client.blocking import Client
from tonekiln.protocol import Clip

from .delivery import Delivery


@contextmanager
def local_files(client: Client, clips: Sequence[Clip]) -> Iterator[dict[str, Path]]:
    """Each clip's file by its id; fetched, and removed afterwards, from a daemon elsewhere."""
    if not client.connection.remote:
        yield {clip.clip_id: Path(clip.path) for clip in clips}
        return
    with tempfile.TemporaryDirectory() as folder:
        paths = {clip.clip_id: Path(folder) / f"{clip.clip_id}.wav" for clip in clips}
        for clip in clips:
            Delivery(str(paths[clip.clip_id])).deliver(client, [clip])
        yield paths

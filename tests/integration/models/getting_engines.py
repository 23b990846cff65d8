"""What tests of getting engines share: an engine, its licence, weights too large for one go."""

from __future__ import annotations

import os
from pathlib import Path

from tonekiln.client.blocking import Client
from tonekiln.client.blocking_jobs import GettingEngine
from tonekiln.protocol import EngineJobState, EngineProgress
from tonekilnd.engines.model_cards.rows import row_of
from tonekilnd.getting.licences import digest_of, licence_text

ENGINE = "musicgen-small"
LICENCE = digest_of(licence_text(row_of(ENGINE)))
FLAGS = ("--warm=none-yet", "--device=cpu", "--worker-threads=1")


def large_repo(folder: Path) -> bytes:
    """Weights past what is fetched in one go; nothing loads them."""
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "spiece.model").write_bytes(b"words")
    content = os.urandom(24 * 2**20)
    (folder / "model.safetensors").write_bytes(content)
    return content


def clip_of(client: Client, engine: str = ENGINE) -> Path:
    job = client.generate("warm pad", bpm="120", bars=1, engine=engine, retake=False)
    return Path(job.result().clips[0].path)


def states(getting: GettingEngine) -> list[EngineJobState]:
    found: list[EngineJobState] = []
    for event in getting:
        if isinstance(event, EngineProgress) and event.row.state not in found[-1:]:
            found.append(event.row.state)
    return found

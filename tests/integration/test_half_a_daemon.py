"""Floors of the daemon without those above: what a process that only makes clips would wire."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path

import msgspec

from tonekiln.home import Home
from tonekiln.protocol import Generate
from tonekiln.protocol.errors import StorageFull
from tonekilnd.config import Settings
from tonekilnd.jobs.letters import Letter
from tonekilnd.library.store import Library
from tonekilnd.wiring import engines_of, jobs_on, kept_in


def test_jobs_run_with_no_socket(home: Path) -> None:
    clips, kinds = asyncio.run(made(Home(home), Settings(keep_alive_seconds=600)))
    assert len(clips) == 1
    assert clips[0].engine == "sketch"
    assert Path(clips[0].path).exists()
    assert kinds[-1] == "done"
    assert not Home(home).connection_file.exists()


def test_what_was_written_before_the_disk_was_full_is_told_of(home: Path, monkeypatch) -> None:
    written, write = [], Library.write

    def until_full(library: Library, clip, *more, **named):
        if len(written) == 2:
            raise StorageFull("the disk is full")
        written.append(write(library, clip, *more, **named))
        return written[-1]

    monkeypatch.setattr(Library, "write", until_full)
    clips, kinds = asyncio.run(made(Home(home), Settings(keep_alive_seconds=600), variations=4))
    assert clips == written
    assert [kind for kind in kinds if kind != "progress"] == ["clip", "clip", "error"]


async def made(home: Home, settings: Settings, variations: int = 1):
    """One job's clips, and the kinds of its events in the order in which they were delivered."""
    done, kinds = asyncio.Event(), []

    def deliver(_client: bytes, letter: Letter) -> bool:
        kinds.append(msgspec.json.decode(letter.frames[0])["kind"])
        if kinds[-1] in ("done", "error"):
            done.set()
        return True

    home.run.mkdir(parents=True)
    kept, engines = kept_in(home, settings), engines_of(home, settings)
    jobs = jobs_on(kept, engines, settings, deliver)
    asked = Generate(
        prompt="drums", bpm=Decimal(120), bars=1, engine="sketch", seed=1, variations=variations
    )
    jobs.intake.take(asked, "a-job", b"nobody")
    await done.wait()
    await jobs.scheduler.close()
    await engines.residency.close()
    jobs.threads.shutdown()
    return kept.library.of_job("a-job"), kinds


def test_engines_are_known_with_no_home_at_all(home: Path) -> None:
    names = [facts.name for facts in engines_of(Home(home), Settings()).catalogue.look()]
    assert "sketch" in names
    assert not home.exists()

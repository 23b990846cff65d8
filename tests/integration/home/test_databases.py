"""Real daemons and commands on homes whose database is later, damaged or gone."""

from __future__ import annotations

import json
import os
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tests.running_daemon import RunningDaemon

from tonekiln.home import Home
from tonekiln.protocol import SearchClips
from tonekiln.protocol.errors import InvalidRequest, StorageFull


def type_in(home: Home, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name("tonekiln")), *words],
        env={**os.environ, "TONEKILN_HOME": str(home.root)},
        capture_output=True,
        text=True,
        check=False,
    )


def database_rows(home: Home) -> list[dict]:
    checks = json.loads(type_in(home, "doctor", "--json").stdout)["checks"]
    return [check for check in checks if check["name"] == "database"]


def test_a_later_database_is_refused_with_the_way_out(home: Path) -> None:
    root = Home(home)
    home.mkdir(parents=True)
    database = sqlite3.connect(root.database)
    database.execute("PRAGMA user_version = 99")
    database.close()
    said = type_in(root, "library")
    assert said.returncode != 0
    assert "later version" in said.stderr
    assert "update Tonekiln" in said.stderr
    assert "Traceback" not in said.stderr
    (row,) = database_rows(root)
    assert not row["ok"]
    assert "later version" in row["detail"]


def test_a_damaged_one_costs_neither_plans_nor_marks(home: Path) -> None:
    root = Home(home)
    running = RunningDaemon(root).start()
    with running.client() as client:
        jobs = [client.generate("drums", bpm=120, bars=1, seed=n) for n in (1, 2)]
        clips = [job.result().clips[0] for job in jobs]
        client.mark(clips[0].clip_id, pinned=True)
        client.mark(clips[1].clip_id, favourite=True)
        plans = [client.show(clip.clip_id).plan for clip in clips]
    running.kill()
    for log in home.glob("tonekiln.db-*"):
        log.unlink()
    content = bytearray(root.database.read_bytes())
    content[4096:8192] = random.Random(1).randbytes(4096)
    root.database.write_bytes(content)
    running.start()
    with running.client() as client:
        assert [client.show(clip.clip_id).plan for clip in clips] == plans
        assert client.show(clips[0].clip_id).clip.pinned
        assert client.show(clips[1].clip_id).clip.favourite
        assert client.remake(plans[0]["plan_id"]).result().clips
        with pytest.raises(InvalidRequest, match="too many words"):
            client.search(SearchClips(words="a " * 100))
    assert type_in(root, "library", "show", clips[0].clip_id[:6]).returncode == 0
    assert all(row["ok"] for row in database_rows(root))
    running.stop()


def test_the_quota_holds_for_clips_that_are_asked_for_at_once(home: Path) -> None:
    running = RunningDaemon(Home(home), ("--library-quota-bytes=20000000",)).start()
    with running.client() as client:
        jobs = [
            client.generate("drums", bpm=120, seconds=10.0, seed=n, stems=n % 2 == 0)
            for n in range(12)
        ]
        for job in jobs:
            try:
                job.result()
            except StorageFull as full:
                assert "quota" in full.hint
        status = client.status()
    running.stop()
    assert 0 < status.library_bytes <= 20_000_000

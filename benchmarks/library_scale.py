"""A library of 100,000 clips: start, status, search, show and generate, beside one of ten."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from time import perf_counter

import msgspec
from tests.running_daemon import RunningDaemon

from tonekiln.client.blocking import Client
from tonekiln.home import Home
from tonekiln.protocol import Clip, SearchClips
from tonekilnd.database import open_database, transaction
from tonekilnd.domain import Plan
from tonekilnd.jobs.journal import Journal
from tonekilnd.library.index import ClipIndex

from .table import Row, median_ms, row

LONG = True
CLIPS = 100_000
FEW = 10
WORDS_KNOWN = 3_000
RARE = "zyxquartz"


def measure(*, quick: bool) -> list[Row]:
    """The figures of a large library, each with what was promised."""
    times = 5 if quick else 15
    with tempfile.TemporaryDirectory() as scratch:
        few, _, _ = _figures(Path(scratch) / "few", FEW, times)
        many, searches, show = _figures(Path(scratch) / "many", CLIPS, times)
    return [
        row("start, to the ready line", "s", many["start"], limit=1.0),
        row("start after a kill, all of it looked at", "s", many["start after a kill"]),
        row("status", "ms", many["status"], stock=few["status"], limit=20.0),
        *(row(f"search page: {name}", "ms", ms, limit=50.0) for name, ms in searches.items()),
        row("show, asked of the daemon by the start of an id", "ms", show, limit=100.0),
        row(
            "`tonekiln library show ID`, beside `tonekiln status`",
            "ms",
            many["cli"],
            stock=many["cli status"],
        ),
        row("generate a bar (stock: beside ten clips)", "ms", many["make"], stock=few["make"]),
    ]


def _figures(
    folder: Path, clips: int, times: int
) -> tuple[dict[str, float], dict[str, float], float]:
    home = Home(folder)
    with RunningDaemon(home).start().client() as client:
        made = client.generate("drums", bpm=120, bars=1, seed=0).result().clips[0]
        plan = msgspec.convert(client.show(made.clip_id).plan, Plan)
        client.shutdown()
    _fill(home, made, plan, clips)
    daemon = RunningDaemon(home, ("--library-quota-bytes=0",))
    killed = _start(daemon)  # the rows were written by nobody who closed the database
    daemon.stop()
    start = _start(daemon)
    with daemon.client() as client:
        client.generate("drums", bpm=120, bars=1, seed=1).result()  # its engine is warm from here
        figures = {
            "start": start,
            "start after a kill": killed,
            "status": median_ms(client.status, times),
            "make": _making(client, times),
            "cli": _command(home, ("library", "show", f"{clips // 2:08x}")),
        }
        figures["cli status"] = _command(home, ("status",))
        searches = {name: median_ms(_page(client, q), times) for name, q in _queries().items()}
        found = median_ms(
            lambda: client.show(
                client.search(SearchClips(called=f"{clips // 2:08x}")).clips[0].clip_id
            ),
            times,
        )
    daemon.stop()
    return figures, searches, found


def _start(daemon: RunningDaemon) -> float:
    began = perf_counter()
    daemon.start()
    return perf_counter() - began


def _queries() -> dict[str, SearchClips]:
    return {
        "newest": SearchClips(),
        "a word of every clip": SearchClips(words="drums"),
        "a rare word": SearchClips(words=RARE),
        "no clip's word": SearchClips(words="nowhere at all"),
        "two letters": SearchClips(words="dr"),
        "four words": SearchClips(words="drums sketch 120bpm 4bars"),
        "a word and a tempo": SearchClips(words="drums", bpm_min="119", bpm_max="121"),
        "favourites": SearchClips(favourite=True),
        "the oldest page": SearchClips(offset=CLIPS - 200, limit=200),
    }


def _page(client: Client, query: SearchClips) -> Callable[[], object]:
    return lambda: client.search(query)


def _making(client: Client, times: int) -> float:
    taken = []
    for seed in range(times):
        began = perf_counter()
        client.generate("drums", bpm=120, bars=1, seed=1_000 + seed).result()
        taken.append((perf_counter() - began) * 1e3)
    return median(taken)


def _command(home: Home, words: Sequence[str]) -> float:
    def run() -> None:
        subprocess.run(
            [str(Path(sys.executable).with_name("tonekiln")), *words],
            env={**os.environ, "TONEKILN_HOME": str(home.root)},
            stdout=subprocess.DEVNULL,
            check=True,
        )

    return median_ms(run, 5)


def _fill(home: Home, made: Clip, plan: Plan, clips: int) -> None:
    """Rows as real clips have them; their files are small, as only their names are looked at."""
    chance = random.Random(1)
    words = ["".join(chance.choices("aeioubcdfglmnprst", k=7)) for _ in range(WORDS_KNOWN)]
    with closing(open_database(home.database)) as database, transaction(database):
        journal, index = Journal(database), ClipIndex(database)
        for number in range(clips):
            prompt = (
                " ".join(chance.choices(words, k=5)) + f" drums {RARE * (number % 20_000 == 7)}"
            )
            name = f"{prompt.replace(' ', '-')[:40]}_120bpm_4bars_{number:06x}"
            path = home.library / f"{name}.wav"
            path.touch()
            one = msgspec.structs.replace(plan, plan_id=f"{number:032x}", prompt=prompt)
            journal.keep_plan(one)
            clip = msgspec.structs.replace(
                made,
                clip_id=f"{number:08x}{chance.getrandbits(32):08x}",
                plan_id=one.plan_id,
                prompt=prompt,
                name=name,
                path=str(path),
                favourite=number % 10 == 0,
            )
            index.add(clip, f"job-{number}", int(clip.favourite))

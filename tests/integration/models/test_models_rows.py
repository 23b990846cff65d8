"""Every row of the model cards: a checkpoint in its published form, and a clip over the wire.

With TONEKILN_WRITE_DOCS=1 all rows are run and what was seen is written into docs/engines.md.
Otherwise one row of each shape is run, the rest differing only in size, and the table has to say
what was seen now.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import soundfile

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

from tests.running_daemon import RunningDaemon
from tests.tiny_checkpoints import hub
from tests.tiny_checkpoints.asking import take_of
from tests.tiny_checkpoints.lockstep import assert_same, assert_upstreams
from tests.tiny_checkpoints.upstream_models import (
    PROMPT,
    short_take,
    stable_audio_3_take,
    stable_audio_take,
)

from tonekiln.client.blocking import Client
from tonekiln.home import Home
from tonekiln.protocol import Readiness
from tonekiln.protocol.errors import EngineUnavailable
from tonekilnd.engines.checkpoints.store import Store
from tonekilnd.engines.model_cards.rows import Row, rows

DOCUMENT = Path(__file__).parents[3] / "docs" / "engines.md"

ONE_OF_EACH_SHAPE = {
    "stable-audio-open-small",
    "stable-audio-open-1.0",
    "stable-audio-3-small-music",
    "stable-audio-3-small-music-base",
    "stable-audio-3-medium",
    "musicgen-small",
    "musicgen-stereo-melody",
    "audiogen-medium",
    "magnet-small-10secs",
    "audio-magnet-small",
}
EVERYWHERE = {"one_shot", "precision"}
WRITING = bool(os.environ.get("TONEKILN_WRITE_DOCS"))
MAKING = [row for row in rows() if row.method != "separation"]
"""What makes sound from words; what takes it apart is told of in words."""
RUN = [row for row in MAKING if WRITING or row.name in ONE_OF_EACH_SHAPE]


@dataclass(frozen=True)
class Seen:
    """What was seen of a row."""

    row: Row
    form: str
    over_the_wire: bool
    equal: bool


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A daemon that finds every row in a Hugging Face cache, two engines at a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HF_HUB_CACHE", str(hub.hub_cache()))
        patch.setenv("HF_HUB_OFFLINE", "1")
        home = Home(tmp_path_factory.mktemp("rows") / "home")
        flags = ("--warm=none-yet", "--precision=fp32", "--device=cpu", "--worker-threads=1")
        running = RunningDaemon(home, flags).start()
        try:
            with running.client() as connected:
                yield connected
        finally:
            running.stop()


@pytest.fixture(scope="module")
def clips(client: Client) -> dict[str, tuple]:
    """One short clip of each row, all asked for before the first is waited for."""
    jobs = {
        row.name: client.generate("warm pad", bpm="240", bars=1, engine=row.name, seed=42)
        for row in RUN
    }
    return {name: job.result().clips for name, job in jobs.items()}


@pytest.fixture(scope="module")
def equal() -> dict[str, bool]:
    """Whether a short take of each row, in fp32 and alone, is upstream's own."""
    found = {}
    for row in RUN:
        try:
            _assert_equal(row)
        except AssertionError as difference:
            print(f"{row.name}: {difference}")
            found[row.name] = False
        else:
            found[row.name] = True
    return found


def _assert_equal(row: Row) -> None:
    if row.family == "stable-audio-3":
        assert_same(take_of(row.name, seconds=1.0, steps=4), stable_audio_3_take(row, 1.0, steps=4))
    elif row.library == "stable_audio":
        assert_same(take_of(row.name, seconds=1.0, steps=6), stable_audio_take(row, 1.0, steps=6))
    else:
        upstream, asked = short_take(row)
        assert_upstreams(row.name, upstream, partial(upstream.generate, [PROMPT]), **asked)


@pytest.fixture(scope="module")
def seen(client: Client, clips: dict[str, tuple], equal: dict[str, bool]) -> list[Seen]:
    home = Path(client.status().home)
    found = []
    for row in RUN:
        checkpoint = Store(home).find(row.name)
        found.append(Seen(row, checkpoint.weights.form, bool(clips[row.name]), equal[row.name]))
    return found


@pytest.mark.parametrize("row", RUN, ids=lambda row: row.name)
def test_a_row_generates_over_the_wire(row: Row, clips: dict[str, tuple]) -> None:
    (clip,) = clips[row.name]
    audio, rate = soundfile.read(clip.path, dtype="float32")
    assert (rate, audio.shape) == (48_000, (48_000, 2))
    assert np.isfinite(audio).all()
    assert (clip.engine, clip.licence, clip.licence_url, clip.non_commercial) == (
        row.name,
        row.licence.name,
        row.licence.url,
        row.licence.non_commercial,
    )


@pytest.mark.parametrize("row", RUN, ids=lambda row: row.name)
def test_a_row_makes_upstreams_own_samples(row: Row, equal: dict[str, bool]) -> None:
    assert equal[row.name]


def test_every_row_says_its_licence_and_abilities_in_the_list(client: Client) -> None:
    listed = {engine.name: engine for engine in client.engines().engines}
    for row in rows():
        engine = listed[row.name]
        assert engine.non_commercial == row.licence.non_commercial
        assert set(engine.abilities) == set(row.abilities)
        assert engine.readiness in {Readiness.ON_DISK, Readiness.WARM}


@pytest.mark.parametrize("name", ["musicgen-small", "musicgen-stereo-melody"])
def test_both_published_forms_make_music(name: str) -> None:
    for pickled in (False, True):
        assert np.abs(take_of(name, pickled=pickled)).max() > 1e-3


def test_without_weights_the_error_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "nothing"))
    running = RunningDaemon(Home(tmp_path / "home"), ("--warm=none-yet",)).start()
    try:
        with running.client() as client, pytest.raises(EngineUnavailable) as refused:
            client.generate("pad", bpm="120", bars=1, engine="musicgen-stereo-medium").result()
    finally:
        running.stop()
    assert "tonekiln pull musicgen-stereo-medium" in str(refused.value)


def test_the_table_in_the_documentation_is_what_was_seen(seen: list[Seen]) -> None:
    if WRITING:
        between = re.compile(r"(<!-- rows -->\n).*?(<!-- end of rows -->)", re.DOTALL)
        table = "\n".join([*_table(seen), "", *_footnotes()])
        text = DOCUMENT.read_text("utf-8")
        DOCUMENT.write_text(between.sub(lambda m: f"{m[1]}{table}\n{m[2]}", text), "utf-8")
    written = _written(DOCUMENT.read_text("utf-8"))
    assert set(written) == {row.name for row in MAKING}
    for one in seen:
        assert written[one.row.name] == _cells(one), "run the test with TONEKILN_WRITE_DOCS=1"
    assert set(_footnotes()) <= set(DOCUMENT.read_text("utf-8").splitlines())


def _table(seen: list[Seen]) -> list[str]:
    """Engines that differ in size only share a line."""
    lines: dict[tuple[str, ...], list[str]] = {}
    for one in seen:
        lines.setdefault(_cells(one), []).append(f"`{one.row.name}`")
    titles = "| Engines | Loads | Wire | Equal | One pass | Makes | Can | Licence |"
    body = ["| " + " | ".join([", ".join(names), *cells]) + " |" for cells, names in lines.items()]
    return [titles, "|---|---|---|---|---|---|---|---|", *body]


def _cells(one: Seen) -> tuple[str, ...]:
    row = one.row
    assert set(row.abilities) >= EVERYWHERE, "the page says so of all of them"
    return (
        str(one.form),
        "yes" if one.over_the_wire else "no",
        "yes" if one.equal else "no",
        f"{row.longest_seconds:g} s" + (", then windows" if row.windows else ", then sections"),
        f"{row.sample_rate / 1000:g} kHz {'stereo' if row.channels == 2 else 'mono'}",
        ", ".join(sorted(a.replace("_", " ") for a in row.abilities - EVERYWHERE)),
        f"{row.licence.name}{' **non-commercial**' * row.licence.non_commercial} "
        f"[{_sources().index(_source(row)) + 1}]",
    )


def _source(row: Row) -> tuple[str, str, str]:
    return (row.licence.name, row.licence.url, row.stated)


def _sources() -> list[tuple[str, str, str]]:
    """Where each licence stands, in the order of the model cards."""
    return list(dict.fromkeys(_source(row) for row in MAKING))


def _footnotes() -> list[str]:
    return [
        f"{number}. [{name}]({url}), [stated here]({stated})"
        for number, (name, url, stated) in enumerate(_sources(), start=1)
    ]


def _written(text: str) -> dict[str, tuple[str, ...]]:
    """The document's cells by engine."""
    found = {}
    for line in text.splitlines():
        if line.startswith("| `"):
            first, *cells = (cell.strip() for cell in line.strip("|").split("|"))
            found |= {name.strip(" `"): tuple(cells) for name in first.split(",")}
    return found

"""Clips in the real Ardour: at the exact sample of their bar, and heard there."""

from __future__ import annotations

import shutil
import signal
import threading
import time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import soundfile
from tests.patient_road import hasty
from tests.plugin.ardour.running_ardour import (
    SCRIPTS,
    Editor,
    ardour_editor,
    lua_list,
    make_session,
    run_headless,
)
from tests.unit.timeline.clips import clip_of

from tonekiln.protocol.fields import PlaceAt
from tonekiln.protocol.grid import Meter
from tonekiln.timeline.errors import Refused, RoadClosed, Vanished
from tonekiln.timeline.installation import quoted
from tonekiln.timeline.mailbox import Mailbox
from tonekiln.timeline.spot import Spot
from tonekiln.timeline.tempo_map import MeterChange, TempoChange, TempoMap

pytestmark = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in ("ardour", "ardour7-lua", "Xvfb")),
    reason="Ardour 7 and Xvfb are not installed: apt-get install ardour xvfb",
)

RATES = (44_100, 48_000, 96_000)
TEMPI = (Decimal("120"), Decimal("127"), Decimal("127.37"), Decimal("93.333333"))
METERS = ("4/4", "3/4", "7/8")
BARS = (1, 2, 5, 9, 64, 333)

CHANGING = TempoMap(
    (
        TempoChange(Fraction(0), Decimal("120")),
        TempoChange(Fraction(16), Decimal("127.37")),
        TempoChange(Fraction(28), Decimal("93.5")),
    ),
    (MeterChange(1, Meter(4, 4)), MeterChange(5, Meter(3, 4)), MeterChange(9, Meter(7, 8))),
)
"""4 bars of 4/4 at 120, 4 of 3/4 at 127.37, then 7/8 at 93.5."""


def ardours_sample(tempo_map: TempoMap, bar: int, rate: int) -> int:
    """Where Ardour has a bar: it takes whole samples, where a clip's length is rounded."""
    return tempo_map.seconds_at(tempo_map.quarters_at_bar(bar)) * rate // 1


@pytest.mark.parametrize("rate", RATES)
def test_every_bar_is_where_exact_arithmetic_has_it(tmp_path: Path, rate: int) -> None:
    """Our script in a headless session: whole and fractional tempi, 4/4, 3/4 and 7/8."""
    mail = tmp_path / "mail"
    mail.mkdir()
    maps = [TempoMap.steady(bpm, Meter.parse(meter)) for bpm in TEMPI for meter in METERS]
    asked = "\n".join(
        f"set_map({{{{0, {m.tempos[0].bpm}}}}}, "
        f"{lua_list([(0, m.meters[0].meter.numerator, m.meters[0].meter.denominator)])}) "
        f"for _, bar in ipairs{{{', '.join(map(str, BARS))}}} do where(bar) end"
        for m in maps
    )
    printed = run_headless(
        tmp_path,
        f'new({quoted(tmp_path / "scene")}, "scene", {rate})\n'
        f"local Mailbox = run({quoted(SCRIPTS / 'lua' / 'mailbox.lua')})\n"
        f"local road = run({quoted(SCRIPTS / 'ardour' / 'road.lua')})(Mailbox, {quoted(mail)})\n"
        f"local mail = Mailbox.open({quoted(mail)})\n"
        "local function where(bar)\n"
        '  mail:_write("request", Mailbox.encode{verb="where", at="bar", bar=bar, id="1"})\n'
        "  road.tick()\n"
        f'  print("at", Mailbox.decode(io.open({quoted(mail / "answer")}):read("a")).sample)\n'
        "end\n" + asked,
    )
    found = [int(line.split()[1]) for line in printed.splitlines() if line.startswith("at")]
    assert found == [ardours_sample(m, bar, rate) for m in maps for bar in BARS]


def noise(path: Path, frames: int, rate: int) -> np.ndarray:
    """A clip that is loud from its first sample to its last."""
    audio = np.random.default_rng(frames).uniform(-0.5, 0.5, (frames, 2)).astype(np.float32)
    soundfile.write(path, audio, rate, subtype="FLOAT")
    return audio


@pytest.mark.parametrize("rate", RATES)
def test_clips_lie_and_sound_at_the_exact_sample(tmp_path: Path, rate: int) -> None:
    """In the editor, with tempo and meter changes: saved session and exported audio."""
    session = make_session(
        tmp_path,
        rate,
        [(float(change.quarters), float(change.bpm)) for change in CHANGING.tempos],
        [(0, 4, 4), (16, 3, 4), (28, 7, 8)],
    )
    bars = {f"bar-{bar}": bar for bar in (1, 3, 5, 7, 10, 13)}
    audio = {
        name: noise(tmp_path / f"{name}.wav", rate // 2 + bar, rate) for name, bar in bars.items()
    }
    with ardour_editor(tmp_path, session, rate) as editor:
        for name, bar in bars.items():
            clip = clip_of(tmp_path / f"{name}.wav", name=name)
            placed = editor.road.place(clip, Spot(PlaceAt.BAR, bar), track="Loops")
            assert (placed.track, placed.bar) == ("Loops", bar)
            assert placed.sample == ardours_sample(CHANGING, bar, rate)
        editor.do("save")
    expected = {name: ardours_sample(CHANGING, bar, rate) for name, bar in bars.items()}
    saved = editor.session.regions()
    assert {name: position for name, (position, _, _) in saved.items()} == expected
    assert {name: length for name, (_, length, _) in saved.items()} == {
        name: len(samples) for name, samples in audio.items()
    }
    assert {playlist for _, _, playlist in saved.values()} == {"Loops"}
    heard, heard_rate = soundfile.read(editor.session.export(tmp_path / "out.wav"), dtype="float32")
    assert heard_rate == rate
    assert len(heard) == max(expected[name] + len(samples) for name, samples in audio.items())
    for name, samples in audio.items():
        start = expected[name]
        np.testing.assert_array_equal(heard[start : start + len(samples)], samples)


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Editor:
    folder = tmp_path_factory.mktemp("ardour")
    session = make_session(folder, 48_000, [(0, 120)], [(0, 4, 4)])
    with ardour_editor(folder, session, 48_000) as running:
        yield running


@pytest.fixture
def clip(tmp_path: Path):
    noise(tmp_path / "take.wav", 48_000, 48_000)
    return clip_of(tmp_path / "take.wav", name="take")


def test_the_next_bar_after_the_playhead(editor: Editor, clip) -> None:
    editor.do("locate", sample=100_000)
    assert editor.road.place(clip, Spot(PlaceAt.NEXT_BAR)).sample == 192_000
    assert editor.road.place(clip, Spot(PlaceAt.NOW)).sample == 100_000
    assert editor.road.place(clip, Spot(PlaceAt.PLAYHEAD)).sample == 100_000


def test_the_loops_start(editor: Editor, clip) -> None:
    with pytest.raises(Refused, match="no loop"):
        editor.road.place(clip, Spot(PlaceAt.LOOP_START))
    editor.do("loop", **{"from": 288_000, "to": 384_000})
    assert editor.road.place(clip, Spot(PlaceAt.LOOP_START)).sample == 288_000


def test_without_a_selection_that_is_said(editor: Editor, clip) -> None:
    with pytest.raises(Refused, match="no time selection"):
        editor.road.place(clip, Spot(PlaceAt.SELECTION))


def test_the_selections_start(editor: Editor, clip) -> None:
    editor.do("loop", **{"from": 336_000, "to": 384_000})
    editor.do("select_loop")
    assert editor.road.place(clip, Spot(PlaceAt.SELECTION)).sample == 336_000


def test_one_undo_takes_it_away(editor: Editor, clip) -> None:
    editor.road.place(clip_of(Path(clip.path), name="regretted"), Spot(PlaceAt.BAR, 30))
    editor.do("save")
    assert "regretted" in editor.session.regions()
    editor.do("undo")
    editor.do("save")
    assert "regretted" not in editor.session.regions()


def test_a_daw_that_hangs_loses_nothing(editor: Editor, clip) -> None:
    editor.process.send_signal(signal.SIGSTOP)
    try:
        with pytest.raises(RoadClosed, match=clip.path):
            hasty(editor.road).place(clip, Spot(PlaceAt.BAR, 50), track="Later")
    finally:
        editor.process.send_signal(signal.SIGCONT)
    assert editor.road.place(clip, Spot(PlaceAt.BAR, 51), track="Later").bar == 51
    editor.do("save")
    later = [found for found in editor.session.regions().values() if found[2] == "Later"]
    assert len(later) == 1


def test_the_next_take_comes_in_the_same_spot(editor: Editor, clip, tmp_path: Path) -> None:
    first = editor.road.place(clip, Spot(PlaceAt.BAR, 20), track="Rolls")
    noise(tmp_path / "тяжёлый-ドラム.wav", 48_000, 48_000)
    second = clip_of(tmp_path / "тяжёлый-ドラム.wav", name="тяжёлый-ドラム")
    again = editor.road.place(second, Spot(), replacing=first.item)
    assert (again.sample, again.track) == (first.sample, "Rolls")
    editor.do("save")
    on_track = [name for name, found in editor.session.regions().items() if found[2] == "Rolls"]
    assert on_track == ["тяжёлый-ドラム"]
    with pytest.raises(Refused, match="not there any more"):
        editor.road.place(second, Spot(), replacing=first.item)


def test_an_ardour_killed_in_the_middle_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tonekiln.timeline.road.PLACE_SECONDS", 2)
    noise(tmp_path / "long.wav", 48_000 * 120, 48_000)
    before = (tmp_path / "long.wav").read_bytes()
    session = make_session(tmp_path, 48_000, [(0, 120)], [(0, 4, 4)])
    with ardour_editor(tmp_path, session, 48_000) as editor:
        mailbox = editor.road.channel
        assert isinstance(mailbox, Mailbox)

        def kill_when_taken() -> None:
            while not (mailbox.folder / "taken").exists():
                time.sleep(0.001)
            editor.process.kill()

        killer = threading.Thread(target=kill_when_taken)
        killer.start()
        with pytest.raises(Vanished) as error:
            editor.road.place(clip_of(tmp_path / "long.wav"), Spot(PlaceAt.BAR, 2))
        killer.join()
    assert str(tmp_path / "long.wav") in error.value.hint
    assert (tmp_path / "long.wav").read_bytes() == before


def test_a_file_that_is_no_audio_is_refused_with_a_reason(editor: Editor, tmp_path: Path) -> None:
    (tmp_path / "broken.wav").write_bytes(b"RIFF")
    with pytest.raises(Refused, match="did not import"):
        editor.road.place(clip_of(tmp_path / "broken.wav", name="broken"), Spot(PlaceAt.BAR, 40))


def test_the_road_is_open(editor: Editor) -> None:
    assert editor.road.status()["daw"] == "Ardour"

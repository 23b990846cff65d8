"""The options of `generate` become a request; what nobody says has a default that works."""

import argparse
from decimal import Decimal
from types import SimpleNamespace

import msgspec
import pytest

from tonekiln.cli.arguments import UsageError
from tonekiln.cli.generate_options import request_of
from tonekiln.cli.main import parser
from tonekiln.protocol import (
    BarSpan,
    Generate,
    Inpaint,
    InputAudio,
    Preset,
    PresetList,
    PresetRow,
    Priority,
)
from tonekiln.protocol.errors import InvalidRequest, NotFound
from tonekiln.protocol.publish.examples.library import CLIP
from tonekilnd.planning.checks import check_request


def request_for(*arguments, presets=(), clips=()):
    rows = tuple(PresetRow(category="drums", factory=True, preset=p) for p in presets)
    client = SimpleNamespace(
        presets=lambda: PresetList(presets=rows),
        search_all=lambda query: SimpleNamespace(clips=clips),
    )
    return request_of(parser().parse_args(["generate", *arguments]), client)


def test_a_prompt_is_enough():
    assert request_for("drums") == Generate(prompt="drums", bpm=Decimal(120), bars=4)


def test_a_one_shot_needs_no_bars():
    request = request_for("kick", "--one-shot")
    assert (request.bars, request.seconds, request.one_shot) == (None, 2.0, True)


def test_everything_at_once(tmp_path):
    request = request_for(
        *("pad", "--bpm", "97.5", "--meter", "7/8", "--bars", "3", "--key", "Bb minor"),
        *("--swing", "0.6", "--stems", "--rate", "44100", "--engine", "e", "--negative", "vocals"),
        *("--seed", "7", "--variations", "2", "--guidance", "3.5", "--steps", "8"),
        *("--temperature", "0.9", "--precision", "bf16", "--draft", "--width", "0.4"),
        *("--no-retake", "--priority", "live", "--deadline", "8.5", "--strength", "0.7"),
        *("--init", str(tmp_path / "i"), "--continue", str(tmp_path / "c")),
        *("--melody", str(tmp_path / "m")),
    )
    assert (request.bpm, request.meter, request.bars) == (Decimal("97.5"), "7/8", 3)
    assert (request.key, request.swing, request.stems) == ("Bb minor", 0.6, True)
    assert (request.sample_rate, request.engine, request.negative) == (44_100, "e", "vocals")
    assert (request.seed, request.variations, request.guidance, request.steps) == (7, 2, 3.5, 8)
    assert (request.temperature, request.precision, request.draft) == (0.9, "bf16", True)
    assert (request.width, request.retake, request.strength) == (0.4, False, 0.7)
    assert (request.priority, request.deadline_ms) == (Priority.LIVE, 8_500)
    assert request.init.path == str(tmp_path / "i")
    assert request.continuation.path == str(tmp_path / "c")
    assert request.melody.path == str(tmp_path / "m")


SEVEN = msgspec.structs.replace(CLIP, bpm=97.25, meter="7/8", bars=2, name="seven-eights")


@pytest.mark.parametrize("name", [SEVEN.clip_id, SEVEN.clip_id[:5], "seven-eights"])
def test_what_a_clip_becomes_has_its_tempo_meter_and_length(name):
    request = request_for("brass", "--init", name, "--strength", "0.5", clips=[SEVEN])
    assert request.init == InputAudio(clip=SEVEN.clip_id)
    assert (request.bpm, request.meter, request.bars) == (Decimal("97.25"), "7/8", 2)


def test_what_goes_on_from_a_clip_is_as_long_as_usual_and_what_is_said_wins():
    given = ("--continue", "seven-eights", "--bpm", "90")
    request = request_for("brass", *given, clips=[SEVEN])
    assert request.continuation == InputAudio(clip=SEVEN.clip_id)
    assert (request.bpm, request.meter, request.bars) == (Decimal(90), "7/8", 4)


def test_what_a_one_shot_becomes_is_one():
    kick = msgspec.structs.replace(SEVEN, bars=None, seconds=0.75, one_shot=True)
    request = request_for("snare", "--init", "seven-eights", clips=[kick])
    assert (request.bars, request.seconds, request.one_shot) == (None, 0.75, True)


def test_a_part_of_a_clip_is_asked_as_the_clip_is():
    edited = msgspec.structs.replace(SEVEN, key="Am", sample_rate=44_100, prompt="dusty drums")
    part = ("--inpaint", "seven-eights", "--part", "2", "--part", "1.5-2.0")
    request = request_for(*part, clips=[edited])
    spans = (BarSpan(from_=2, to=3), BarSpan(from_=1.5, to=2))
    assert request.inpaint == Inpaint(clip=SEVEN.clip_id, spans=spans)
    assert (request.bpm, request.meter, request.bars) == (Decimal("97.25"), "7/8", 2)
    assert (request.prompt, request.key, request.sample_rate) == ("dusty drums", "Am", 44_100)
    own = request_for("open hats", *part, "--rate", "48000", "--key", "C", clips=[edited])
    assert (own.prompt, own.key, own.sample_rate) == ("open hats", "C", 48_000)


@pytest.mark.parametrize(("given", "field"), [("--inpaint", "parts"), ("--part", "inpaint")])
def test_a_part_and_its_clip_are_named_together(given, field):
    with pytest.raises(InvalidRequest, match="together") as refused:
        request_for("x", given, "2" if given == "--part" else "./a.wav")
    assert refused.value.field == field


def test_a_file_of_that_name_comes_first_and_a_path_is_never_a_clip(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seven-eights").touch()
    request = request_for("x", "--init", "seven-eights", clips=[SEVEN])
    assert request.init == InputAudio(path=str(tmp_path / "seven-eights"))
    assert request.bpm == 120
    request = request_for("x", "--melody", "./other", clips=[SEVEN])
    assert request.melody == InputAudio(path=str(tmp_path / "other"))


def test_a_name_of_nothing_says_what_it_may_be():
    with pytest.raises(NotFound, match=r"--continue nothing: .*no such file.*no such clip") as why:
        request_for("x", "--continue", "nothing")
    assert why.value.field == "continuation"
    twice = [SEVEN, msgspec.structs.replace(SEVEN, clip_id="f" * 16)]
    with pytest.raises(InvalidRequest, match="any of 2 clips") as several:
        request_for("x", "--init", "seven-eights", clips=twice)
    assert several.value.field == "init"
    assert "f" * 16 in several.value.hint


DUSTY = Preset(name="Dusty", words="dusty", bars=2, bpm=84.5, meter="3/4")
KICK = Preset(name="Kick", words="kick", one_shot=True)


def test_a_presets_tempo_and_meter_are_taken_and_its_length_is_left_to_the_daemon():
    request = request_for("--preset", "drums/Dusty", presets=[DUSTY])
    assert (request.bpm, request.meter) == (Decimal("84.5"), "3/4")
    assert (request.bars, request.seconds) == (None, None)


def test_what_the_user_says_wins_over_the_preset():
    given = ("--preset", "Dusty", "--bpm", "90", "--bars", "8", "--meter", "4/4")
    request = request_for(*given, presets=[DUSTY])
    assert (request.bpm, request.bars, request.meter) == (Decimal(90), 8, "4/4")


def test_a_preset_without_a_length_gets_one():
    assert request_for("--preset", "Kick", presets=[KICK]).seconds == 2.0


@pytest.mark.parametrize("name", ["dusty", "DUSTY!", "drums/dusty"])
def test_case_and_punctuation_of_a_presets_name_do_not_matter(name):
    assert request_for("--preset", name, presets=[DUSTY]).meter == "3/4"


def test_a_preset_nobody_knows_is_left_to_the_daemon_to_refuse():
    request = request_for("--preset", "None", presets=[DUSTY])
    assert (request.preset, request.bars, request.seconds) == ("None", None, None)


@pytest.mark.parametrize(
    "arguments",
    [["--bars", "four"], ["--bars", "1", "--seconds", "1"], ["--priority", "mine"], ["a", "b"]],
)
def test_what_argparse_refuses_is_an_error_like_any_other(arguments):
    with pytest.raises(UsageError):
        request_for(*arguments)


def numeric_options():
    (commands,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    for action in commands.choices["generate"]._actions:
        if action.type in (int, float) or action.dest == "bpm":
            yield action.option_strings[0]


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e999", "1e400", "9" * 5000])
@pytest.mark.parametrize("option", list(numeric_options()))
def test_a_number_that_is_none_is_refused_in_words(option, value):
    """By the parser, the request, or the daemon's checks: never by an arithmetic error."""
    try:
        request = request_for("x", f"{option}={value}")
        if request.bars is None or request.bars <= 64:
            check_request(request)
        msgspec.convert(msgspec.to_builtins(request), Generate)
    except (InvalidRequest, msgspec.ValidationError) as error:
        assert len(str(error)) < 600
    else:
        pytest.fail(f"{option}={value} was taken")

"""OSC 1.0 at a real daemon's port: types of values, tempi, switches, ids."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.integration.osc.asking import CLICKS, DONE, clip_after, error_after, generate
from tests.osc_surface import message, typed

from tonekiln.protocol import Meter, bar_frames


@pytest.mark.parametrize(
    "bpm",
    [
        *(("f", float(text)) for text in ("0", "-1", "nan", "inf", "-inf", "19.9", "401", "1e30")),
        *(("d", float(text)) for text in ("0", "nan", "inf", "400.000001", "1e300", "1e-300")),
        *(("s", text) for text in ("0", "NaN", "1e999", "1e-999999", "", "fast", "9" * 5000)),
        *((tag, 0) for tag in "ihtrm"),
        *((tag,) for tag in "TFNI"),
        ("b", b"120"),
    ],
)
def test_what_is_no_tempo_is_refused_at_once_and_the_old_one_kept(surface, bpm) -> None:
    surface.say("/tonekiln/tempo", 96.5, "7/8")
    refused = error_after(surface, message("/tonekiln/tempo", bpm))
    assert (refused[1], refused[3]) == ("invalid_request", "bpm")
    clip = clip_after(surface, message("/tonekiln/generate", "kept", "x", *CLICKS))
    assert clip["frames"] == bar_frames(1, Meter(7, 8), Decimal("96.5"), 48_000)


@pytest.mark.parametrize("meter", ["0/4", "4/0", "4/3", "33/4", "four", "", "4/4/4", 4])
def test_what_is_no_meter_is_refused_at_once(surface, meter) -> None:
    assert error_after(surface, message("/tonekiln/tempo", 120, meter))[3] == "meter"


@pytest.mark.parametrize(
    ("bpm", "exact"),
    [
        (("f", 93.333333), "93.33334"),  # seven digits of what 32 bits hold of it
        (("f", 120.1), "120.1"),
        (("d", 93.333333), "93.333333"),
        (("d", 280 / 3), "93.333333"),
        (("d", 120.12345), "120.12345"),
        (("s", "120.123456"), "120.123456"),
        (("S", "99.5"), "99.5"),
        (("h", 101), "101"),
    ],
)
def test_a_tempo_keeps_its_digits(surface, served, bpm, exact) -> None:
    clip = clip_after(surface, generate("bpm", bpm, *CLICKS))
    told = repr(clip["bpm"]) if clip["bpm_tag"] == "d" else f"{clip['bpm']:.7g}"
    assert Decimal(told) == Decimal(exact)
    with served[0].client() as client:
        assert repr(client.show(clip["clip"]).clip.bpm) == repr(float(exact))


@pytest.mark.parametrize(("bpm", "tag"), [("120", "f"), ("120.1", "f"), ("93.333333", "d")])
def test_the_answers_tempo_is_a_double_only_where_a_float_would_lose_digits(
    surface, bpm, tag
) -> None:
    assert clip_after(surface, generate("bpm", bpm, *CLICKS))["bpm_tag"] == tag


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *(("bars", value) for value in (2.5, "two", 65, 0, float("nan"), ("T",), "1e-999999999")),
        *(("seed", value) for value in (-1, ("h", 2**40), "1e400", ("d", 1e300))),
        *(("seconds", value) for value in (float("inf"), "nan", 0, ("d", -1.0))),
        *(("deadline_ms", value) for value in (0, ("d", float("nan")), ("h", 2**62))),
        *(("width", value) for value in (b"1", "wide", ("I",), ("t", 1), ("r", 1), ("m", 1))),
        *(("key", value) for value in ("H", ("T",), b"A", 1)),
        *(("reply_port", value) for value in (70_000, 0, "x", ("N",))),
        ("guidance", -1.0),
        ("steps", 0),
        ("strength", ("d", 1.5)),
        ("swing", "much"),
        ("variations", 9),
        ("rate", 1),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(surface, option, value) -> None:
    length = () if option in ("bars", "seconds") else ("bars", 1)
    _, code, sentence, field = error_after(surface, generate(option, value, *length))
    wire = {"rate": "sample_rate"}.get(option, option)
    assert (code, field) == ("invalid_request", wire), sentence


def test_an_array_is_one_argument_and_is_refused(surface) -> None:
    tags = "sssiss[i[f]s]"
    values = ("a", "x", "bpm", 120, "engine", "clicks", 1, 2.0, "z")
    refused = error_after(surface, typed("/tonekiln/generate", tags, *values))
    assert refused[:1] == ("a",)
    assert "needs its value" in refused[2]
    refused = error_after(
        surface, typed("/tonekiln/generate", "sssis[ii]", "a", "x", "bpm", 120, "bars", 1, 2)
    )
    assert refused[3] == "bars"
    assert "an array" in refused[2]


@pytest.mark.parametrize("seed", [("f", 12345678.0), ("d", 4294967295.0), ("h", 17), "17", 1.0])
def test_a_whole_number_may_come_as_any_number(surface, served, seed) -> None:
    clip = clip_after(surface, generate("seed", seed, *CLICKS))
    value = seed[1] if isinstance(seed, tuple) else seed
    with served[0].client() as client:
        assert client.show(clip["clip"]).clip.seed == int(float(value))


SWITCHES = [
    *((word, False) for word in ("0", "false", "off", "no", "FALSE", " Off ")),
    *((word, True) for word in ("1", "true", "on", "yes", "Yes", ("S", "true"))),
    *((value, False) for value in (0, 0.0, ("d", 0.0), ("h", 0), ("F",), ("N",))),
    *((value, True) for value in (1, 1.0, 127, ("d", 0.5), ("T",))),
]


def test_switches_however_a_surface_sends_them(surface, served) -> None:
    with served[0].client() as client:
        for value, on in SWITCHES:
            asked = generate("seconds", 0.1, "engine", "sketch", "one_shot", value)
            clip = clip_after(surface, asked)
            assert client.show(clip["clip"]).clip.one_shot is on, value


@pytest.mark.parametrize("value", ["maybe", "2", "", float("nan"), b"1", ("I",), ("t", 1)])
@pytest.mark.parametrize("switch", ["one_shot", "stems", "draft", "retake"])
def test_what_is_neither_on_nor_off_is_refused(surface, switch, value) -> None:
    assert error_after(surface, generate(switch, value))[3] == switch


@pytest.mark.parametrize(
    ("named", "text"),
    [(7, "7"), (7.0, "7"), (("d", 1.5), "1.5"), (("S", "take"), "take"), (("c", 65), "A")],
)
def test_an_id_may_be_a_number_or_a_symbol(surface, named, text) -> None:
    surface.say_bytes(message("/tonekiln/generate", named, ("S", "clicks"), "bpm", 120, *CLICKS))
    assert surface.hear_until("/tonekiln/accepted").params[0] == text
    assert surface.hear_until(*DONE).params[0] == text
    surface.say_bytes(message("/tonekiln/generate", named, 808, "bpm", 120, "bars", 99))
    assert surface.hear_until("/tonekiln/error").params[0] == text


@pytest.mark.parametrize("named", [("T",), ("N",), b"x", "", "x" * 65])
def test_what_is_no_id_is_refused(surface, named) -> None:
    refused = error_after(surface, message("/tonekiln/generate", named, "x", "bpm", 120))
    assert refused[3] == "id"
    assert error_after(surface, message("/tonekiln/cancel", named))[3] == "id"

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
import zmq

from tonekiln.home import Home
from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.config import Settings, load_settings


@pytest.fixture
def tonekiln_home(tmp_path) -> Home:
    return Home(tmp_path)


def origin_of(rows, name: str) -> str:
    return next(row.origin for row in rows if row.name == name)


def test_defaults_work(tonekiln_home) -> None:
    settings, rows = load_settings(tonekiln_home, {}, {})
    assert settings == Settings()
    assert {row.origin for row in rows} == {"default"}
    assert all(row.help and row.env.startswith("TONEKILN_") for row in rows)


def test_flag_before_environment_before_file(tonekiln_home) -> None:
    tonekiln_home.config_file.write_text("port = 1\nosc_port = 2\nqueue_limit = 3\n")
    environment = {"TONEKILN_PORT": "10", "TONEKILN_OSC_PORT": "20"}
    settings, rows = load_settings(tonekiln_home, {"port": "100", "osc_port": None}, environment)
    assert (settings.port, settings.osc_port, settings.queue_limit) == (100, 20, 3)
    assert [origin_of(rows, n) for n in ("port", "osc_port", "queue_limit", "warm")] == [
        "flag",
        "environment",
        "file",
        "default",
    ]


def test_lists_come_by_comma_from_the_environment(tonekiln_home) -> None:
    settings, _ = load_settings(tonekiln_home, {}, {"TONEKILN_WARM": "sketch,musicgen-small"})
    assert settings.warm == ["sketch", "musicgen-small"]
    nothing, _ = load_settings(tonekiln_home, {}, {"TONEKILN_WARM": ""})
    assert nothing.warm == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("port = 'many'", "port"),
        ("colour = 1", "colour"),
        ("port = ", "config.toml"),
        ("allow_remote = 'perhaps'", "allow_remote"),
    ],
)
def test_a_bad_file_is_named_with_its_setting(tonekiln_home, text, named) -> None:
    tonekiln_home.config_file.write_text(text)
    with pytest.raises(InvalidRequest, match=named):
        load_settings(tonekiln_home, {}, {})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("log_level", "loud"),
        ("log_level", ""),
        ("precision", "fp8"),
        ("device", "banana"),
        ("library", "~nobody-is-called-so/clips"),
        ("library", "clips\0"),
        ("osc_allow", ["banana"]),
        ("osc_allow", ["10.0.0.0/8"]),
        ("osc_allow", ["127.0.0.1", "::"]),
        ("allowed_clients", ["short"]),
        ("allowed_clients", ["ü" * 40]),
        ("interpreters", {"audiocraft": "~nobody-is-called-so/bin/python"}),
    ],
)
def test_a_value_without_meaning_is_refused_at_the_start(tonekiln_home, name, value) -> None:
    with pytest.raises(InvalidRequest, match=rf"setting {name} \(flag\)") as refused:
        load_settings(tonekiln_home, {name: value}, {})
    assert refused.value.field == name


def test_values_with_a_meaning_are_taken() -> None:
    public, _ = zmq.curve_keypair()
    given = {
        "log_level": "WARNING",
        "precision": "int8",
        "device": "cuda",
        "library": "~/clips",
        "osc_allow": ["192.168.0.20", "FE80::0:1", "fe80::2%eth0"],
        "allowed_clients": [public.decode()],
    }
    settings, _ = load_settings(Home(Path("none")), given, {})
    assert [getattr(settings, name) for name in given] == list(given.values())


def test_a_bad_variable_is_named(tonekiln_home) -> None:
    with pytest.raises(InvalidRequest, match=r"port \(environment\)"):
        load_settings(tonekiln_home, {}, {"TONEKILN_PORT": "x"})


def test_tables_come_as_pairs_from_the_environment(tonekiln_home) -> None:
    pairs = "audiocraft=/a/python,stable-audio=/b/python=3"
    settings, _ = load_settings(tonekiln_home, {}, {"TONEKILN_INTERPRETERS": pairs})
    assert settings.interpreters == {"audiocraft": "/a/python", "stable-audio": "/b/python=3"}


NUMBERS = [
    setting.name
    for setting in fields(Settings)
    if isinstance(getattr(Settings(), setting.name), int | float)
    and not isinstance(getattr(Settings(), setting.name), bool)
]


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "-1", "1e999", "1e30", "9" * 30, ""])
def test_a_number_that_no_setting_takes_is_refused_by_its_name(tonekiln_home, name, value) -> None:
    with pytest.raises(InvalidRequest, match=name):
        load_settings(tonekiln_home, {name: value}, {})

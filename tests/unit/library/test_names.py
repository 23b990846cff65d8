import re
from decimal import Decimal
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tonekilnd.library.names import MOST_NAME_CHARACTERS, clip_name, key_in_name


def test_a_name_reads_like_what_was_asked_for():
    name = clip_name("Dusty lo-fi drums", Decimal("84"), "Am", "4bars", "7f3a")
    assert name == "dusty-lo-fi-drums_84bpm_Am_4bars_7f3a"


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("Café crème, très doux!", "cafe-creme-tres-doux"),
        ("  don't   stop  ", "dont-stop"),
        ("../../etc/passwd", "etc-passwd"),
        ("テクノ", "clip"),
        ("", "clip"),
        ("🎹🎹", "clip"),
        ("CON", "clip"),
        ("a" * 200, "a" * 48),
        (
            "warm analog pad with slow filter sweeps and a lot of other words",
            "warm-analog-pad-with-slow-filter-sweeps-and-a",
        ),
    ],
)
def test_words(prompt, words):
    assert clip_name(prompt, None, None, "", "") == words


@pytest.mark.parametrize(
    ("bpm", "text"),
    [("120", "120bpm"), ("128.5", "128.5bpm"), ("120.000000", "120bpm"), ("1E+2", "100bpm")],
)
def test_tempi_are_plain_numbers(bpm, text):
    assert clip_name("x", Decimal(bpm), None, "1s", "0") == f"x_{text}_1s_0"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("C", "C"),
        ("f#m", "Fsm"),
        ("F♯ minor", "Fsm"),
        ("Bb", "Bb"),
        ("b♭ major", "Bb"),
        ("D dorian", "D-dorian"),
        ("A#mixolydian", "As-mixolydian"),
        ("H", ""),
        ("../C", ""),
    ],
)
def test_keys(key, text):
    assert key_in_name(key) == text


DEVICES = {"CON", "PRN", "AUX", "NUL"} | {f"{d}{n}" for d in ("COM", "LPT") for n in range(10)}

TEXTS = st.text(max_size=300)
KEYS = st.none() | st.text(max_size=12) | st.sampled_from(["Am", "F#m", "Bb minor", "E♭"])
TEMPI = st.none() | st.decimals(Decimal(20), Decimal(400), places=6)


@given(TEXTS, TEMPI, KEYS, TEXTS, TEXTS)
@example("", None, None, "", "0..0")
def test_any_text_makes_a_portable_name(prompt, bpm, key, length, digest):
    name = clip_name(prompt, bpm, key, length, digest)
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", name)
    assert len(name) <= MOST_NAME_CHARACTERS
    assert name[-1] not in ". -_"
    path = PureWindowsPath(f"{name}.wav")
    assert name.partition(".")[0].upper() not in DEVICES
    assert path.name == PurePosixPath(f"{name}.wav").name == f"{name}.wav"
    assert ".." not in name

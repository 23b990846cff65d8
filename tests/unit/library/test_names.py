import unicodedata
from decimal import Decimal
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tonekilnd.library.names import (
    MOST_NAME_CHARACTERS,
    clip_name,
    key_in_name,
    length_in_name,
)


def test_a_name_reads_like_what_was_asked_for():
    name = clip_name("Dusty lo-fi drums", Decimal("84"), "Am", "4bars", "7f3a")
    assert name == "dusty-lo-fi-drums_84bpm_Am_4bars_7f3a"


@pytest.mark.parametrize(
    ("prompt", "words"),
    [
        ("Café crème, très doux!", "cafe-creme-tres-doux"),
        ("  don't   stop  ", "dont-stop"),
        ("../../etc/passwd", "etc-passwd"),
        ("テクノ", "テクノ"),
        ("ﾃｸﾉ １２０", "テクノ-120"),
        ("ト\u3099ラム", "ドラム"),
        ("тяжёлый Бас", "тяжёлый-бас"),
        ("Straße, œuvre, Łódź", "strasse-oeuvre-lodz"),
        ("İstanbul", "istanbul"),
        ("हिन्दी ढोल", "हिन्दी-ढोल"),
        ("한국 드럼", "한국-드럼"),
        ("طبل", "طبل"),
        ("x² ½", "x2-1-2"),
        ("a\u200b\u202eb", "ab"),
        ("\u0301\u0301", "clip"),
        ("\ue000\ufffe\x00", "clip"),
        ("ＣＯＮ", "clip"),
        ("com¹", "clip"),
        ("鼓" * 60, "鼓" * 24),
        ("鼓 太鼓 " * 20, "-".join(["鼓-太鼓"] * 6) + "-鼓"),
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


@pytest.mark.parametrize(
    ("bars", "seconds", "text"),
    [(1, None, "1bar"), (2, None, "2bars"), (64, None, "64bars"), (None, 2.5, "2.5s")],
)
def test_lengths(bars, seconds, text):
    assert length_in_name(bars, seconds) == text


@given(TEXTS, TEMPI, KEYS, TEXTS, TEXTS)
@example("", None, None, "", "0..0")
@example("ก็" * 60, Decimal("127.123456"), "F# mixolydian", "64bars", "7f3a")
def test_any_text_makes_a_portable_name(prompt, bpm, key, length, digest):
    name = clip_name(prompt, bpm, key, length, digest)
    assert all(letter in "._-" or unicodedata.category(letter)[0] in "LNM" for letter in name)
    assert name[0].isalnum()
    assert unicodedata.normalize("NFC", name) == name
    assert all(unicodedata.ucd_3_2_0.category(letter) != "Cn" for letter in name)
    assert len(name) <= MOST_NAME_CHARACTERS
    assert len(f"{name}_percussion_abcd.wav".encode()) <= 143
    assert len(f"{name}_percussion_abcd.wav".encode("utf-16-le")) <= 2 * 255
    assert name[-1] not in ". -_"
    path = PureWindowsPath(f"{name}.wav")
    assert name.partition(".")[0].upper() not in DEVICES
    assert path.name == PurePosixPath(f"{name}.wav").name == f"{name}.wav"
    assert ".." not in name

"""Nothing private gets into a log, wherever in a note or in a DAW's answer it stands."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tonekiln.cli.daw_check import log
from tonekiln.cli.daw_check.record import Looked, Said, StepSeen, new_record
from tonekiln.cli.daw_check.redaction import REMOVED, Redaction
from tonekiln.cli.daw_check.script import script_of

letters = st.characters(categories=["Lu", "Ll", "Lo", "Nd"])
words = st.text(letters, min_size=1, max_size=12)
marks = st.sampled_from([" ", ", ", ". ", "! ", " (", ") ", ": ", "; "])
fillers = st.lists(words | marks, max_size=6).map("".join)

names = st.text(letters, min_size=1, max_size=16)
phrases = st.lists(words, min_size=1, max_size=5).map(" ".join)
hosts = st.from_regex(r"[a-z][a-z0-9-]{2,14}\.(local|lan|example\.org)", fullmatch=True)
emails = st.from_regex(r"[a-z]{3,9}@[a-z]{3,9}\.[a-z]{2,3}", fullmatch=True)
keys = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=24, max_size=60)
digests = st.from_regex(r"[0-9a-f]{16,64}", fullmatch=True)
ipv4 = st.ip_addresses(v=4).map(str)
folders = st.lists(words, min_size=2, max_size=5)
posix = folders.map(lambda parts: "/" + "/".join(parts))
windows = folders.map(lambda parts: "C:\\" + "\\".join(parts))
plain_phrases = st.from_regex(r"[g-z]{1,8}( [g-z]{1,8}){0,3}", fullmatch=True)
spaced = st.lists(plain_phrases, min_size=3, max_size=4).map(lambda parts: "/" + "/".join(parts))
known = names | phrases
unknown = hosts | emails | keys | digests | ipv4 | posix | windows


def cased(text: str, how: int) -> str:
    return (text, text.upper(), text.lower())[how % 3]


@given(known, fillers, fillers, st.integers(0, 2), st.sampled_from(["NFC", "NFD"]))
@example("Ann", "", "'s machine", 0, "NFC")
@example("ß", "", "", 0, "NFC")
def test_what_is_known_to_be_private_is_taken_out(secret, before, after, how, form) -> None:
    typed = cased(secret, how)
    if len(typed) != len(secret) or typed.lower() != secret.lower():
        typed = secret  # letters without a counterpart of their own
    note = unicodedata.normalize(form, f"{before} {typed} {after}")
    left = Redaction([secret]).note(note)
    assert stands_in(secret, left) is False


def stands_in(secret: str, text: str) -> bool:
    """Whether it does as a word, or anywhere where it is long enough not to be there by chance."""
    text = f" {text.replace(REMOVED, ' ')} ".lower()
    secret = unicodedata.normalize("NFC", " ".join(secret.split())).lower()
    return f" {secret} " in text or (len(secret) >= 6 and secret in text)


@settings(max_examples=60)
@given(unknown, phrases, phrases)
@example("/home/ada/My Best Music/a song.als", "I saved", "and then")
def test_what_looks_private_is_taken_out_though_nobody_told(secret, before, after) -> None:
    left = Redaction([]).note(f"{before} {secret} {after}")
    assert secret not in left
    assert REMOVED in left


@settings(max_examples=40)
@given(spaced, plain_phrases)
def test_a_path_with_spaces_goes_with_all_of_its_folders(path: str, before: str) -> None:
    left = Redaction([]).note(f"{before} {path}")
    # The last part's further words may stay: nobody can say where a path ends.
    tail = path.rpartition("/")[2].partition(" ")[2]
    assert left == f"{before} {REMOVED} {tail}".strip()


@pytest.mark.parametrize(
    "note",
    [
        "the kick is 12 ms late at 93.5 bpm",
        "in 7/8 it jumps, in 3/4 not",
        "it was asked twice at 10:45",
        "Live 12.1.5 beta 3 hangs for 2.5 s",
        "クリップは一拍遅れて再生されるので拍の頭に合わない感じがします",
        "das Fenster geht nicht auf, größer als der Bildschirm",
    ],
)
def test_what_a_report_needs_stays(note: str) -> None:
    assert Redaction(["ada", "studio-mac", "dusty drums"]).note(note) == note


@pytest.mark.parametrize("version", ["7.61/win64", "12.1.5", "Ableton Live 12", "5.2 Beta 3", "AU"])
def test_versions_stay(version: str) -> None:
    assert Redaction(["ada"]).version(version) == version


@given(posix | windows | hosts.map(lambda host: f"tcp://{host}:4711") | emails | keys)
def test_what_is_no_version_is_none(text: str) -> None:
    assert Redaction([]).version(text) == REMOVED


secrets = st.text(st.sampled_from("qxzkvw0123456789"), min_size=8, max_size=14)


@settings(max_examples=25)
@given(secrets, st.data())
def test_no_secret_is_anywhere_in_a_log(secret: str, data: st.DataObject) -> None:
    """Whoever says it: the person, the DAW, the plugin, the operating system."""
    redaction = Redaction([secret])
    steps = {}
    script = script_of("reaper")
    for name in script.steps:
        said = data.draw(fillers) + f" {secret} " + data.draw(fillers)
        told = data.draw(st.sampled_from([secret, f"7.{secret}", f"Live {secret}/x64"]))
        steps[name] = StepSeen(
            said=data.draw(st.sampled_from(Said)),
            looked=data.draw(st.sampled_from(Looked)),
            facts={"version": redaction.version(told), "bpm": 127.37},
            note=redaction.note(said),
        )
    record = new_record("reaper")
    for name, seen in steps.items():
        record = record.with_step(name, seen, secret)
    made = log.document(script, record, redaction)
    text = log.text(made)
    assert secret not in text.lower()
    assert log.written_in(text) == json.loads(json.dumps(made))

"""A clip's report says what was measured, and no more."""

from msgspec.structs import replace

from tonekiln.cli.report import report_lines, timing_line
from tonekiln.protocol import Timing


def said(clip):
    return "\n".join(report_lines(clip))


def test_everything_that_was_measured(clip):
    text = said(clip)
    for fact in ("4 bars of 4/4 = 548571 frames", "84 bpm, Am, error 0.000 %", "jump 0.41"):
        assert fact in text
    for fact in ("-14.0 LUFS", "-1.3 dBTP", "sketch (procedural), seed 4294967295", "licence  MIT"):
        assert fact in text
    assert text.endswith(clip.path)


def test_what_was_not_measured_is_not_claimed(clip):
    bare = replace(
        clip, tempo_error_percent=None, seam=None, lufs=None, bars=None, key=None, channels=1
    )
    text = said(bare)
    for fact in ("not measurable", "does not loop", "silent", "48 kHz mono"):
        assert fact in text
    assert "bars of" not in text


def test_a_correction_says_what_it_corrected(clip):
    fitted = replace(clip, tempo_error_percent=0.01, tempo_error_before_percent=-2.5)
    assert "error 0.010 % (was -2.50 %)" in said(fitted)


def test_licence_and_notes_cannot_be_missed(clip):
    bound = replace(clip, non_commercial=True, licence="CC-BY-NC 4.0", notes=("quieter",))
    assert "CC-BY-NC 4.0, not for commercial use" in said(bound)
    assert "note     quieter" in said(bound)


def test_timing():
    line = timing_line(Timing(total_ms=1234.5, engine_ms=1000.0, bridge_ms=3.4))
    assert line.startswith("ready in 1.23 s")
    assert "engine 1000" in line
    assert "bridge 3" in line


def test_words_that_counted_and_words_that_did_not(clip):
    heard = replace(clip, words_understood=("drums",), words_ignored=("flibber", "morose"))
    assert "words    drums; without effect: flibber, morose" in said(heard)
    assert "none understood; without effect: x" in said(
        replace(clip, words_understood=(), words_ignored=("x",))
    )
    assert "words" not in said(replace(clip, words_understood=(), words_ignored=()))

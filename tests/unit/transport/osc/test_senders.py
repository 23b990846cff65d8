"""Which senders are forgotten where there are too many: never one whose clip is being made."""

from __future__ import annotations

import pytest

from tonekilnd.transport.osc.senders import _MOST_SENDERS, AskedJob, Sender, Senders

SURFACE = ("127.0.0.1", 9000)


def crowd(senders: Senders) -> list[Sender]:
    """As many others as there is room for, and some more."""
    return [senders.heard(("127.0.0.1", 10_000 + n)) for n in range(_MOST_SENDERS + 50)]


def with_tempo(senders: Senders) -> None:
    for n in range(_MOST_SENDERS + 50):
        senders.heard(("127.0.0.1", 10_000 + n)).set_tempo({"bpm": "99"})


def with_ended_jobs(senders: Senders) -> None:
    for n in range(_MOST_SENDERS + 50):
        senders.heard(("127.0.0.1", 10_000 + n)).remember("a", AskedJob(f"old-{n}", 1))


@pytest.mark.parametrize("come", [crowd, with_tempo, with_ended_jobs])
def test_who_waits_for_a_clip_is_remembered_whoever_comes(come) -> None:
    running = {"mine"}
    senders = Senders(lambda: running)
    senders.heard(SURFACE).remember("x", AskedJob("mine", 9000))
    come(senders)
    assert senders.known(SURFACE) is not None
    running.clear()
    with_ended_jobs(senders)
    assert senders.known(SURFACE) is None


def test_a_tempo_outlasts_those_who_set_none() -> None:
    senders = Senders(set)
    senders.heard(SURFACE).set_tempo({"bpm": "84"})
    crowd(senders)
    found = senders.known(SURFACE)
    assert found is not None
    assert found.own_tempo == {"bpm": "84"}

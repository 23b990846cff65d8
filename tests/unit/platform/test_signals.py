from __future__ import annotations

import asyncio
import signal

import pytest

from tonekilnd.platform import event_loop
from tonekilnd.platform.signals import stop_signals, told_to_stop


async def _stopped_by(number: int) -> None:
    """Waits in a loop that nothing else wakes."""
    stop = asyncio.Event()
    with told_to_stop(stop.set):
        asyncio.get_running_loop().call_soon(signal.raise_signal, number)
        await stop.wait()


def _handlers() -> list[object]:
    return [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1)]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it(number: int) -> None:
    before = _handlers()
    event_loop.run(_stopped_by(number))
    assert _handlers() == before


@pytest.mark.usefixtures("on_windows")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGUSR1])
def test_a_signal_stops_it_without_the_loop_s_help(number: int) -> None:
    before = _handlers(), signal.set_wakeup_fd(-1)
    event_loop.run(_stopped_by(number))
    assert (_handlers(), signal.set_wakeup_fd(-1)) == before


@pytest.mark.usefixtures("on_windows")
def test_windows_has_one_more_and_the_selector_loop() -> None:
    assert stop_signals() == (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1)
    assert event_loop.loop_factory() is asyncio.SelectorEventLoop


def test_asyncio_chooses_elsewhere() -> None:
    assert event_loop.loop_factory() is None
    assert stop_signals() == (signal.SIGINT, signal.SIGTERM)

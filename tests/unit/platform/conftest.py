"""The other system's branches, with fakes for what only it has."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

WINDOWS_FLAGS = {
    "CREATE_NO_WINDOW": 0x08000000,
    "CREATE_NEW_PROCESS_GROUP": 0x00000200,
    "CREATE_BREAKAWAY_FROM_JOB": 0x01000000,
}


@pytest.fixture
def on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    for name, value in WINDOWS_FLAGS.items():
        monkeypatch.setattr(subprocess, name, value, raising=False)
    monkeypatch.setattr(signal, "SIGBREAK", signal.SIGUSR1, raising=False)


@pytest.fixture
def on_a_mac(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")

"""What is said of the daemon and of the connection itself."""

from __future__ import annotations

from ... import (
    GetStatus,
    JobRow,
    JobState,
    Leave,
    Ok,
    Ping,
    Pong,
    Program,
    Resume,
    Shutdown,
    Status,
    WarmEngine,
    Watch,
)
from .example import JOB, Example, answered, asked

_PROGRAM = Program(name="plugin", version="0.1.0", format="VST3", host="Ableton Live 12")
_STATUS = Status(
    daemon="daemon-01",
    version="0.1.0",
    pid=4242,
    uptime_seconds=12.5,
    home="/home/ada/.local/share/tonekiln",
    library="/home/ada/Tonekiln",
    clips=12,
    library_bytes=40_000_000,
    library_quota_bytes=20_000_000_000,
    jobs=(JobRow(job=JOB, engine="sketch", state=JobState.GENERATING, fraction=0.5, place=0),),
    warm=(
        WarmEngine(
            engine="sketch",
            memory_bytes=120_000_000,
            pinned=True,
            jobs_running=1,
            idle_seconds=0.0,
            worker_pid=4243,
        ),
    ),
    memory_budget_bytes=8_000_000_000,
    clients=2,
    osc_port=None,
    programs=(_PROGRAM, Program(name="tonekiln", version="0.1.0")),
)

EXAMPLES: tuple[Example, ...] = (
    asked(Ping(program=_PROGRAM)),
    asked(Ping()),
    asked(GetStatus()),
    asked(Watch()),
    asked(Resume(after=41)),
    asked(Leave()),
    asked(Shutdown()),
    answered(Pong(daemon="daemon-01", version="0.1.0", last_event=41), "ask-ping"),
    answered(_STATUS, "ask-get_status"),
    answered(Ok(last_event=41), "ask-watch"),
)

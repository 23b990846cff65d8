"""Engines brought and removed, and the token for gated weights."""

from __future__ import annotations

from ... import (
    CancelEngineJob,
    ContinueEngineJob,
    EngineJob,
    EngineJobList,
    EngineJobRow,
    EngineJobState,
    EngineProgress,
    EngineReady,
    EngineRemoved,
    Failure,
    ForgetToken,
    GetEngine,
    KeepToken,
    ListEngineJobs,
    PauseEngineJob,
    RemoveEngine,
    TokenPlace,
    TokenState,
)
from ...errors import ErrorCode
from .engines import MODEL
from .example import JOB, Example, answered, asked, happened

_GETTING = EngineJobRow(
    job=JOB,
    engine="musicgen-small",
    state=EngineJobState.WEIGHTS,
    done_bytes=1_180_000_000,
    of_bytes=2_364_430_000,
    bytes_per_second=11_500_000.0,
    eta_ms=103_000,
    file="facebook/musicgen-small/model.safetensors",
)
_WAITING = EngineJobRow(
    job="job-77aa",
    engine="",
    state=EngineJobState.QUEUED,
    waits_for="musicgen-small is being got",
)
_LICENCE = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

EXAMPLES: tuple[Example, ...] = (
    asked(GetEngine(), "get_engine, the libraries alone"),
    asked(
        GetEngine(engine="musicgen-small", licence=_LICENCE, folder="/media/ada/stick"),
        "get_engine, everything",
    ),
    asked(PauseEngineJob(job=JOB)),
    asked(ContinueEngineJob(job=JOB)),
    asked(CancelEngineJob(job=JOB)),
    asked(ListEngineJobs()),
    asked(RemoveEngine(engine="musicgen-small", libraries=True)),
    asked(KeepToken(token="hf_AnExample", in_file=True)),  # noqa: S106 - no token
    asked(ForgetToken()),
    answered(EngineJob(row=_GETTING, joined=True), JOB),
    answered(
        EngineJobList(jobs=(_GETTING, _WAITING), token=TokenPlace.KEYRING), "ask-list_engine_jobs"
    ),
    answered(EngineRemoved(engine=MODEL, freed_bytes=2_364_430_000), "ask-remove_engine"),
    answered(
        TokenState(kept=TokenPlace.KEYRING, says="the token is in the system's keyring"),
        "ask-keep_token",
    ),
    happened(EngineProgress(row=_GETTING), 47),
    happened(EngineReady(job=JOB, engine=MODEL, notes=("the libraries were here already",)), 48),
    Example(
        "error, with a licence",
        Failure(
            code=ErrorCode.LICENCE_NOT_ACCEPTED,
            message="the licence of musicgen-small has to be accepted first",
            field="licence",
            bound=_LICENCE,
            hint="show `text`; ask again with `licence` set to `bound` where it is accepted",
            text="MusicGen small: its weights are under CC-BY-NC 4.0.\n…",
        ),
        id="rep-licence",
        parent="ask-get_engine",
    ),
)

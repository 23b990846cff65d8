"""After a start: strays swept, and every job that was accepted before is answered for."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path

import msgspec

from tonekiln.foreign import NOT_JSON
from tonekiln.protocol import Clip, ClipReady, Done, Failure, Timing
from tonekiln.protocol.errors import InternalError, NotFound
from tonekilnd.domain import Plan
from tonekilnd.library.adoption import Stray, read_stray
from tonekilnd.library.store import Library

from .journal import Journal, StoredJob
from .outbox import Outbox

log = logging.getLogger(__name__)

_AT_ONCE = 256
"""Files that are read before anybody is answered; more are read meanwhile."""

_BATCH = 32
_AGAIN_SECONDS = 1.0


def answer_for_unfinished(journal: Journal, library: Library, outbox: Outbox) -> int:
    """End every job that a stopped daemon left open, done or failed with a reason.

    A job whose clips had all been written is done; its client learns of it when it resumes.

    Returns:
        How many jobs were answered for.
    """
    unfinished = journal.unfinished()
    job_of_plan = {job.plan_id: job.id for job in unfinished}
    library.begin(look=bool(unfinished))
    if library.strays <= _AT_ONCE or unfinished:
        paths = library.next_strays(_AT_ONCE, newest=True)
        adopt(journal, library, _read(paths), job_of_plan)
    _learn_plans(journal, library)
    for job in unfinished:
        clips = library.of_job(job.id)
        plan = _plan_of(journal, job.plan_id)
        whole = [clip for clip in clips if clip.stem is None or (plan and plan.parent)]
        _tell_of_clips(journal, outbox, job, clips)  # also of a job that has not all of its own
        if plan is not None and len(whole) == plan.clips:
            ids = tuple(clip.clip_id for clip in clips)
            outbox.emit(job.client, job.id, Done(job=job.id, clip_ids=ids, timing=Timing()))
        else:
            error = InternalError(
                "the daemon ended before this job was done", hint="ask again with a fresh id"
            )
            outbox.emit(job.client, job.id, Failure.of(error, job.id))
        log.info("answered for a job of the last run", extra={"job": job.id})
    return len(unfinished)


async def adopt_the_rest(journal: Journal, library: Library, threads: Executor) -> None:
    """Take in the many files of an index that was lost, while others are answered."""
    loop = asyncio.get_running_loop()
    while library.strays:
        paths = library.next_strays(_BATCH)
        strays = await loop.run_in_executor(threads, _read, paths)
        while True:
            try:
                adopt(journal, library, strays, {})
                break
            except sqlite3.Error as error:
                log.warning("clips cannot be taken in now: %s", error)
                await asyncio.sleep(_AGAIN_SECONDS)


def adopt(
    journal: Journal, library: Library, strays: Sequence[Stray], job_of_plan: Mapping[str, str]
) -> None:
    """Take clips in, with the Plans that their files carry."""
    library.adopt(strays, lambda plan_id: job_of_plan.get(plan_id, ""))
    for stray in strays:
        if not journal.knows_plan(stray.clip.plan_id):
            _learn_plan(journal, stray.clip.plan_id, stray.plan)


def _read(paths: Sequence[Path]) -> list[Stray]:
    return [stray for stray in map(read_stray, paths) if stray is not None]


def _plan_of(journal: Journal, plan_id: str) -> Plan | None:
    """A job's Plan; None where it is gone or another version's."""
    try:
        return journal.plan(plan_id)
    except NotFound as error:
        log.warning("%s", error)
        return None


def _tell_of_clips(journal: Journal, outbox: Outbox, job: StoredJob, clips: Sequence[Clip]) -> None:
    """Those that its client was not told of: the daemon ended between the index and the journal."""
    events = journal.events_of_job(job.id)
    told = {_clip_in(event.body) for event in events if event.kind == ClipReady.kind}
    for clip in clips:
        if clip.clip_id not in told:
            outbox.emit(job.client, job.id, ClipReady(job=job.id, clip=clip))


def _clip_in(event: bytes) -> str:
    try:
        return msgspec.json.decode(event, type=ClipReady).clip.clip_id
    except NOT_JSON:
        return ""  # damaged: it is told again


def _learn_plans(journal: Journal, library: Library) -> None:
    """Remember the Plans of clips that came back from their files: what they need stays."""
    for plan_id in library.plans_that_miss():
        encoded = library.plan_in_a_clip(plan_id)
        if encoded is not None:
            _learn_plan(journal, plan_id, encoded)


def _learn_plan(journal: Journal, plan_id: str, encoded: bytes) -> None:
    try:
        plan = msgspec.json.decode(encoded, type=Plan)
    except NOT_JSON:
        log.warning("the plan %s cannot be read", plan_id)
        return
    if plan.plan_id == plan_id:
        journal.keep_plan(plan)

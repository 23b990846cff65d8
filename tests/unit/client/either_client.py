"""Either client, used as if it blocked, and what a stand-in answers it."""

from __future__ import annotations

import asyncio

from msgspec.structs import replace

from tonekiln.protocol import ClipReady, Done, JobState, Progress, Timing
from tonekiln.protocol.publish.examples import EXAMPLES

MESSAGES = {example.message.kind: example.message for example in EXAMPLES}
CLIP = MESSAGES["clip"].clip
TIMEOUT = 1.0


class InALoop:
    """The asyncio client, or a job of it, used as if it blocked."""

    def __init__(self, runner, thing):
        self._runner = runner
        self._thing = thing

    def __getattr__(self, name):
        if name == "close" and hasattr(self._thing, "aclose"):
            name = "aclose"
        attribute = getattr(self._thing, name)
        if not callable(attribute):
            return attribute

        def run(*arguments, **options):
            answer = attribute(*arguments, **options)
            if hasattr(answer, "__aiter__") and not asyncio.iscoroutine(answer):
                return InALoop(self._runner, answer)
            done = self._runner.run(answer)
            return InALoop(self._runner, done) if hasattr(done, "result") else done

        return run

    def __iter__(self):
        return InALoop(self._runner, self._thing.__aiter__())

    def __next__(self):
        try:
            return self._runner.run(self._next())
        except StopAsyncIteration:
            raise StopIteration from None

    async def _next(self):
        return await anext(self._thing)


def answering(*messages):
    return lambda _: messages


def two_clips(job):
    return [
        Progress(job=job, state=JobState.GENERATING, fraction=0.5),
        ClipReady(job=job, clip=replace(CLIP, clip_id="a")),
        ClipReady(job=job, clip=replace(CLIP, clip_id="b")),
        Done(job=job, clip_ids=("a", "b"), timing=Timing(total_ms=3.0)),
    ]

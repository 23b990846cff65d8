"""What the daemon answers to those who get engines, remove them, and keep a token."""

from __future__ import annotations

from typing import cast

from tonekiln import protocol as p
from tonekilnd.background import in_background
from tonekilnd.getting.engine_jobs import EngineJobs
from tonekilnd.getting.removing import Removing
from tonekilnd.getting.tokens import Tokens

from .dispatch import Handler, Reply


class GettingHandlers:
    """One method per request; the dispatcher has seen to it that only owners ask."""

    def __init__(self, jobs: EngineJobs, removing: Removing, tokens: Tokens) -> None:
        self._jobs = jobs
        self._removing = removing
        self._tokens = tokens

    def table(self) -> dict[type[p.Message], Handler]:
        """Which method answers which message."""
        return {
            p.GetEngine: self._get,
            p.PauseEngineJob: self._pause,
            p.ContinueEngineJob: self._continue,
            p.CancelEngineJob: self._cancel,
            p.ListEngineJobs: self._list,
            p.RemoveEngine: self._remove,
            p.KeepToken: self._keep_token,
            p.ForgetToken: self._forget_token,
        }

    async def _get(self, client: bytes, received: p.Received) -> Reply:
        return await self._jobs.get(cast(p.GetEngine, received.message), received.id, client)

    def _pause(self, _client: bytes, received: p.Received) -> Reply:
        return self._jobs.pause(cast(p.PauseEngineJob, received.message).job)

    def _continue(self, _client: bytes, received: p.Received) -> Reply:
        return self._jobs.go_on(cast(p.ContinueEngineJob, received.message).job)

    def _cancel(self, _client: bytes, received: p.Received) -> Reply:
        return self._jobs.cancel(cast(p.CancelEngineJob, received.message).job)

    async def _list(self, _client: bytes, _received: p.Received) -> Reply:
        return await self._jobs.list()

    async def _remove(self, _client: bytes, received: p.Received) -> Reply:
        return await self._removing.remove(cast(p.RemoveEngine, received.message))

    async def _keep_token(self, _client: bytes, received: p.Received) -> Reply:
        asked = cast(p.KeepToken, received.message)
        return await in_background(
            lambda: self._tokens.keep(asked.token, in_file=asked.in_file), "keeping a token"
        )

    async def _forget_token(self, _client: bytes, _received: p.Received) -> Reply:
        return await in_background(self._tokens.forget, "forgetting a token")

"""The steps of one job: libraries, then weights, each by a child process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tonekiln.protocol import EngineJobState
from tonekilnd.background import in_background
from tonekilnd.engines.model_cards.rows import Row

from .child import Child, LetGo
from .lacks import Needs
from .tokens import Tokens
from .work import Work

_SECONDS_BETWEEN = 0.25
"""Between two words on how far it is."""


class Bringing:
    """Does what a job takes, for one job at a time."""

    def __init__(
        self, needs: Needs, tokens: Tokens, log_file: Path, tell: Callable[[Work], None]
    ) -> None:
        """`tell`: how far a work is has changed."""
        self._needs = needs
        self._tokens = tokens
        self._log_file = log_file
        self._tell = tell

    async def bring(self, work: Work, row: Row | None) -> None:
        """Bring what is missing.

        Raises:
            LetGo: it was paused or cancelled; what came stays.
            TonekilnError: what stood in the way, with the way out.
        """
        lack = await in_background(lambda: self._needs.lack(row), "looking for an engine")
        if lack.libraries:
            command = self._needs.bring_libraries(work.folder)
            await self._step(work, EngineJobState.LIBRARIES, command)
        elif row is None:
            work.notes.append("the libraries were here already")
        if row is not None and lack.weights:
            secret = "" if work.folder else await in_background(self._tokens.find, "the keyring")
            command = self._needs.bring_weights(row, work.folder)
            await self._step(work, EngineJobState.WEIGHTS, command, secret)
        elif row is not None:
            work.notes.append("the weights were here already")

    async def _step(
        self, work: Work, state: EngineJobState, command: Sequence[str], secret: str = ""
    ) -> None:
        if work.stopping:
            raise LetGo
        work.enter(state)
        self._tell(work)

        def heard(said: dict[str, Any]) -> None:
            before = work.state
            work.heard(said)
            if work.state is not before:
                self._tell(work)

        work.child = Child(command, secret, self._log_file)
        telling = asyncio.ensure_future(self._tell_now_and_then(work))
        try:
            await work.child.answer(heard)
        finally:
            telling.cancel()
            work.child = None

    async def _tell_now_and_then(self, work: Work) -> None:
        told = work.row()
        while True:
            await asyncio.sleep(_SECONDS_BETWEEN)
            work.look()
            if not work.stopping and work.row() != told:
                told = work.row()
                self._tell(work)

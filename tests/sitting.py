"""A person at `tonekiln daw check`: reads what is said and answers, by pipe or in a terminal."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.integration.command_line.terminal import COMMAND
from tests.patience import PATIENCE_SECONDS

from tonekiln.cli.daw_check.dialogue import AGAIN, QUESTION, WHEN_DONE
from tonekiln.cli.daw_check.script import script_of

PROMPT = b"] > "
IN_TERMINAL = "import os, sys; os.login_tty(os.dup(0)); os.execv(sys.argv[1], sys.argv[1:])"
"""Makes the terminal that it is given its own, so that Ctrl-C is a signal."""

STOP, INTERRUPT = "q", "\x03"


@dataclass
class Sitting:
    """One run of the command.

    Attributes:
        acts: what is done in the DAW in a step, by the step's name.
        answers: to its question, a line each time it is asked; `y` where nothing else is said.
        project: the saved project's path.
        terminal: whether it is a terminal, with Ctrl-C, or a pipe.
    """

    daw: str
    acts: Mapping[str, Callable[[], object]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    project: str = "s"
    terminal: bool = False
    heard: str = ""
    _asked: Counter[str] = field(default_factory=Counter)

    def sit(self, *arguments: str) -> int:
        """Go through it; returns the exit status."""
        command = [*COMMAND, "daw", "check", self.daw, *arguments]
        if self._has_terminal:
            return self._sit_at_terminal(command)
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(command, **pipes) as process:
            with killed_if_it_goes_wrong(process):
                self._talk(process.stderr.fileno(), process.stdin.fileno())
                process.stdin.close()
                self.heard += process.stdout.read().decode()
            return process.wait(PATIENCE_SECONDS)

    def _sit_at_terminal(self, command: list[str]) -> int:
        ours, theirs = os.openpty()
        ends = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
        with subprocess.Popen([sys.executable, "-c", IN_TERMINAL, *command], **ends) as process:
            os.close(theirs)
            with killed_if_it_goes_wrong(process):
                self._talk(ours, ours)
            os.close(ours)
            return process.wait(PATIENCE_SECONDS)

    def _talk(self, from_it: int, to_it: int) -> None:
        titles = {step.title: name for name, step in script_of(self.daw).steps.items()}
        step = ""
        while (said := self._until_prompt(from_it)) is not None:
            for title in re.findall(r"^\d+/\d+  (.+?)\r?$", said, re.MULTILINE):
                step = titles[title]
            os.write(to_it, self._answer(step, said).encode())

    def _answer(self, step: str, said: str) -> str:
        """A line. Ctrl-C is no line."""
        if WHEN_DONE in said:
            self.acts.get(step, bool)()
            answer = self.answers.get(f"{step}, done", "")
        elif QUESTION in said:
            lines = self.answers.get(step, "y").split("\n")
            answer = lines[self._asked[step]]
            self._asked[step] += 1
        elif AGAIN in said:
            answer = self.answers.get(f"{step}, again", "g")
        else:
            answer = self.project
        if answer == INTERRUPT:
            return INTERRUPT if self._has_terminal else f"{STOP}\n"
        return f"{answer}\n"

    @property
    def _has_terminal(self) -> bool:
        """Windows has none that a test could make."""
        return self.terminal and hasattr(os, "openpty")

    def _until_prompt(self, file: int) -> str | None:
        said = b""
        while not said.endswith(PROMPT):
            try:
                more = os.read(file, 1)
            except OSError:  # a terminal whose last program ended
                more = b""
            if not more:
                self.heard += said.decode()
                return None
            said += more
        self.heard += said.decode()
        return said.decode()


@contextmanager
def killed_if_it_goes_wrong(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Nothing is left that waits for answers."""
    try:
        yield
    except BaseException:
        process.kill()
        raise

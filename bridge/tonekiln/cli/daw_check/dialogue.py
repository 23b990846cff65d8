"""Asking a person, line by line: it works in a terminal, over a pipe, and for a screen reader."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Protocol

from tonekiln.plain import plain

from .record import Said

WHEN_DONE = "Enter when done, s to skip, q to stop here"
QUESTION = "y or n, s to skip, q to stop here; words behind it are a note"
AGAIN = "Enter to look again, g to go on as it is, q to stop here"


class Stopped(Exception):  # noqa: N818 - what a person wants
    """The person stops here; the same command goes on later."""


class Person(Protocol):
    """Reads what is said and answers in lines."""

    def tell(self, text: str) -> None:
        """Say something."""

    def ask(self, prompt: str) -> str:
        """An answer, stripped. Raises Stopped."""


class AtTerminal:
    """Whoever sits at standard input; what is said goes to standard error."""

    def tell(self, text: str) -> None:
        """A line."""
        sys.stderr.write(plain(text) + "\n")
        sys.stderr.flush()

    def ask(self, prompt: str) -> str:
        """The next line. Raises Stopped at its end, for `q` and for Ctrl-C."""
        sys.stderr.write(f"[{plain(prompt)}] > ")
        sys.stderr.flush()
        try:
            line = sys.stdin.readline()
        except KeyboardInterrupt:
            line = ""
        if not line:
            sys.stderr.write("\n")
            raise Stopped
        answer = line.strip()
        if answer.lower() in {"q", "quit", "stop"}:
            raise Stopped
        return answer


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a question, with the words that came along."""

    said: Said
    note: str


_ANSWERS = {
    "y": Said.YES,
    "yes": Said.YES,
    "n": Said.NO,
    "no": Said.NO,
    "s": Said.SKIPPED,
    "skip": Said.SKIPPED,
}
_NOTE = {"note", "note:"}


def done(person: Person) -> bool:
    """Whether a step was done, and not skipped. Raises Stopped."""
    while True:
        answer = person.ask(WHEN_DONE).lower()
        if answer in {"", "d", "done", "ok", "y", "yes"}:
            return True
        if answer in {"s", "skip"}:
            return False
        person.tell("Press Enter once it is done.")


def again(person: Person) -> bool:
    """Whether to look once more. Raises Stopped."""
    while True:
        answer = person.ask(AGAIN).lower()
        if answer in {"", "g", "go"}:
            return not answer
        person.tell("Enter looks again; g goes on.")


def answered(person: Person, question: str) -> Answer:
    """The answer to a question, asked until it is one. Raises Stopped."""
    notes: list[str] = []
    person.tell(question)
    while True:
        word, _, rest = person.ask(QUESTION).partition(" ")
        said = _ANSWERS.get(word.lower().rstrip(",.:;"))
        if said is not None:
            return Answer(said, " ".join(filter(None, [*notes, rest.strip()])))
        if word.lower() in _NOTE and rest.strip():
            notes.append(rest.strip())
            person.tell("Noted. And the answer?")
        else:
            person.tell("Please answer y, n or s; `note` and some words adds a note.")

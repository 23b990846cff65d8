"""The script, from its first open step on: say, wait, look, ask, keep."""

from __future__ import annotations

from collections.abc import Callable

from .dialogue import Person, again, answered, done
from .looking import Finding, Looking
from .record import Looked, Record, Said, StepSeen
from .redaction import Redaction
from .script import Look, Script, Step

_LOOKED = {True: Looked.FOUND, False: Looked.NOT_FOUND, None: Looked.SKIPPED}


def walk(
    script: Script,
    record: Record,
    person: Person,
    looking: Looking,
    redaction: Callable[[], Redaction],
    keep: Callable[[Record], None],
) -> Record:
    """Do the steps that are not done yet; each is kept as soon as it is.

    Args:
        script: the DAW's.
        record: what was seen before.
        person: who sits there.
        looking: what is looked at.
        redaction: made anew for each step, since clips and their prompts come while it goes.
        keep: stores the record.

    Raises:
        Stopped: the person stops here. What was kept is all that was done.
        TonekilnError: there is no daemon, and none can be started.
    """
    for number, (name, step) in enumerate(script.steps.items(), 1):
        if name in record.steps:
            continue
        person.tell("")
        person.tell(f"{number}/{len(script.steps)}  {step.title}")
        seen, clip = _step(step, record.clip, person, looking, redaction)
        record = record.with_step(name, seen, clip)
        keep(record)
    return record


def _step(
    step: Step,
    clip: str,
    person: Person,
    looking: Looking,
    redaction: Callable[[], Redaction],
) -> tuple[StepSeen, str]:
    looking.remember()
    if step.do:
        person.tell(step.do)
        if not done(person):
            return StepSeen(said=Said.SKIPPED, looked=Looked.SKIPPED), ""
    finding = _found(step, clip, person, looking, redaction)
    looked = Looked.NOTHING_TO_LOOK_AT if step.look is Look.NOTHING else _LOOKED[finding.found]
    if not step.ask:
        return StepSeen(looked=looked, facts=finding.facts), finding.clip
    answer = answered(person, step.ask)
    note = redaction().note(answer.note)
    seen = StepSeen(said=answer.said, looked=looked, facts=finding.facts, note=note)
    return seen, finding.clip


def _found(
    step: Step,
    clip: str,
    person: Person,
    looking: Looking,
    redaction: Callable[[], Redaction],
) -> Finding:
    """What this program sees, as often as the person has it look."""
    while True:
        finding = looking.look(step, clip, person, redaction())
        if step.look is not Look.NOTHING:
            person.tell(told(finding))
        if finding.found is not False or not again(person):
            return finding


def told(finding: Finding) -> str:
    """A finding in a line."""
    what = {True: "seen", False: "NOT seen as it should be", None: "not looked at"}[finding.found]
    facts = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in finding.facts.items())
    return ": ".join(filter(None, (what, facts, finding.told)))

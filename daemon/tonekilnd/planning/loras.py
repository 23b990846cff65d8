"""The LoRAs of a request: those that were added, fit the engine, and do something."""

from __future__ import annotations

from collections.abc import Iterator

from tonekiln.protocol import Generate, Lora
from tonekiln.protocol.errors import InvalidRequest, NotFound, UnsupportedAbility
from tonekilnd.domain import EngineFacts, LoraFacts, LoraWeight, Plan


def loras_of(request: Generate, facts: EngineFacts) -> tuple[LoraWeight, ...]:
    """What a take is made with, in an order that the request's has no part in.

    Raises:
        NotFound: one was never added.
        UnsupportedAbility: one was made for another model.
        InvalidRequest: one is named twice.
    """
    found = {}
    for place, asked in enumerate(request.loras):
        lora = _found(asked, place, facts)
        if lora.sha256 in found:
            raise InvalidRequest(
                f"{asked.name} is named twice", field=f"loras[{place}].name", hint="name it once"
            )
        found[lora.sha256] = LoraWeight(sha256=lora.sha256, weight=asked.weight, name=asked.name)
    return tuple(found[digest] for digest in sorted(found) if found[digest].weight)


def _found(asked: Lora, place: int, facts: EngineFacts) -> LoraFacts:
    field = f"loras[{place}].name"
    fitting = ", ".join(lora.name for lora in facts.loras if not lora.unfit) or "none"
    known = next((lora for lora in facts.loras if lora.name == asked.name), None)
    if known is None:
        raise NotFound(
            f"no LoRA {asked.name} was added",
            field=field,
            hint=f"added for {facts.name}: {fitting}; bring one with `tonekiln lora add FILE`",
        )
    if known.unfit:
        raise UnsupportedAbility(
            f"{asked.name} was not made for {facts.name}: {known.unfit}",
            field=field,
            bound=fitting,
            hint="choose the engine that it was trained on",
        )
    return known


def check_loras_kept(plan: Plan, facts: EngineFacts) -> None:
    """Refuse a stored Plan whose LoRAs are not here any more. Raises NotFound."""
    here = {lora.sha256 for lora in facts.loras}
    for lora in plan.takes[0].loras or ():
        if lora.sha256 not in here:
            raise NotFound(
                f"the LoRA {lora.name} is not here any more, and this clip was made with it",
                field="loras",
                hint="add its file again: `tonekiln lora add FILE`",
            )


def loras_in_words(plan: Plan, facts: EngineFacts) -> Iterator[str]:
    """A sentence for each LoRA that a Plan's clips are made with, its terms in it."""
    for lora, (licence, _) in _terms(plan, facts):
        yield f"with the LoRA {lora.name} at {lora.weight:g} (licence: {licence})"


def licence_with_loras(plan: Plan, facts: EngineFacts) -> tuple[str, bool]:
    """The licences of an engine and of the LoRAs on it; whether one forbids commercial use."""
    terms = list(_terms(plan, facts))
    names = (facts.licence, *(f"{lora.name}: {licence}" for lora, (licence, _) in terms))
    return "; ".join(names), facts.non_commercial or any(strict for _, (_, strict) in terms)


def _terms(plan: Plan, facts: EngineFacts) -> Iterator[tuple[LoraWeight, tuple[str, bool]]]:
    """Each LoRA of a Plan with its licence, and whether that forbids commercial use.

    One that was taken away has none that is known, and nobody has allowed more.
    """
    known = {lora.sha256: (lora.licence, lora.non_commercial) for lora in facts.loras}
    for lora in plan.takes[0].loras or ():
        yield lora, known.get(lora.sha256, ("not known any more", True))

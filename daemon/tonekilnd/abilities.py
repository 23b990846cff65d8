"""What a request may ask of an engine beyond words, and what an engine that lacks it says."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from msgspec import UnsetType

from tonekiln.protocol import Ability, Generate
from tonekiln.protocol.errors import UnsupportedAbility

from .domain import TakeSpec

_ABILITY_OF_FIELD = {
    "negative": Ability.NEGATIVE,
    "guidance": Ability.GUIDANCE,
    "temperature": Ability.TEMPERATURE,
    "steps": Ability.STEPS,
    "init": Ability.INIT,
    "strength": Ability.INIT,
    "continuation": Ability.CONTINUATION,
    "melody": Ability.MELODY,
    "stems": Ability.STEMS,
    "one_shot": Ability.ONE_SHOT,
    "swing": Ability.SWING,
    "precision": Ability.PRECISION,
    "loras": Ability.LORA,
}
"""Fields that requests and takes share. `key` is not among them: a model is told it in words."""


def _is_asked(value: object) -> bool:
    """Whether a field's value is a wish: zero is one, an empty text or list and a "no" are none."""
    if isinstance(value, bool | tuple | UnsetType):
        return bool(value)
    return value not in {None, "", "auto"} if isinstance(value, str | None) else True


def asked(of: Generate | TakeSpec) -> Iterator[tuple[str, Ability]]:
    """The fields that ask for something, each with the ability it needs."""
    for field, ability in _ABILITY_OF_FIELD.items():
        if _is_asked(getattr(of, field)):
            yield field, ability


def refuse_what_is_lacking(
    of: Generate | TakeSpec, name: str, abilities: Collection[Ability]
) -> None:
    """Refuse a request, or a take of one, that needs what an engine has not.

    Args:
        of: what is asked.
        name: the engine's.
        abilities: the engine's.

    Raises:
        UnsupportedAbility: names the field and what the engine can do.
    """
    for field, ability in asked(of):
        if ability not in abilities:
            able = ", ".join(sorted(a.value for a in abilities)) or "text only"
            raise UnsupportedAbility(
                f"{name} has no {ability.value}; it has {able}",
                field=field,
                bound=able,
                hint=f"leave {field} out, or choose an engine that has it (`tonekiln list`)",
            )

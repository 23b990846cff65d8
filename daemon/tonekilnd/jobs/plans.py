"""Requests made into Plans: presets and engines resolved, inputs taken in."""

from __future__ import annotations

import secrets

from msgspec.structs import replace

from tonekiln.protocol import Generate, Preset, Refit, Remake
from tonekiln.protocol import limits as limit
from tonekiln.protocol.errors import NotFound
from tonekilnd.domain import InputFile, Plan
from tonekilnd.engines.catalogue import EngineCatalogue
from tonekilnd.library.store import Library
from tonekilnd.planning.checks import check_request
from tonekilnd.planning.plan import make_plan
from tonekilnd.planning.refit import refit_plan
from tonekilnd.planning.starting_point import with_preset
from tonekilnd.presets import PresetShelf

from .inputs import InputStore
from .journal import Journal
from .resident import refuse_unusable


class Plans:
    """Where Plans come from. Lives on the event loop."""

    def __init__(
        self,
        *,
        catalogue: EngineCatalogue,
        presets: PresetShelf,
        inputs: InputStore,
        library: Library,
        journal: Journal,
        default_engine: str,
    ) -> None:
        self._catalogue = catalogue
        self._presets = presets
        self._inputs = inputs
        self._library = library
        self._journal = journal
        self._default_engine = default_engine

    def engine_of(self, request: Generate | Refit | Remake) -> str | None:
        """The engine a `generate` comes to; None for what has a Plan already. Raises NotFound."""
        if not isinstance(request, Generate):
            return None
        if request.preset is not None:
            request = with_preset(request, self._preset(request.preset), request.engine)
        return request.engine or self._default_engine

    def plan_of(self, request: Generate | Refit | Remake) -> Plan:
        """The Plan of a request.

        Raises:
            TonekilnError: of the closed list, naming the field.
        """
        match request:
            case Generate():
                return self._generate_plan(request)
            case Refit():
                clip = self._library.find(request.clip_id)
                return refit_plan(request, clip, self._journal.plan(clip.plan_id))
        plan = self._journal.plan(request.plan_id)
        facts = self._catalogue.find(plan.engine)
        refuse_unusable(facts)
        if facts.checkpoint != plan.checkpoint:
            note = f"{plan.engine} has changed since: the clip may sound different"
            return replace(plan, notes=(*plan.notes, note))
        return plan

    def _generate_plan(self, request: Generate) -> Plan:
        if request.preset is not None:
            request = with_preset(request, self._preset(request.preset), request.engine)
        check_request(request)
        facts = self._catalogue.find(request.engine or self._default_engine)
        refuse_unusable(facts)
        seed = request.seed
        if seed is None:
            seed = secrets.randbelow(limit.MAX_SEED + 1)
        return make_plan(request, facts, seed, self._inputs_of(request))

    def _preset(self, name: str) -> Preset:
        row = self._presets.find(name)
        if row is None:
            raise NotFound(
                f"there is no preset {name!r}",
                field="preset",
                hint="`tonekiln presets` lists them",
            )
        return row.preset

    def _inputs_of(self, request: Generate) -> dict[str, InputFile]:
        named = {
            "init": request.init,
            "continuation": request.continuation,
            "melody": request.melody,
        }
        return {
            field: self._inputs.take_in(audio, field)
            for field, audio in named.items()
            if audio is not None
        }

"""Requests made into Plans: presets and engines resolved, inputs taken in."""

from __future__ import annotations

import secrets

from msgspec.structs import replace

from tonekiln.protocol import Generate, InputAudio, Preset, Refit, Remake
from tonekiln.protocol import limits as limit
from tonekiln.protocol.errors import NotFound
from tonekilnd.aside import on_a_thread
from tonekilnd.domain import InputFile, Plan
from tonekilnd.engines.catalogue import EngineCatalogue
from tonekilnd.library.stated_tempo import stated_tempo
from tonekilnd.library.store import Library
from tonekilnd.planning.checks import check_request
from tonekilnd.planning.plan import make_plan
from tonekilnd.planning.refit import refit_plan
from tonekilnd.planning.starting_point import with_preset
from tonekilnd.planning.tempo_of_inputs import other_tempi
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

    def must_read(self, request: Generate | Refit | Remake) -> bool:
        """Whether whole files have to be read for its Plan: weights, or audio that is put in.

        Raises:
            NotFound: there is no such preset.
        """
        return self.must_read_weights(request) or (
            isinstance(request, Generate)
            and any(self._inputs.must_read(a, field) for field, a in _inputs_named(request).items())
        )

    def must_read_weights(self, request: Generate | Refit | Remake) -> bool:
        """Whether it names a folder of weights that was never used. Raises NotFound."""
        return isinstance(request, Generate) and self._catalogue.must_read(self._engine_of(request))

    async def read(self, request: Generate | Refit | Remake) -> None:
        """Read them on a thread, so that `plan_of` need not.

        Raises:
            TonekilnError: as `plan_of`.
        """
        if isinstance(request, Generate):
            await self._catalogue.read(self._engine_of(request))
            await on_a_thread(lambda: self._inputs_of(request), "reading inputs")

    def _engine_of(self, request: Generate) -> str:
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
        inputs = self._inputs_of(request)
        plan = make_plan(request, facts, seed, inputs)
        tempi = {field: stated_tempo(file.path) for field, file in inputs.items()}
        said = {field: tempo for field, tempo in tempi.items() if tempo is not None}
        return replace(plan, notes=(*other_tempi(said, request.bpm), *plan.notes))

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
        return {
            field: self._inputs.take_in(audio, field)
            for field, audio in _inputs_named(request).items()
        }


def _inputs_named(request: Generate) -> dict[str, InputAudio]:
    named = {
        "init": request.init,
        "continuation": request.continuation,
        "melody": request.melody,
    }
    return {field: audio for field, audio in named.items() if audio is not None}

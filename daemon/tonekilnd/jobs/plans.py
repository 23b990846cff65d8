"""Requests made into Plans: presets and engines resolved, inputs taken in."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Mapping
from decimal import Decimal

from msgspec.structs import replace

from tonekiln.protocol import (
    Clip,
    ClipRequest,
    Generate,
    InputAudio,
    Placement,
    Preset,
    Refit,
    Remake,
    Separate,
)
from tonekiln.protocol import limits as limit
from tonekiln.protocol.errors import InvalidRequest, NotFound
from tonekilnd.background import in_background
from tonekilnd.domain import EngineFacts, Plan
from tonekilnd.engines.catalogue.catalogue import EngineCatalogue
from tonekilnd.fit.revision import fit_code
from tonekilnd.inputs.audio_facts import AudioFacts
from tonekilnd.inputs.remarks import remarks, separation_remarks
from tonekilnd.inputs.store import TakenIn
from tonekilnd.library.stated_tempo import stated_tempo
from tonekilnd.library.store import Library
from tonekilnd.planning.checks import check_abilities, check_request
from tonekilnd.planning.licences import known_as, stricter_licences
from tonekilnd.planning.loras import check_loras_kept
from tonekilnd.planning.parts import check_is_of
from tonekilnd.planning.plan import make_plan
from tonekilnd.planning.refit import refit_plan
from tonekilnd.planning.remake import remake_plan
from tonekilnd.planning.separation import (
    SEPARATOR,
    Source,
    check_separates,
    check_separation,
    refuse_separator,
    separation_plan,
)
from tonekilnd.planning.starting_point import with_preset
from tonekilnd.planning.tempo_of_inputs import other_tempi
from tonekilnd.presets import PresetShelf

from .inputs import Inputs, named_by
from .journal import Journal
from .warm_engines.resident import refuse_unusable

Taken = Mapping[str, TakenIn]
"""What was taken in, by the field that named it."""

_MOST_TEMPI = 256
"""As many inputs as are known to have been taken in."""


class Plans:
    """Where Plans come from. Lives on the event loop."""

    def __init__(
        self,
        *,
        catalogue: EngineCatalogue,
        presets: PresetShelf,
        inputs: Inputs,
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

    def must_read(self, request: ClipRequest) -> bool:
        """Whether its Plan needs what may take long: files, or an engine looked for everywhere.

        A file may lie on a drive that has stopped answering: not even its size is asked for here.

        Raises:
            NotFound: there is no such preset, clip or Plan.
        """
        if self._catalogue.must_look(self._engine_of(request)):
            return True
        return bool(named_by(request))

    def must_read_weights(self, request: ClipRequest) -> bool:
        """Whether it names a folder of weights that was never used. Raises NotFound."""
        named = isinstance(request, Generate | Separate)
        return named and self._catalogue.must_read(self._engine_of(request))

    async def read(self, request: ClipRequest, held: set[str]) -> Taken:
        """Read them on a thread, so that `plan_of` need not.

        What can be refused without reading them is refused first.

        Raises:
            TonekilnError: as `plan_of`.
        """
        await self._catalogue.read(self._engine_of(request))
        match request:
            case Generate():
                self._checked(request)
            case Separate():
                self._separator(request)
        named = named_by(request)
        if not named:
            return {}
        wanted = await in_background(lambda: self._inputs.bytes_to_copy(named), "asking for inputs")
        with self._inputs.arriving(wanted):
            return await in_background(lambda: self._take_in(named, held), "reading inputs")

    def _take_in(self, named: Mapping[str, InputAudio], held: set[str]) -> Taken:
        found = {field: self._inputs.take_in(audio, field, held) for field, audio in named.items()}
        for taken in found.values():
            _tempo_of(taken.file.path)
        return found

    def _engine_of(self, request: ClipRequest) -> str:
        match request:
            case Refit():
                return self._journal.plan(self._library.find(request.clip_id).plan_id).engine
            case Remake():
                return self._journal.plan(request.plan_id).engine
            case Separate():
                return request.engine or SEPARATOR
        if request.preset is not None:
            request = with_preset(request, self._preset(request.preset), request.engine)
        return request.engine or self._default_engine

    def plan_of(self, request: ClipRequest, held: set[str], taken: Taken | None = None) -> Plan:
        """The Plan of a request.

        Args:
            request: any.
            held: of `Inputs.holding`; the digests of its inputs are added.
            taken: its files as `read` gave them; those of a request without are read now.

        Raises:
            TonekilnError: of the closed list, naming the field.
        """
        match request:
            case Generate():
                return self._generate_plan(request, held, taken)
            case Separate():
                return self._separation_plan(request, held, taken)
            case Refit():
                clip = self._library.find(request.clip_id)
                return refit_plan(request, clip, self._journal.plan(clip.plan_id), fit_code())
            case Remake():
                return self._remake_plan(self._journal.plan(request.plan_id), held)

    def _remake_plan(self, plan: Plan, held: set[str]) -> Plan:
        plan = self._inputs.found_again(plan, held)
        facts = self._catalogue.find(plan.engine)
        if plan.refit_of is None:
            refuse_unusable(facts)
            check_loras_kept(plan, facts)
        return remake_plan(plan, facts, fit_code())

    def _generate_plan(self, request: Generate, held: set[str], taken: Taken | None) -> Plan:
        request, facts = self._checked(request)
        seed = request.seed
        if seed is None:
            seed = secrets.randbelow(limit.MAX_SEED + 1)
        taken = taken or self._take_in(named_by(request), held)
        notes = (
            note
            for field, one in taken.items()
            for note in remarks(one.holds, one.file.shown, field, request, facts, one.mended)
        )
        clips = self._built_on(request)
        files = {
            field: known_as(one.file, clips[field]) if field in clips else one.file
            for field, one in taken.items()
        }
        tempi = {field: _tempo_of(file.path) for field, file in files.items()}
        stated = {field: tempo for field, tempo in tempi.items() if tempo is not None}
        stricter = stricter_licences(clips.values(), facts)
        said = tuple(dict.fromkeys((*other_tempi(stated, request.bpm), *stricter, *notes)))
        return make_plan(request, facts, seed, files, said, fit_code())

    def _built_on(self, request: Generate) -> dict[str, Clip]:
        """The clips of the library that it is built on, by the field that names them."""
        named = ((field, audio.clip) for field, audio in named_by(request).items())
        return {field: self._library.find(clip) for field, clip in named if clip is not None}

    def _separation_plan(self, request: Separate, held: set[str], taken: Taken | None) -> Plan:
        facts = self._separator(request)
        one = (taken or self._take_in(named_by(request), held))["source"]
        if not isinstance(one.holds, AudioFacts):
            raise InvalidRequest(f"{one.file.shown} is MIDI: it has no sound yet", field="source")
        clip = None if request.source.clip is None else self._library.find(request.source.clip)
        source = Source(
            file=one.file,
            frames=one.holds.frames,
            sample_rate=one.holds.sample_rate,
            clip=clip,
            stated=_tempo_of(one.file.path),
            notes=tuple(separation_remarks(one.holds, one.file.shown, mended=one.mended)),
        )
        if request.placement is None and clip is not None:
            request = replace(request, placement=self._place_of(clip))
        return separation_plan(request, facts, source, fit_code())

    def _place_of(self, clip: Clip) -> Placement | None:
        """Where a clip was meant to lie: its stems lie there as well."""
        try:
            return self._journal.plan(clip.plan_id).placement
        except NotFound:
            return None

    def _separator(self, request: Separate) -> EngineFacts:
        """The engine that takes it apart. Raises what can be said without its source."""
        check_separation(request)
        facts = self._catalogue.find(self._engine_of(request))
        check_separates(facts)
        refuse_unusable(facts)
        return facts

    def _checked(self, request: Generate) -> tuple[Generate, EngineFacts]:
        """The request, filled in, and its engine. Raises what can be said without its inputs."""
        if request.preset is not None:
            request = with_preset(request, self._preset(request.preset), request.engine)
        check_request(request)
        facts = self._catalogue.find(request.engine or self._default_engine)
        refuse_separator(facts)
        refuse_unusable(facts)
        check_abilities(request, facts)
        if request.inpaint is not None and request.inpaint.clip is not None:
            check_is_of(request, self._library.find(request.inpaint.clip))
        return request, facts

    def _preset(self, name: str) -> Preset:
        row = self._presets.find(name)
        if row is None:
            raise NotFound(
                f"there is no preset {name!r}",
                field="preset",
                hint="`tonekiln presets` lists them",
            )
        return row.preset


@functools.lru_cache(_MOST_TEMPI)
def _tempo_of(path: str) -> Decimal | None:
    """The tempo that a kept input says it has; its content never changes."""
    return stated_tempo(path)

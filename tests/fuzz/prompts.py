"""Random prompts in every script, with what people and programs put into them.

`cases` makes them from a seed; `try_one` sends one the way a request goes: through the checks,
the Plan, sketch's reader and the cutting of a model that reads only so much.
"""

from __future__ import annotations

import functools
import random
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tests.example_engines import facts_of

from tonekiln.protocol import Ability, EngineKind, Generate, Meter
from tonekiln.protocol.errors import TonekilnError
from tonekilnd.engines.sketch.reading import effects, read
from tonekilnd.musical_words import Kind, key_of, shortened, stated
from tonekilnd.planning.checks import check_request
from tonekilnd.planning.plan import make_plan

_ABLE = frozenset({Ability.NEGATIVE, Ability.ONE_SHOT})
NEURAL = facts_of("neural", abilities=_ABLE)
SKETCH = facts_of(
    "sketch", exact=True, sample_rate=None, kind=EngineKind.PROCEDURAL, abilities=_ABLE
)

_RANGES = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x370, 0x3FF), (0x400, 0x4FF), (0x590, 0x5FF), (0x600, 0x6FF),
    (0x900, 0x97F), (0xE00, 0xE7F), (0x1100, 0x11FF), (0x3040, 0x30FF), (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3), (0xFF00, 0xFFEF), (0x1F300, 0x1FAFF), (0x1D100, 0x1D1FF), (0x0, 0x1F),
    (0x2000, 0x206F), (0xE000, 0xE0FF), (0x300, 0x36F), (0x10FF00, 0x10FFFF), (0x20000, 0x2A6DF),
)  # fmt: skip
"""Scripts, and what lies between them: controls, marks of direction, private and unused places."""

_FRAGMENTS = (
    "140 bpm", "140bpm", "BPM: 90", "120-130 bpm", "♩ = 60", "at 99 beats per minute", "tempo",
    "in D minor", "Am", "Ebm", "F♯ major", "key of C", "h-moll", "ré mineur", "a minor", "A major",
    "C-sharp", "3/4", "7/8 time", "1/8 delay", "24/7", "keys", "monkey", "80s", "808s", "8 bars",
    "3 seconds", "no", "only", "with", "drums", "warm pad", "or", "bass", "\u200f", "\u202e",
    "\ufeff", "\u200d", "🥁", "👩‍🎤", "🏳️‍🌈", "e\u0301", "ド", "ﾄﾞﾗﾑ", "１４０ｂｐｍ",
    "٣/٤", "١٤٠ bpm",
    "99999999999999999999 bpm", "0 bpm", "1e9 bpm", "-5 bpm", "%s", "{name}", "{}", "\\", "\"",
    "<b>", "\x00", "\n\n", "\t", "--", "...", ",", ",,,", "/", "</s>", "<extra_id_0>", "<pad>",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A request with odd words.

    Attributes:
        room: characters or tokens that the model is said to read.
    """

    prompt: str
    negative: str
    bpm: Decimal
    key: str | None
    meter: str
    one_shot: bool
    room: int


def cases(seed: int, count: int) -> Iterator[Case]:
    """`count` cases, the same for the same seed."""
    rng = random.Random(seed)
    for _ in range(count):
        yield Case(
            prompt=_text(rng),
            negative=_text(rng) if rng.random() < 0.3 else "",
            bpm=Decimal(rng.randint(20 * 10**6, 400 * 10**6)).scaleb(-6)
            if rng.random() < 0.5
            else Decimal(rng.randint(20, 400)),
            key=rng.choice([None, "C", "Am", "F#m", "b♭ minor", "D dorian", "G maj"]),
            meter=rng.choice(["4/4", "4/4", "3/4", "7/8", "12/8", "31/16"]),
            one_shot=rng.random() < 0.2,
            room=rng.choice([0, 1, 5, 16, 64, 128]),
        )


def _text(rng: random.Random) -> str:
    pieces = []
    for _ in range(rng.choice([0, 1, 3, 10, 60])):
        choice = rng.random()
        if choice < 0.5:
            pieces.append(rng.choice(_FRAGMENTS))
        elif choice < 0.9:
            pieces.append(_word(rng, rng.randint(1, 12)))
        else:
            pieces.append(_word(rng, rng.choice([60, 400])))
    return rng.choice([" ", ", ", "", "\u3000"]).join(pieces)[: rng.choice([30, 400, 2000, 2100])]


def _word(rng: random.Random, length: int) -> str:
    low, high = rng.choice(_RANGES)
    return "".join(chr(rng.randint(low, high)) for _ in range(length))


def try_one(case: Case, folder: Path, reads: Callable[[str], int] | None = None) -> None:
    """Send a case the way a request goes; a typed refusal is an answer, all else is a fault.

    Args:
        case: the request.
        folder: where a tokenizer may be kept; unused where `reads` is given.
        reads: how many tokens a text has; the tiny T5's where none is given.

    Raises:
        AssertionError: a promise of the wording was not kept.
        Exception: whatever else went wrong.
    """
    request = Generate(
        prompt=case.prompt,
        negative=case.negative,
        bpm=case.bpm,
        key=case.key,
        meter=case.meter,
        bars=None if case.one_shot else 1,
        seconds=1.0 if case.one_shot else None,
        one_shot=case.one_shot,
    )
    tokens = reads or _tokens_of(folder)
    for facts in (NEURAL, SKETCH):
        try:
            check_request(request)
            plan = make_plan(request, facts, 1, {})
        except TonekilnError as refused:
            assert refused.field in {"prompt", "negative"}
            continue
        if facts is NEURAL:
            _keeps_its_word(plan.takes[0].prompt, case)
            again = make_plan(request, facts, 1, {})
            assert again.plan_id == plan.plan_id
        for text in (plan.takes[0].prompt, plan.negative):
            _fits(text, lambda t: tokens(t) <= case.room)
        wishes = read(plan.takes[0].prompt, plan.negative)
        effects(wishes.facts, plan.takes[0])
        for word in (*wishes.understood, *wishes.ignored):
            assert word


def _keeps_its_word(sent: str, case: Case) -> None:
    found = stated(sent)
    tempi = [one.value for one in found if one.kind is Kind.TEMPO]
    keys = [one.value for one in found if one.kind is Kind.KEY]
    meters = [one.value for one in found if one.kind is Kind.METER]
    if not case.one_shot:
        assert [tempo.agrees(case.bpm) for tempo in tempi] == [True]
        assert meters in ([], [Meter.parse(case.meter)])
    if case.key:
        assert keys == [key_of(case.key)]


def _fits(text: str, fits: Callable[[str], bool]) -> None:
    made = shortened(text, fits)
    assert fits(made.text) or not made.text
    assert made.cut or _words(made.text) == _words(text)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\s,;.:!?]+", text)


@functools.cache
def _tokens_of(folder: Path) -> Callable[[str], int]:
    """The tiny T5's tokenizer, as Stable Audio's conditioner counts with it."""
    from tests.tiny_checkpoints import hub

    from tonekilnd.engines.neural.text_encoder import text_encoder_in

    del folder  # the hub keeps its own
    tokenizer = text_encoder_in(hub.text_encoder()).tokenizer
    return lambda text: len(tokenizer(text)["input_ids"])


def main(count: int = 10_000, seed: int = 1) -> None:
    """Try many, and say which went wrong."""
    with tempfile.TemporaryDirectory() as folder:
        for number, case in enumerate(cases(seed, count)):
            try:
                try_one(case, Path(folder))
            except Exception as error:
                raise AssertionError(f"case {number} of seed {seed}: {case!r}") from error


if __name__ == "__main__":
    main()

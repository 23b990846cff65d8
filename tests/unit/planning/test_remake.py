from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from msgspec.structs import replace
from tests.example_engines import facts_of

from tonekiln.protocol import Ability, Generate
from tonekilnd.domain import Plan
from tonekilnd.planning.plan import make_plan, plan_digest
from tonekilnd.planning.remake import EARLIER_WAY, remake_plan

FACTS = facts_of(
    "neural",
    made_by="family r1, upstream 1.0",
    kernels={"fp32": "fp32-avx2", "int8": "int8-vnni"},
    precisions=("fp32", "int8"),
    precision="fp32",
    abilities=frozenset({Ability.PRECISION}),
)
FIT = "fit r1"
REQUEST = Generate(bpm=Decimal(120), bars=4, prompt="pads", precision="int8")
PLAN = make_plan(REQUEST, FACTS, 5, {}, fit_code=FIT)


def test_a_plan_says_which_code_kernels_and_fit_make_it() -> None:
    assert PLAN.made_by == "family r1, upstream 1.0, int8-vnni, fit r1"


def test_it_is_part_of_the_id() -> None:
    ids = {
        make_plan(REQUEST, replace(FACTS, made_by=code), 5, {}, fit_code=fit).plan_id
        for code in ("family r1", "family r2")
        for fit in ("fit r1", "fit r2")
    }
    assert len(ids) == 4


def test_where_nothing_changed_it_is_the_same_plan() -> None:
    assert remake_plan(PLAN, FACTS, FIT) is PLAN


@pytest.mark.parametrize(
    ("facts", "fit", "said"),
    [
        (replace(FACTS, made_by="family r2, upstream 1.0"), FIT, "family r1, now family r2"),
        (replace(FACTS, kernels={"int8": "int8-amx"}), FIT, "int8-vnni, now int8-amx"),
        (FACTS, "fit r2", "fit r1, now fit r2"),
        (replace(FACTS, checkpoint="other"), FIT, "weights"),
        (replace(FACTS, device="cuda"), FIT, "cpu, now cuda"),
        (replace(FACTS, precisions=("fp32",)), FIT, "int8, now fp32"),
    ],
)
def test_any_other_way_is_another_plan_that_says_so(facts, fit, said) -> None:
    remade = remake_plan(PLAN, facts, fit)
    assert remade.plan_id == plan_digest(remade) != PLAN.plan_id
    assert remade.notes[-1].startswith(EARLIER_WAY)
    assert said in remade.notes[-1]
    assert {take.precision for take in remade.takes} == {remade.precision}
    assert remake_plan(remade, facts, fit) is remade


def test_a_plan_from_before_it_was_kept_is_of_an_earlier_way() -> None:
    stored = msgspec.to_builtins(PLAN)
    del stored["made_by"]
    opened = msgspec.convert(stored, Plan)
    assert opened.made_by == ""
    assert opened.plan_id == PLAN.plan_id
    remade = remake_plan(opened, FACTS, FIT)
    assert remade.made_by == PLAN.made_by
    assert remade.notes[-1].startswith(EARLIER_WAY)

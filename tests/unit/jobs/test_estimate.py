from __future__ import annotations

import sqlite3

import pytest
from msgspec.structs import replace
from tests.example_engines import facts_of, plan_of

from tonekilnd.database import bring_up_to_date
from tonekilnd.domain import Plan
from tonekilnd.jobs.estimate import Estimates
from tonekilnd.jobs.job import Job, Priority
from tonekilnd.jobs.journal import Journal
from tonekilnd.planning.work import work_seconds

FIXED = facts_of(windows=False, longest_seconds=11.0)


@pytest.fixture
def estimates() -> Estimates:
    database = sqlite3.connect(":memory:", isolation_level=None)
    database.row_factory = sqlite3.Row
    bring_up_to_date(database)
    return Estimates(Journal(database))


def job_of(plan: Plan, facts=None) -> Job:
    work = work_seconds(plan, facts or facts_of())
    return Job(id="a", number=0, client=b"", plan=plan, priority=Priority.NORMAL, work=work)


def test_what_never_ran_has_no_estimate(estimates: Estimates) -> None:
    assert estimates.job_ms(job_of(plan_of())) is None
    assert estimates.load_ms("toy") is None


def test_a_run_tells_a_longer_ones_time(estimates: Estimates) -> None:
    estimates.learn(job_of(plan_of(bars=2)), engine_seconds=3.0)
    assert estimates.job_ms(job_of(plan_of(bars=8))) == 12_000
    assert estimates.job_ms(job_of(plan_of(bars=2, variations=4))) == 12_000


def test_a_model_of_fixed_length_takes_as_long_for_a_short_clip(estimates: Estimates) -> None:
    estimates.learn(job_of(plan_of(bars=4), FIXED), engine_seconds=5.0)
    assert estimates.job_ms(job_of(plan_of(bars=1), FIXED)) == 5_000
    sections = replace(plan_of().takes[0], section_frames=(1, 1, 1))
    plan = replace(plan_of(bars=12), takes=(sections,))
    assert estimates.job_ms(job_of(plan, FIXED)) == 15_000


def test_another_precision_or_number_of_steps_is_another_pace(estimates: Estimates) -> None:
    plan = plan_of()
    estimates.learn(job_of(plan), engine_seconds=5.0)
    assert estimates.job_ms(job_of(replace(plan, precision="int8"))) is None
    stepped = replace(plan, takes=(replace(plan.takes[0], steps=50),))
    assert estimates.job_ms(job_of(stepped)) is None


def test_loading_is_learned_but_not_from_what_was_warm(estimates: Estimates) -> None:
    estimates.learn_load("toy", 0.00002)
    assert estimates.load_ms("toy") is None
    estimates.learn_load("toy", 8.0)
    assert estimates.load_ms("toy") == 8_000

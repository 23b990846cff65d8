"""Whatever stands in a prompt, it ends in a take or a typed refusal, and facts survive."""

from __future__ import annotations

import pytest
from tests.fuzz.prompts import cases, try_one


def test_any_prompt(tmp_path) -> None:
    pytest.importorskip("torch", reason="the model libraries are not installed: make models")
    for number, case in enumerate(cases(seed=1, count=300)):
        try:
            try_one(case, tmp_path)
        except Exception as error:
            raise AssertionError(f"case {number}: {case!r}") from error


def test_the_same_seed_gives_the_same_cases() -> None:
    assert list(cases(7, 20)) == list(cases(7, 20))
    assert list(cases(7, 20)) != list(cases(8, 20))

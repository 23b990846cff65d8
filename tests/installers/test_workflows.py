"""GitHub's workflows, as far as they can be read here: nobody has run them yet."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".github" / "workflows"
NAMES = ("build.yml", "release.yml")
RUNNERS = {"ubuntu": "Linux", "macos": "macOS", "windows": "Windows"}
SYSTEMS = set(RUNNERS)
CONTEXTS = {"github", "env", "vars", "secrets", "matrix", "runner"}
CALLS = {"startsWith"}

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_WORDS = re.compile(r"'[^']*'|[A-Za-z_][\w.-]*")
_ACTION = re.compile(r"[\w-]+/[\w.-]+@v?\d[\w.]*")

Document = dict[Any, Any]


def read(name: str) -> Document:
    document: Document = yaml.safe_load((FOLDER / name).read_text("utf-8"))
    return document


def jobs(name: str) -> dict[str, Document]:
    found: dict[str, Document] = read(name)["jobs"]
    return found


def steps(name: str) -> list[tuple[str, Document, Document]]:
    """Each step with its job and the job's name."""
    return [(j, job, step) for j, job in jobs(name).items() for step in job.get("steps", ())]


def offered(job: Document) -> set[str]:
    """What `matrix.` has in a job."""
    matrix = job.get("strategy", {}).get("matrix", {})
    rows = matrix.get("include", ())
    return {key for key in matrix if key != "include"} | {key for row in rows for key in row}


def machines(job: Document) -> list[str]:
    matrix = job.get("strategy", {}).get("matrix", {})
    many = [*matrix.get("os", ()), *(row["os"] for row in matrix.get("include", ()))]
    return many or [job["runs-on"]]


def test_there_are_no_others() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_job_and_each_step_is_whole(name: str) -> None:
    document = read(name)
    assert document[True], "on"  # YAML 1.1 reads it so
    assert document["permissions"] == {"contents": "read"}
    for label, job in document["jobs"].items():
        needs = job.get("needs", [])
        assert set([needs] if isinstance(needs, str) else needs) <= set(document["jobs"]), label
        if "uses" in job:
            assert (ROOT / job["uses"]).is_file()
            continue
        assert job["timeout-minutes"] <= 90, label
        assert job["runs-on"]
        for step in job["steps"]:
            assert ("uses" in step) != ("run" in step), step
            assert "uses" not in step or _ACTION.fullmatch(step["uses"]), step
            assert "run" not in step or step["name"], step


@pytest.mark.parametrize("name", NAMES)
def test_expressions_name_what_is_there(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8").count("${{") == len(expressions(read(name)))
    for job in jobs(name).values():
        conditions = [step["if"] for step in job.get("steps", ()) if "if" in step]
        for expression in expressions(job) + conditions:
            for word in words(expression):
                context, _, field = word.partition(".")
                assert context in CONTEXTS | CALLS, expression
                assert context != "matrix" or field in offered(job), expression


@pytest.mark.parametrize("name", NAMES)
def test_nothing_from_outside_becomes_a_command(name: str) -> None:
    """Text of a pull request, or a secret, would be read by the shell, or shown by it."""
    for _, _, step in steps(name):
        for expression in expressions(step.get("run", "")):
            assert {word.partition(".")[0] for word in words(expression)} <= {"runner"}, step


def test_three_systems_build_test_and_pack() -> None:
    for name, label in (
        ("build.yml", "daemon"),
        ("build.yml", "plugin"),
        ("release.yml", "package"),
        ("release.yml", "fresh"),
    ):
        found = {machine.partition("-")[0] for machine in machines(jobs(name)[label])}
        assert found == SYSTEMS, label
    built = "".join(step.get("run", "") for _, _, step in steps("build.yml"))
    for needed in ("pytest", "ctest", "--strictness-level 10", "target validator", "auval -v"):
        assert needed in built


def test_what_is_taken_was_kept() -> None:
    kept, taken = set(), set()
    for name in NAMES:
        for _, job, step in steps(name):
            action, given = step.get("uses", ""), step.get("with", {})
            for artefact in (given.get("name"), given.get("pattern")):
                if artefact and "upload-artifact" in action:
                    kept |= by_system(artefact, job)
                if artefact and "download-artifact" in action:
                    taken |= by_system(artefact, job)
    assert {name for name in taken if "*" not in name} <= kept
    assert any(name.startswith("installer-") for name in kept)


def by_system(artefact: str, job: Document) -> set[str]:
    """The names that it has in a job's rows."""
    found = set()
    for row in job.get("strategy", {}).get("matrix", {}).get("include", ({"os": "ubuntu"},)):
        names = {"runner.os": RUNNERS[row["os"].partition("-")[0]]}
        names |= {f"matrix.{key}": value for key, value in row.items()}
        found.add(_EXPRESSION.sub(lambda one, told=names: told[one[1].strip()], artefact))
    return found


def test_a_release_is_a_draft_and_only_a_tag_makes_one() -> None:
    (draft,) = (job for job in jobs("release.yml").values() if "contents" in job.get(
        "permissions", {}) and job["permissions"]["contents"] == "write")  # fmt: skip
    assert "refs/tags/v" in draft["if"]
    (publish,) = (step for step in draft["steps"] if "gh release" in step.get("run", ""))
    assert "gh release create" in publish["run"]
    assert "--draft" in publish["run"]


def test_every_secret_is_explained_and_none_is_asked_of_a_fork() -> None:
    text = "".join((FOLDER / name).read_text("utf-8") for name in NAMES)
    page = (ROOT / "docs" / "releasing.md").read_text("utf-8")
    named = set(re.findall(r"(?:secrets|vars)\.(\w+)", text))
    assert named
    assert {name for name in named if f"`{name}`" not in page} == set()
    assert "secrets." not in (FOLDER / "build.yml").read_text("utf-8")


def expressions(part: Any) -> list[str]:
    """All of `${{ ... }}` in a part of a workflow."""
    if isinstance(part, dict):
        return [one for value in part.values() for one in expressions(value)]
    if isinstance(part, list):
        return [one for value in part for one in expressions(value)]
    return _EXPRESSION.findall(part) if isinstance(part, str) else []


def words(expression: str) -> list[str]:
    found = _WORDS.findall(expression)
    return [word for word in found if not word.startswith("'") and word not in ("true", "false")]

"""What will be sent, as text and JSON, planned on a thread while the artist types."""

from __future__ import annotations

import json
import queue
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from afsubmit.submitter import plan_text
from afsubmit.submitter.draft import Draft
from afsubmit.submitter.fixes import fix_of
from afsubmit.submitter.previews import JSON, DialogPreview, Previews, ServerChecks
from tests.fakes.busy_farm import BusyFarm
from tests.fakes.farm_server import FarmServer
from tests.fakes.paper_host import PaperHost, PaperPlan

NOWHERE = "127.0.0.1:9"


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return Draft(PaperHost(tmp_path / "scene.json"), PaperPlan())


@pytest.fixture
def told() -> queue.Queue[Any]:
    return queue.Queue()


@pytest.fixture
def previews(told: queue.Queue[Any]) -> Iterator[Previews]:
    made = Previews(told.put)
    yield made
    made.close()


def text(draft: Draft) -> str:
    return plan_text.as_text(draft.preview_request().plan(is_local=False))


def test_sheet_names_jobs_blocks_commands_files_and_what_follows(draft: Draft) -> None:
    draft.set("paused", True)
    lines = text(draft)
    assert "JOB  scene" in lines and "priority 99, starts paused" in lines
    assert "BLOCK  page" in lines and "10 tasks, frames 1-10" in lines
    assert "paper " in lines and "page.@####@.txt" in lines
    assert "snapshot" in lines and "deletefiles" in lines


@pytest.mark.parametrize(
    ("frames", "per_task", "tasks", "words"),
    [
        pytest.param("1-10", 1, 10, "frames 1-10", id="one frame in a task"),
        pytest.param("1-10", 4, 3, "4 in a task", id="several, the last task shorter"),
        pytest.param("1-9x2", 1, 5, "frames 1-9x2", id="with a step"),
        pytest.param("1,3,4,90", 1, 4, "and 1 more", id="listed tasks"),
    ],
)
def test_tasks_are_counted_as_the_farm_counts(draft: Draft, frames: str, per_task: int, tasks: int, words: str) -> None:
    draft.set("frames", frames)
    draft.set("frames_per_task", per_task)
    plan = draft.preview_request().plan(is_local=False)
    assert plan_text.size(plan) == (1, 1, tasks) and words in plan_text.as_text(plan)


def test_json_is_what_the_server_gets(draft: Draft) -> None:
    plan = draft.preview_request().plan(is_local=False)
    assert json.loads(plan_text.as_json(plan)) == plan.jobs[0].document


def test_newest_of_several_drafts_is_told(draft: Draft, previews: Previews, told: queue.Queue[Any]) -> None:
    numbers = []
    for priority in range(1, 30):
        draft.set("priority", priority)
        numbers.append(previews.ask(draft, NOWHERE))
    shown = looked_at(told)
    while shown.number != numbers[-1]:
        shown = looked_at(told)
    assert "priority 29" in shown.text and shown.is_sendable and shown.server_name == NOWHERE


def test_mistake_is_the_first_problem_and_stops_sending(
    draft: Draft, previews: Previews, told: queue.Queue[Any]
) -> None:
    draft.set("priority", 9000)
    previews.ask(draft, NOWHERE, form=JSON)
    shown = looked_at(told)
    assert not shown.is_sendable and shown.problems[0].where == "priority" and shown.text.startswith("{")


@pytest.mark.parametrize("choice", ["farm:port", "no such word"])
def test_choice_of_a_server_that_cannot_be_used_is_a_problem(
    draft: Draft, previews: Previews, told: queue.Queue[Any], choice: str
) -> None:
    previews.ask(draft, choice)
    shown: DialogPreview = told.get(timeout=120)
    assert shown.plan is None and not shown.is_sendable and choice in shown.problems[0].message


def test_plan_that_raises_is_said_and_the_next_is_planned(
    draft: Draft, previews: Previews, told: queue.Queue[Any]
) -> None:
    good, draft.host_plan = draft.host_plan, object()  # type: ignore[assignment]
    previews.ask(draft, NOWHERE)
    assert "AttributeError" in told.get(timeout=120).problems[0].message
    draft.host_plan = good
    previews.ask(draft, NOWHERE)
    assert looked_at(told).is_sendable


def test_text_is_told_before_the_disk_is_looked_at(
    draft: Draft, previews: Previews, told: queue.Queue[Any], tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "page.0003.txt").write_text("x")
    previews.ask(draft, NOWHERE)
    first, second = told.get(timeout=120), told.get(timeout=120)
    assert first.text == second.text and not first.is_checked and not first.problems
    (there,) = [problem for problem in second.problems if "1 of 10 files" in problem.message]
    fix = fix_of(there, draft)
    assert fix is not None and fix.label == "Skip them"
    fix.do()
    assert draft.get("skip_existing") is True


def test_live_job_that_writes_the_same_files_is_said(draft: Draft, told: queue.Queue[Any]) -> None:
    plan = draft.preview_request().plan(is_local=False)
    with BusyFarm() as server:
        number = server.add("scene", user_name=plan.target.user_name)
        server.jobs[number]["blocks"][0]["files"] = list(plan.outputs[0].files)
        answers = ServerChecks(told.put)
        answers.ask(server.address, plan)
        (problem,) = told.get(timeout=120).problems
        answers.ask(server.address)
        assert told.get(timeout=120).problems is None
        answers.close()
    assert problem.level == "warning" and "writes the same files" in problem.message


def looked_at(told: queue.Queue[Any]) -> DialogPreview:
    """What is told when the disk was looked at."""
    shown: DialogPreview = told.get(timeout=120)
    while not shown.is_checked:
        shown = told.get(timeout=120)
    return shown


def test_server_is_asked_whether_it_answers(told: queue.Queue[Any]) -> None:
    answers = ServerChecks(told.put)
    with FarmServer() as server:
        answers.ask(server.address)
        good = told.get(timeout=120)
    answers.ask(server_gone := NOWHERE)
    bad = told.get(timeout=120)
    answers.close()
    assert good.is_good and "answers" in good.sentence
    assert bad.choice == server_gone and not bad.is_good and "cannot be reached" in bad.sentence

"""Every action of the panel does on a real server what it says, and what the farm of this machine does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from afsubmit.submitter.watch import log_paths
from tests.core.submitter.watch import order_cases
from tests.core.submitter.watch.order_cases import CASES, PARAMS, Case, Stage
from tests.server.conftest import USER

pytestmark = pytest.mark.server


@pytest.fixture
def stage(client) -> Iterator[Stage]:
    made = Stage(client, USER)
    yield made
    made.clean()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind} {case.name}")
def test_action_when_ordered_then_done_and_told(stage: Stage, case: Case) -> None:
    order_cases.carry_out(stage, case)


@pytest.mark.parametrize(("kind", "name"), sorted(PARAMS), ids=lambda one: one)
def test_field_when_changed_then_the_server_has_it_and_gives_it_back(stage: Stage, kind: str, name: str) -> None:
    order_cases.change(stage, kind, name)


def test_moves_of_several_jobs_keep_their_order(stage: Stage) -> None:
    order_cases.moves_keep_the_order(stage)


def test_log_path_is_said_where_the_server_keeps_its_store(stage: Stage) -> None:
    number = stage.running("echo done", "DON")
    task = next(one for one in stage.tasks(number) if one.starts)
    path = log_paths.log_path(stage.client, stage.job(number), task, is_local=False)
    name = stage.job(number).name
    assert path.endswith(f"/jobs/{number // 1000}/{number}.{name}/tasks/0.{task.number}/output/1.txt")

"""Every action of the panel does on a real server what it says, and what the farm of this machine does."""

from __future__ import annotations

import pytest

from afsubmit.submitter.watch import log_paths
from afsubmit.wire import Client
from tests.core.submitter.watch.order_cases import (  # noqa: F401
    Stage,
    stage,
    test_action_when_ordered_then_done_and_told,
    test_field_when_changed_then_the_farm_has_it_and_gives_it_back,
    test_moves_of_several_jobs_keep_their_order,
)
from tests.server.conftest import USER

pytestmark = pytest.mark.server


@pytest.fixture
def ordering(client) -> tuple[Client, str]:
    return client, USER


def test_log_path_is_said_where_the_server_keeps_its_store(stage: Stage) -> None:  # noqa: F811
    number = stage.running("echo done", "DON")
    task = next(one for one in stage.tasks(number) if one.starts)
    path = log_paths.log_path(stage.client, stage.job(number), task, is_local=False)
    name = stage.job(number).name
    assert path.endswith(f"/jobs/{number // 1000}/{number}.{name}/tasks/0.{task.number}/output/1.txt")

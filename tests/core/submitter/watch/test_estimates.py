"""How long a job still takes: from the farm's answers, and never more than they say."""

from __future__ import annotations

from typing import Any

import pytest

from afsubmit.submitter.watch.estimates import estimate
from afsubmit.wire import answers


def job(state: str, *blocks: dict[str, Any]) -> answers.JobAnswer:
    return answers.job({"id": 2, "serial": 2, "name": "shot", "state": state, "blocks": list(blocks)})


def block(tasks: int, done: int, spent: int, *, name: str = "beauty", skipped: int = 0) -> dict[str, Any]:
    return {
        "name": name, "tasks_num": tasks, "p_tasks_done": done, "p_tasks_run_time_sum": spent,
        "p_tasks_skipped": skipped, "p_percentage": 100 * done // tasks,
    }  # fmt: skip


def running(*hosts: str) -> list[list[answers.TaskProgress]]:
    return [answers.tasks({"state": " RUN", "hst": host} for host in hosts)]


EIGHT = [f"render{number}" for number in range(8)]


@pytest.mark.parametrize(
    ("asked", "progress", "said"),
    [
        pytest.param(job(" RDY RUN", block(100, 4, 960)), running(*EIGHT), "About 48 min on 8 machines.", id="running"),
        pytest.param(job(" RUN", block(10, 5, 300)), running("a", "a"), "About 5 min on 1 machine.", id="one twice"),
        pytest.param(
            job(" RDY", block(100, 0, 0)), running(), "cannot be known yet: no task is done", id="nothing is done"
        ),
        pytest.param(
            job(" RDY PPA", block(100, 4, 960)), running(), "about 6 h 24 min of one machine are left", id="approval"
        ),
        pytest.param(
            job(" RUN", block(10, 5, 300), block(1, 0, 0, name="movie")), running("a"), "without", id="unknown movie"
        ),
        pytest.param(
            job(" RUN", block(10, 5, 0, skipped=5)), running("a"), "cannot be known yet", id="skipped tells nothing"
        ),
    ],
)
def test_estimate_says_what_the_farm_knows(asked: Any, progress: Any, said: str) -> None:
    assert said in estimate(asked, progress)


@pytest.mark.parametrize("state", [" DON", " ERR"], ids=["done", "failed"])
def test_there_is_none_for_what_has_ended(state: str) -> None:
    assert estimate(job(state, block(10, 10, 300)), running()) == ""

"""What is said while one waits for a job that fails, on farms with several machines."""

from __future__ import annotations

from typing import Any

import pytest

from afsubmit.submitter.task_failures import TaskFailures, avoiding
from afsubmit.submitter.waiting import state_of
from afsubmit.wire import answers

RECORDED = [
    "Block['echo'] error hosts:",
    "pc02: 3 at Sat 28 Nov 06:49.11 - ! AVOIDING !",
    "pc01: 3 at Sat 28 Nov 06:49.11 - ! AVOIDING !",
    "Task[0] error hosts: ",
    "pc01: 3 at Sat 28 Nov 06:49.11 - ! AVOIDING !",
    "Task[1] error hosts: ",
    "pc02: 3 at Sat 28 Nov 06:49.11 - ! AVOIDING !",
]
"""afserver 3.4.1 with two renders, on each of which every task has failed."""
ONE_LEFT = [RECORDED[0], RECORDED[1], "pc01: 1 at Sat 28 Nov 06:49.11"]
BY_TASK = [RECORDED[0], *RECORDED[3:], "pc01: 1 at Sat 28 Nov 06:49.11 - ! AVOIDING !"]
FAILED = {"state": " RDY RER", "str": 3, "err": 3, "hst": "pc01"}


class Farm:
    """A farm in one state; counts what it is asked."""

    def __init__(self, tasks: list[dict[str, Any]], lines: list[str], machines: list[tuple[str, str]]) -> None:
        self._tasks, self._lines, self._machines = tasks, lines, machines
        self.asked = 0

    def progress(self, job_id: int) -> list[list[answers.TaskProgress]]:
        self.asked += 1
        return [answers.tasks(self._tasks)]

    def error_hosts(self, job_id: int) -> list[str]:
        return self._lines

    def renders(self) -> list[answers.RenderAnswer]:
        return [answers.RenderAnswer(name=name, state=state) for name, state in self._machines]

    def task_output(self, job_id: int, block: int, task: int, *, number: int = 0) -> str:
        return "\n".join(f"line {n} of {task}, start {number}" for n in range(9))


def job(state: str = " RDY", **counts: int) -> answers.JobAnswer:
    block = {"name": "echo", "p_error_hosts": 2, "p_avoid_hosts": 2, "p_tasks_ready": 2, **counts}
    return answers.job({"id": 2, "serial": 2, "state": state, "blocks": [block]})


BOTH = [("pc01", " ONL"), ("pc02", " ONL")]


@pytest.mark.parametrize(
    ("state", "tasks", "lines", "machines", "outcome"),
    [
        pytest.param(" RDY", [FAILED, FAILED], RECORDED, BOTH, "failed", id="every machine has failed both"),
        pytest.param(" RDY", [FAILED, FAILED], RECORDED, [*BOTH, ("pc03", " OFF")], "failed", id="a third one is off"),
        pytest.param(" RDY", [FAILED, FAILED], RECORDED, [*BOTH, ("pc03", " ONL")], "", id="a third one is left"),
        pytest.param(" RDY", [FAILED, FAILED], ONE_LEFT, BOTH, "", id="one of two is left"),
        pytest.param(" RDY", [FAILED, FAILED], BY_TASK, BOTH, "", id="the first task may run on the second"),
        pytest.param(" RDY", [{"state": " DON"}, FAILED], BY_TASK, BOTH, "failed", id="the second has failed on both"),
        pytest.param(" RDY", [FAILED, FAILED], RECORDED, [], "", id="no machine is there"),
        pytest.param(" RDY RUN", [FAILED, {"state": " RUN", "err": 1, "str": 2}], RECORDED, BOTH, "", id="one runs"),
        pytest.param(" OFF RDY", [FAILED, FAILED], RECORDED, BOTH, "", id="it is paused"),
        pytest.param(" ERR", [{"state": " ERR", "err": 1, "str": 1}], [], BOTH, "failed", id="no more tries"),
        pytest.param(" RDY", [{"state": " WDP"}, FAILED], BY_TASK, BOTH, "failed", id="the rest waits for it"),
    ],
)
def test_job_that_no_machine_would_try_again_has_failed(state, tasks, lines, machines, outcome) -> None:
    asked = Farm(tasks, lines, machines)
    told: list[str] = []
    failures = TaskFailures(asked, told.append)
    hopeless = failures.look(job(state))
    assert (state_of(job(state)) or hopeless) == outcome
    said = "\n".join(told)
    told.clear()
    for number, task in enumerate(tasks):
        start = task.get("str", 0) - ("RUN" in task["state"])
        assert (f"line 8 of {number}, start {start}" in said) == bool(task.get("err"))
        assert f"line 3 of {number}" not in said
    failures.look(job(state))
    assert not told, "each is told once"


def test_job_without_failures_costs_no_question() -> None:
    asked = Farm([], [], BOTH)
    told: list[str] = []
    assert TaskFailures(asked, told.append).look(job(p_error_hosts=0, p_avoid_hosts=0)) == ""
    assert (asked.asked, told) == (0, [])


def test_many_failures_are_told_once() -> None:
    told: list[str] = []
    TaskFailures(Farm([FAILED] * 500, RECORDED, BOTH), told.append).look(job())
    assert len(told) == 2 * 3 + 1 and told[-1] == "More tasks fail; the bars count them."


@pytest.mark.parametrize("name", ["a]b", "Task[7] error hosts", "x: - ! AVOIDING !", "it's"])
def test_avoided_machines_are_read_whatever_a_block_is_called(name: str) -> None:
    lines = [f"Block['{name}'] error hosts:", "pc01: 3 at now - ! AVOIDING !", "pc02: 1 at now"]
    assert avoiding(lines) == {(name.strip("'"), -1): {"pc01"}}

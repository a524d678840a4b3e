"""What one request costs does not grow with the number of jobs: counted in calls and SQL rows, not in time."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from afsubmit.local import actions, queries, task_changes, task_choice
from afsubmit.local.state import FarmState
from afsubmit.local.store import Store

from .conftest import HOST, StillMachine, a_block, a_job

FEW, MANY = 100, 1000
ALLOWED = 1.3
"""Of the growth when ten times as many jobs are there; a search in an ordered list adds a step or two."""


def farm_of(number: int) -> StillMachine:
    """Jobs of two users: paused, done, waiting for each other by name and by pattern, for a time and for a command."""
    state = FarmState(Store(":memory:"), host_name=HOST, clock=lambda: 1_800_000_000)
    kinds: list[dict[str, Any]] = [
        {"offline": True}, {"depend_mask": "first"}, {"depend_mask": "fir.*"}, {"depend_mask_global": "first|second"},
        {"time_wait": 1_900_000_000}, {"command_pre": "true"}, {"priority": 0}, {"max_running_tasks": 0},
        {"time_life": 1_000_000_000, "offline": True}, {},
    ]  # fmt: skip
    state.accept(a_job(name="first", offline=True))
    for place in range(number):
        job = state.accept(a_job(a_block(), user_name=("ann", "bob")[place % 2], **kinds[place % len(kinds)]))
        if place % len(kinds) == len(kinds) - 1:
            task_changes.task_started(state, job, job.blocks[0], 0)
            task_changes.task_left(state, job, job.blocks[0], 0)
            task_changes.task_done(state, job, job.blocks[0], 0)
    for one in state.jobs.values():
        state.waits(one)  # a pattern is held against each job once
    turn(state)
    while state.schedule.is_behind:
        turn(state)
    return StillMachine(state)


def turn(state: FarmState) -> None:
    """What the farm does between requests."""
    state.life_times.expired(state.now())
    task_choice.next_task(state)
    state.store.posts(state.now(), 1)
    state.commit()


def ask(**get: Any) -> Callable[[StillMachine], Any]:
    return lambda machine: queries.answer(machine.state, get, jobs_folder="/none", slots=1)


def act(kind: str, **parts: Any) -> Callable[[StillMachine], Any]:
    root = {"user_name": "ann", "host_name": HOST, "type": kind, **parts}
    return lambda machine: actions.answer(machine, root)


def send(**fields: Any) -> Callable[[StillMachine], Any]:
    return lambda machine: machine.state.accept(a_job(**fields))


def run_a_task(machine: StillMachine) -> None:
    """Send, start and end a task, and look for the next."""
    state = machine.state
    state.accept(a_job(priority=200))
    found = task_choice.next_task(state)
    assert found is not None
    task_changes.task_started(state, *found)
    queries.answer(state, {"type": "renders"}, jobs_folder="/none", slots=1)
    task_changes.task_left(state, *found)
    task_changes.task_done(state, *found)


REQUESTS = {
    "send": send(),
    "send with a name of its own": send(name="new"),
    "send paused": send(offline=True),
    "send one that waits for a name": send(depend_mask="first"),
    "send of a new user": send(user_name="eve"),
    "send with a life": send(time_life=100),
    "run a task": run_a_task,
    "get a job": ask(type="jobs", ids=[9]),
    "get it in full": ask(type="jobs", ids=[9], mode="full"),
    "get its progress": ask(type="jobs", ids=[9], mode="progress"),
    "get its log": ask(type="jobs", ids=[9], mode="log"),
    "get its error hosts": ask(type="jobs", ids=[9], mode="error_hosts"),
    "get its block": ask(type="jobs", ids=[9], block_ids=[0], mode=["progress"]),
    "get its task": ask(type="jobs", ids=[9], block_ids=[0], task_ids=[0], mode="info"),
    "get jobs by ids": ask(type="jobs", ids=[9, 4, 5, 6, 7, 12]),
    "get a job by its serial": ask(type="jobs", serials=[9]),
    "get a job that is not there": ask(type="jobs", ids=[99_999]),
    "get the jobs of somebody without": ask(type="jobs", users=["afadmin"]),
    "get users": ask(type="users"),
    "get renders": ask(type="renders"),
    "get pools": ask(type="pools"),
    "pause": act("jobs", ids=[9], operation={"type": "pause"}),
    "start": act("jobs", ids=[2], operation={"type": "start"}),
    "restart": act("jobs", ids=[12], operation={"type": "restart"}),
    "delete": act("jobs", ids=[12], operation={"type": "delete"}),
    "delete and send": lambda machine: (act("jobs", ids=[7], operation={"type": "delete"})(machine), send()(machine)),
    "priority": act("jobs", ids=[9], params={"priority": 150}),
    "owner": act("jobs", ids=[9], params={"user_name": "bob"}),
    "mask": act("jobs", ids=[9], params={"depend_mask": "first"}),
    "life": act("jobs", ids=[9], params={"time_life": 100}),
    "skip a task": act("jobs", ids=[9], block_ids=[0], operation={"type": "skip", "task_ids": [0]}),
    "try next": act("jobs", ids=[9], block_ids=[0], operation={"type": "trynext", "task_ids": [0], "mode": "append"}),
    "append a block": act("jobs", ids=[9], operation={"type": "append_blocks", "blocks": [a_block(name="n")]}),
    "move up": act("users", mask="ann", operation={"type": "move_jobs_up", "jids": [9]}),
    "move down": act("users", mask="ann", operation={"type": "move_jobs_down", "jids": [9]}),
    "move to the top": act("users", mask="ann", operation={"type": "move_jobs_top", "jids": [9]}),
    "move to the bottom": act("users", mask="ann", operation={"type": "move_jobs_bottom", "jids": [9]}),
    "eject": act("renders", ids=[1], operation={"type": "eject_tasks"}),
}


def work_of(machine: StillMachine, request: Callable[[StillMachine], Any]) -> int:
    """Calls of functions and lines that were run in the farm, and steps of its database."""
    count = [0]

    def trace(frame, event, _) -> Any:
        if "afsubmit" in frame.f_code.co_filename or "heapq" in frame.f_code.co_filename:
            count[0] += 1
            return trace
        return None

    base = machine.state.store._base
    base.set_progress_handler(lambda: count.__setitem__(0, count[0] + 1) or 0, 20)
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        request(machine)
        turn(machine.state)
    finally:
        sys.settrace(before)
        base.set_progress_handler(None, 0)
    return count[0]


@pytest.fixture(scope="module")
def counted() -> dict[str, tuple[int, int]]:
    """Each request's work with few jobs and with many, on farms where all the others came before it."""
    farms = farm_of(FEW), farm_of(MANY)
    return {name: (work_of(farms[0], request), work_of(farms[1], request)) for name, request in REQUESTS.items()}


@pytest.mark.parametrize("name", REQUESTS)
def test_work_when_ten_times_as_many_jobs_are_there_then_the_same(name: str, counted) -> None:
    few, many = counted[name]
    assert few > 10
    assert many <= few * ALLOWED + 10

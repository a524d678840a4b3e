"""Every action of the tables, with the job it is for and what is so afterwards: sent to the farm of this machine and to
a real server alike, so that both do the same.

A file of tests imports `stage` and the tests, and has a fixture `ordering`: the client of its farm, and a user.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import pytest

from afsubmit.submitter.watch import job_actions, job_params, orders, rows
from afsubmit.submitter.watch.job_actions import BLOCKS, JOBS, TASKS, RowAction
from afsubmit.wire import Client

TASK_COUNT = 4
LATER = 4_000_000_000
SKIPPED, DONE, READY, SUSPENDED = "DON SKP", "DON", "RDY", "SUS"
PATIENCE_SECONDS = 60.0


class Stage:
    """A farm with jobs of the test's own."""

    def __init__(self, client: Client, user: str) -> None:
        self.client, self.user = client, user
        self.made: list[int] = []

    def send(self, command: str = "echo @#@", *, first: Mapping[str, Any] | None = None, **fields: Any) -> int:
        """A job of two blocks of four tasks, paused unless told."""
        block = {
            "name": "a", "flags": 1, "frame_first": 1, "frame_last": TASK_COUNT, "command": command,
            "service": "generic", "capacity": 1, "errors_retries": 0, "errors_avoid_host": 0,
            "errors_task_same_host": 0,
        }  # fmt: skip
        job = {"name": f"o{time.time_ns()}", "user_name": self.user, "host_name": "pc01", "offline": True, **fields}
        blocks = [{**block, **(first or {})}, {**block, "name": "b", "command": "true"}]
        self.made.append(self.client.send_job({**job, "blocks": blocks}).id)
        return self.made[-1]

    def job(self, number: int) -> rows.JobRow:
        return rows.job_row(self.client.jobs(ids=[number])[0])

    def tasks(self, number: int) -> list[rows.TaskRow]:
        job, progress = self.client.job(number), self.client.progress(number)
        from afsubmit.wire import task_files

        blocks = [rows.block_row(place, block) for place, block in enumerate(self.client.jobs(ids=[number])[0].blocks)]
        frames = [task_files.task_frames(block) for block in job["blocks"]]
        return [task for one in zip(blocks, frames, progress) for task in rows.task_rows(*one, time.time())]

    def states(self, number: int, block: int = 0) -> list[str]:
        return [" ".join(task.words) for task in self.client.progress(number)[block]]

    def until(self, ask: Callable[[], Any], what: str) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not ask():
            assert time.monotonic() < end, f"{what}: it did not happen in time"
            time.sleep(0.1)

    def prepared(self, **fields: Any) -> int:
        """A paused job, the first task of whose first block is done, the second skipped, the third suspended."""
        number = self.send(**fields)
        for task, operation in enumerate(("done", "skip", "suspend")):
            what = {"type": operation, "task_ids": [task]}
            self.client.action("jobs", ids=[number], block_ids=[0], operation=what)
        self.until(lambda: self.states(number) == [DONE, SKIPPED, SUSPENDED, READY], "the tasks are as they should")
        return number

    def running(self, command: str, state: str, **first: Any) -> int:
        """A job whose tasks came to that state, and that is paused then."""
        number = self.send(command, offline=False, max_running_tasks=2, first=first)
        self.until(lambda: any(state in one for one in self.states(number)), f"a task is {state}")
        self.client.action("jobs", ids=[number], operation="pause")
        return number

    def clean(self) -> None:
        if self.made:
            self.client.action("jobs", ids=self.made, operation="delete")


@pytest.fixture
def stage(ordering: tuple[Client, str]) -> Iterator[Stage]:
    made = Stage(*ordering)
    yield made
    made.clean()


class Case(NamedTuple):
    """An action on what `prepare` made; `holds` says whether it was done."""

    kind: str
    name: str
    prepare: Callable[[Stage], int]
    holds: Callable[[Stage, int], bool]


def _ready(count: int = TASK_COUNT) -> Callable[[Stage, int], bool]:
    return lambda stage, number: stage.states(number) == [READY] * count


def _states(*states: str) -> Callable[[Stage, int], bool]:
    return lambda stage, number: stage.states(number) == list(states)


def _words(*, has: str = "", lacks: str = "") -> Callable[[Stage, int], bool]:
    def holds(stage: Stage, number: int) -> bool:
        found = stage.client.jobs(ids=[number])[0].words
        return (not has or has in found) and (not lacks or lacks not in found)

    return holds


def _prepared(stage: Stage) -> int:
    return stage.prepared()


def _started(stage: Stage) -> int:
    return stage.send(offline=False, time_wait=LATER)


def _to_approve(stage: Stage) -> int:
    number = stage.send("true", offline=False, ppa=True, first={"sequential": 3})
    stage.until(lambda: "PPA" in stage.client.jobs(ids=[number])[0].words, "it waits for approval")
    return number


def _failed(stage: Stage) -> int:
    return stage.running("false", "ERR")


def _runs(stage: Stage) -> int:
    return stage.running("sleep 100", "RUN")


def _warned(stage: Stage) -> int:
    number = stage.running("echo '[ PARSER WARNING ]'; sleep 2", "DON WRN", parser="generic")
    stage.until(lambda: not any("RUN" in one for one in stage.states(number)), "nothing runs")
    return number


def _no_errors(stage: Stage, number: int) -> bool:
    return not any("ERR" in one for one in stage.states(number))


def _none_runs(stage: Stage, number: int) -> bool:
    return not any("RUN" in one for one in stage.states(number))


def _avoided(stage: Stage) -> int:
    number = stage.send("false", offline=False, max_running_tasks=1)
    params = {"errors_avoid_host": 1, "errors_retries": 5}
    stage.client.action("jobs", ids=[number], block_ids=[0], params=params)
    stage.until(lambda: _hosts(stage, number), "a machine is avoided or has failed")
    stage.client.action("jobs", ids=[number], operation="pause")
    stage.until(lambda: _none_runs(stage, number), "nothing runs")
    return number


def _hosts(stage: Stage, number: int) -> int:
    block = stage.client.jobs(ids=[number])[0].blocks[0]
    return int(block["p_error_hosts"] + block["p_avoid_hosts"])


def _three(stage: Stage) -> int:
    """The second of three, and of all jobs of the user; the others are the test's own, too."""
    numbers = [stage.send() for _ in range(3)]
    return numbers[1]


def _place(stage: Stage, number: int) -> int:
    """The place of a job among those that the test made last."""
    order = sorted(stage.made[-3:], key=lambda one: stage.job(one).order)
    return order.index(number)


def _trying(stage: Stage) -> int:
    number = stage.send()
    what = {"type": "trynext", "task_ids": [2], "mode": "append"}
    stage.client.action("jobs", ids=[number], block_ids=[0], operation=what)
    return number


def _tries(stage: Stage, number: int) -> list[int]:
    return list(stage.client.jobs(ids=[number])[0]["try_this_tasks_num"])


def _timed(stage: Stage) -> int:
    """Rendered but for one task; paused."""
    number = stage.send("true", offline=False)
    for block in (0, 1):
        stage.until(lambda of=block: stage.states(number, of) == [DONE] * TASK_COUNT, "all is done")
    stage.client.action("jobs", ids=[number], operation="pause")
    stage.client.action("jobs", ids=[number], block_ids=[0], operation={"type": "restart", "task_ids": [1]})
    return number


def _limits(stage: Stage, number: int) -> list[int]:
    return [block["task_max_run_time"] for block in stage.client.jobs(ids=[number])[0].blocks]


def _gone(stage: Stage, number: int) -> bool:
    if stage.client.jobs(ids=[number]):
        return False
    stage.made.remove(number)
    return True


def _dependent(stage: Stage) -> int:
    number = stage.send(first={"tasks_depend_mask": "b"})
    stage.client.action("jobs", ids=[number], block_ids=[-1], operation="done")
    stage.until(lambda: stage.states(number, 1) == [DONE] * TASK_COUNT, "all is done")
    return number


CASES = (
    Case(JOBS, "approve", _to_approve, _words(lacks="PPA")),
    Case(JOBS, "pause", _started, _words(has="OFF")),
    Case(JOBS, "start", lambda stage: stage.send(time_wait=LATER), _words(lacks="OFF")),
    Case(JOBS, "stop", lambda stage: stage.send("sleep 100", offline=False), _words(has="OFF")),
    Case(JOBS, "restart_errors", _failed, _no_errors),
    Case(JOBS, "restart_running", _runs, _none_runs),
    Case(JOBS, "restart_skipped", _prepared, _states(DONE, READY, SUSPENDED, READY)),
    Case(JOBS, "restart_done", _prepared, _states(READY, SKIPPED, SUSPENDED, READY)),
    Case(JOBS, "restart_warnings", _warned, lambda stage, number: not any("WRN" in x for x in stage.states(number))),
    Case(JOBS, "restart", _prepared, _ready()),
    Case(JOBS, "restart_pause", lambda stage: _prepared(stage), _ready()),
    Case(JOBS, "skip", _prepared, lambda stage, number: all("DON" in one for one in stage.states(number))),
    Case(JOBS, "reset_error_hosts", _avoided, lambda stage, number: not _hosts(stage, number)),
    Case(JOBS, "reset_trying", _trying, lambda stage, number: not _tries(stage, number)),
    Case(JOBS, "limit_time", _timed, lambda stage, number: _limits(stage, number) == [600, 0]),
    Case(JOBS, "move_top", _three, lambda stage, number: _place(stage, number) == 0),
    Case(JOBS, "move_up", _three, lambda stage, number: _place(stage, number) == 0),
    Case(JOBS, "move_down", _three, lambda stage, number: _place(stage, number) == 2),
    Case(JOBS, "move_bottom", _three, lambda stage, number: _place(stage, number) == 2),
    Case(JOBS, "delete", _prepared, _gone),
    Case(BLOCKS, "restart_errors", _failed, _no_errors),
    Case(BLOCKS, "restart_running", _runs, _none_runs),
    Case(BLOCKS, "restart_skipped", _prepared, _states(DONE, READY, SUSPENDED, READY)),
    Case(BLOCKS, "restart_done", _prepared, _states(READY, SKIPPED, SUSPENDED, READY)),
    Case(BLOCKS, "restart", _prepared, _ready()),
    Case(BLOCKS, "skip", _prepared, lambda stage, number: all("DON" in one for one in stage.states(number))),
    Case(BLOCKS, "suspend", _prepared, _states(DONE, SUSPENDED, SUSPENDED, SUSPENDED)),
    Case(BLOCKS, "continue", _prepared, _states(DONE, SKIPPED, READY, READY)),
    Case(BLOCKS, "reset_error_hosts", _avoided, lambda stage, number: not _hosts(stage, number)),
    Case(TASKS, "restart", _prepared, _ready()),
    Case(
        TASKS, "restart_depends", _dependent,
        lambda stage, number: DONE not in stage.states(number) and DONE not in stage.states(number, 1),
    ),
    Case(TASKS, "skip", _prepared, lambda stage, number: all("DON" in one for one in stage.states(number))),
    Case(TASKS, "suspend", _prepared, _states(DONE, SKIPPED, SUSPENDED, SUSPENDED)),
    Case(TASKS, "continue", _prepared, _states(DONE, SKIPPED, READY, READY)),
    Case(TASKS, "try_next", lambda stage: stage.send(), lambda stage, number: _tries(stage, number) != []),
    Case(TASKS, "not_next", _trying, lambda stage, number: not _tries(stage, number)),
)  # fmt: skip
TABLES = {JOBS: job_actions.OF_JOBS, BLOCKS: job_actions.OF_BLOCKS, TASKS: job_actions.OF_TASKS}


def test_moves_of_several_jobs_keep_their_order(stage: Stage) -> None:
    numbers = [stage.send() for _ in range(4)]
    top = next(one for one in job_actions.OF_JOBS if one.name == "move_top")
    told = orders.of_jobs(top, [stage.job(number) for number in numbers[2:]])(stage.client)
    assert told == "Moved 2 jobs to the top."
    wanted = [numbers[2], numbers[3], numbers[0], numbers[1]]
    stage.until(lambda: sorted(numbers, key=lambda one: stage.job(one).order) == wanted, "they are on top")


def action_of(case: Case) -> RowAction:
    return next(one for one in TABLES[case.kind] if one.name == case.name)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind} {case.name}")
def test_action_when_ordered_then_done_and_told(stage: Stage, case: Case) -> None:
    number, action = case.prepare(stage), action_of(case)
    fitting: list[Any] = []

    def row() -> Any:
        job = stage.job(number)
        rows_of = {JOBS: [job], BLOCKS: [job.blocks[0]], TASKS: [one for one in stage.tasks(number) if one.block == 0]}
        fitting[:] = job_actions.fitting(action, rows_of[case.kind])
        return fitting

    stage.until(row, f"{case.name} fits")
    job = stage.job(number)
    if case.kind == JOBS:
        order = orders.of_jobs(action, fitting)
    elif case.kind == BLOCKS:
        order = orders.of_blocks(action, job.key, fitting)
    else:
        order = orders.of_tasks(action, job.key, fitting if case.name != "not_next" else fitting[2:3])
    told = order(stage.client)
    assert isinstance(told, str) and told.startswith(action.done.split()[0]) and told.endswith(".")
    stage.until(lambda: case.holds(stage, number), case.name)


PARAMS: Mapping[tuple[str, str], tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    (JOBS, "priority"): ({"priority": 42}, {"priority": 42}),
    (JOBS, "machines"): (
        {"hosts_mask": "pc01|pc02", "hosts_mask_exclude": "pc0[3-5]"},
        {"hosts_mask": "(pc01|pc02).*", "hosts_mask_exclude": "pc0[3-5]", "hosts_mask_type": "regex"},
    ),
    (JOBS, "pools"): ({"pools": {"/gpu": 50}}, {"pools": {"/gpu": 50}}),
    (JOBS, "limits"): (
        {"max_tasks": 5, "max_tasks_per_host": 2, "max_tasks_per_second": 10},
        {"max_running_tasks": 5, "max_running_tasks_per_host": 2, "max_tasks_per_second": 10},
    ),
    (JOBS, "needs"): ({"need_os": "linux"}, {"need_os": "linux"}),
    (JOBS, "life"): ({"life_seconds": 360_000}, {"time_life": 360_000}),
    (JOBS, "wait_jobs"): (
        {"wait_for_jobs": "prep_.*", "wait_for_anyones_jobs": "sim"},
        {"depend_mask": "prep_.*", "depend_mask_global": "sim"},
    ),
    (JOBS, "wait_until"): ({"wait_until": "2096-11-25 22:00"}, {"time_wait": 4004632800}),
    (JOBS, "note"): ({"annotation": 'for "Anna", please'}, {"annotation": 'for "Anna", please'}),
    (BLOCKS, "limits"): (
        {"output_max_tasks": 3, "output_max_tasks_per_host": 1, "capacity": 500},
        {"max_running_tasks": 3, "max_running_tasks_per_host": 1, "capacity": 500},
    ),
    (BLOCKS, "machines"): (
        {"block_hosts": "pc01", "block_hosts_exclude": "pc02"},
        {"hosts_mask": "pc01", "hosts_mask_exclude": "pc02"},
    ),
    (BLOCKS, "tickets"): ({"tickets": {"renderman": 2}}, {"tickets": {"renderman": 2}}),
    (BLOCKS, "errors"): (
        {"retries": 4, "avoid_host_errors": 2, "same_host_errors": 1, "forgive_seconds": 60, "max_run_seconds": 90},
        {
            "errors_retries": 4, "errors_avoid_host": 2, "errors_task_same_host": 1, "errors_forgive_time": 60,
            "task_max_run_time": 90,
        },
    ),
    (BLOCKS, "needs"): (
        {"need_memory_mb": 4096, "need_disk_gb": 10, "need_gpu_memory_mb": 512, "need_cpu_cores": 2,
         "need_properties": "gpu"},
        {"need_memory": 4096, "need_hdd": 10, "need_gpu_mem_mb": 512, "need_cpu_cores": 2, "need_properties": "gpu"},
    ),
    (BLOCKS, "wait"): (
        {"block_wait": "b", "block_wait_frames": "b.*"}, {"depend_mask": "b", "tasks_depend_mask": "b.*"},
    ),
}  # fmt: skip
"""For every form what is typed, and what the farm then says of the job or block."""
FORMS = {JOBS: job_params.OF_JOBS, BLOCKS: job_params.OF_BLOCKS}


@pytest.mark.parametrize(("kind", "name"), sorted(PARAMS), ids=lambda one: one)
def test_field_when_changed_then_the_farm_has_it_and_gives_it_back(stage: Stage, kind: str, name: str) -> None:
    number = stage.send()
    form = next(one for one in FORMS[kind] if one.name == name)
    typed, wanted = PARAMS[kind, name]

    def answer() -> Mapping[str, Any]:
        job = stage.job(number)
        return job.answer if kind == JOBS else job.blocks[0].answer

    before = {one.key: job_params.value_of(one, answer()) for one in form.settings}
    for values in (dict(typed), before):
        now = {one.key: job_params.value_of(one, answer()) for one in form.settings}
        params = job_params.checked(form, kind, values, now)
        assert params, "it changes something"
        order = orders.of_params([stage.job(number)], None if kind == JOBS else [0], params, "Changed.")
        assert order(stage.client) == "Changed."
        if values == typed:
            stage.until(lambda: all(answer()[key] == value for key, value in _moment(wanted).items()), name)
    stage.until(lambda: {one.key: job_params.value_of(one, answer()) for one in form.settings} == before, "as before")


def _moment(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The moment is the local one."""
    clock = "2096-11-25 22:00"
    local = int(time.mktime(time.strptime(clock, "%Y-%m-%d %H:%M")))
    return {key: local if key == "time_wait" else value for key, value in wanted.items()}


def names() -> Iterator[tuple[str, str]]:
    """All that the tables have."""
    return ((kind, one.name) for kind, table in TABLES.items() for one in table)

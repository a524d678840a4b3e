"""The root branch and the root pool, the only ones of a farm of one machine, as afserver 3.4.1 shows them."""

from __future__ import annotations

from typing import Any

from ..wire import states
from ..wire.states import DON, ERR, RDY, RUN
from .job_answers import filled
from .local_jobs import LocalJob
from .render import NIMBY_ALL, NIMBY_OTHERS
from .running import capacity, services
from .state import SYSTEM_JOB, SYSTEM_JOB_NAME, SYSTEM_USER, FarmState

ROOT_ID = 1
CAPACITY = 1100
"""What the root pool of a server gives a render that says nothing else."""


def branch(state: FarmState) -> dict[str, Any]:
    """The root branch: sums over all jobs, those that are not done, and whose tasks run."""
    running = state.running.listed()
    bits = [(job, job.state(waits=state.waits(job))) for job in state.jobs.in_order()]
    found: dict[str, Any] = {"name": "/", "id": ROOT_ID, "priority": 99, **services(running)}
    found.update(solve_method="solve_priority", solve_need="solve_tasksnum")
    found.update(filled(running_tasks_num=len(running), running_capacity_total=capacity(running)))
    found.update(create_childs=True, solve_jobs=True, time_creation=state.started, parent="")
    found["jobs_total"] = len(bits) + 1  # with the system job
    counted = {"jobs_running": RUN, "jobs_done": DON, "jobs_ready": RDY, "jobs_error": ERR}
    found.update(filled(**{name: sum(1 for _, st in bits if st & bit) for name, bit in counted.items()}))
    ready = sum(job.ready_total for job, _ in bits)
    found.update(filled(tasks_ready=ready, tasks_error=sum(job.error_total for job, _ in bits)))
    system = {"id": SYSTEM_JOB, "name": SYSTEM_JOB_NAME, "user_name": SYSTEM_USER, "state": ""}
    found["active_jobs"] = [system, *(_active(job, st) for job, st in bits if not st & DON)]
    return {**found, "active_users": _users(state)}


def _active(job: LocalJob, st: int) -> dict[str, Any]:
    found = {"id": job.id, "name": job.name, "user_name": job.user_name, "state": states.text(st)}
    total = sum(job.running.get(block.number, 0) * block.field("capacity", 1000) for block in job.blocks)
    return {**found, **filled(running_tasks_num=job.running_number, running_capacity_total=total)}


def _users(state: FarmState) -> list[dict[str, Any]]:
    found = []
    for user in state.users.values():
        running = [one for one in state.running.listed() if one[0].user_name == user.name]
        if running:
            counts = {"running_tasks_num": len(running), "running_capacity_total": capacity(running)}
            found.append({"id": user.id, "name": user.name, **counts})
    return found


def pool(state: FarmState, slots: int) -> dict[str, Any]:
    """The root pool, which has one render."""
    running, render = state.running.listed(), state.render
    st = render.bits(is_running=bool(running))
    is_on = render.is_online
    is_nimby, is_paused = bool(st & (NIMBY_OTHERS | NIMBY_ALL)), bool(render.field("paused", False))
    found: dict[str, Any] = {"name": "/", "id": ROOT_ID, "priority": 99, **services(running)}
    found.update(parent="", time_creation=state.started, pools_total=0, renders_total=1)
    is_ready = is_on and not running and not is_nimby and not is_paused
    counts = {"busy": bool(running), "ready": is_ready, "online": is_on, "offline": not is_on}
    counts.update(nimby=is_on and is_nimby, paused=is_on and is_paused, sick=False)
    found.update({f"renders_{name}": int(value) for name, value in counts.items()})
    found.update(st=1 if running else 0, state=" RUN" if running else "")
    found.update(filled(run_tasks=len(running), run_capacity=capacity(running), task_start_finish_time=render.changed))
    return {**found, "capacity_host": CAPACITY, "max_tasks_host": slots}

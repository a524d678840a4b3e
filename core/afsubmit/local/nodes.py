"""The nodes of a farm of one machine that are no jobs: its render and its users, and how all kinds are listed."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from typing import Any

from .. import __version__
from ..wire import states
from . import job_answers, monitor_answers, resources, root_nodes
from .local_jobs import TaskRef
from .root_nodes import ROOT_ID
from .running import capacity, services
from .state import SYSTEM_JOB, SYSTEM_USER, FarmState
from .store import StoredUser

EMPTY_BAR = " " * 128
SYSTEM_BLOCKS = (("post_commands", "postcmd"), ("wake-on-lan", "wakeonlan"), ("events", "events"))
RENDER_ID = 1
USER_ERRORS = {"errors_retries": 3, "errors_avoid_host": 3, "errors_task_same_host": 3, "errors_forgive_time": 18000}


def names(state: FarmState, kind: str) -> dict[int, str] | None:
    """The names of all nodes of a kind by id, None when the server has no such kind; jobs are looked up elsewhere."""
    if kind == "users":
        return {one.id: one.name for one in state.users.values()}
    if kind == "renders":
        return {RENDER_ID: state.host_name}
    if kind in ("branches", "pools"):
        return {ROOT_ID: "/"}
    return {one.id: one.name for one in state.monitors} if kind == "monitors" else None


def node(state: FarmState, kind: str, id_: int, name: str, slots: int) -> dict[str, Any]:
    """One node as the lists show it."""
    monitor = state.monitors.get(id_) if kind == "monitors" else None
    if monitor is not None:
        return monitor_answers.node(monitor)
    if kind == "users":
        return user(state, state.users[name])
    if kind == "renders":
        return _render(state, slots)
    return root_nodes.branch(state) if kind == "branches" else root_nodes.pool(state, slots)


def single(state: FarmState, kind: str, id_: int, name: str, mode: str, slots: int) -> dict[str, Any] | None:
    """The answers that only a request for one node gets; None means the list."""
    if mode == "log" or (mode == "tasks_log" and kind == "renders"):
        return {"message": {"name": name, "type": mode, "list": _log(state, kind, id_, mode)}}
    if kind == "users" and mode == "jobs_order":
        order = [job.id for job in state.jobs.of_user(name)]
        return {"events": {"jobs_order": {"uids": [id_], "jids": [order]}}}
    if kind == "renders" and mode == "full":
        found = {"name": name, "id": id_, "render": _render(state, slots)}
        found["custom_data"] = state.render.field("custom_data", "")
        if state.render.is_online:
            found["host_resources"] = resources.host_resources(state.folder)
        return {"object": found}
    return None


def _log(state: FarmState, kind: str, id_: int, mode: str) -> Sequence[str]:
    if kind == "users":
        return state.logs.of_user(id_)
    monitor = state.monitors.get(id_) if kind == "monitors" else None
    if kind != "renders":
        return list(monitor.log) if monitor is not None else []
    return list(state.render.log if mode == "log" else state.render.tasks_log or ["No tasks execution."])


def render_resources(state: FarmState) -> dict[str, Any]:
    """The render in the mode resources; of an offline one nothing is known."""
    found: dict[str, Any] = {**_percents(state.running.listed()), "id": RENDER_ID, "host_name": state.host_name}
    if state.render.is_online:
        found.update(idle_time=state.now(), busy_time=state.now())
        found["host_resources"] = resources.host_resources(state.folder)
    return found


def system_job(state: FarmState) -> dict[str, Any]:
    """The job that carries the server's own work, as the lists show it."""
    blocks = [
        {
            "name": name, "service": service, "capacity": 1000, "flags": 0, "tasks_num": 1, "frame_first": 0,
            "frame_last": 0, "frames_per_task": 1, "frames_inc": 1, "errors_retries": 9, "errors_avoid_host": 3,
            "errors_task_same_host": 1, "errors_forgive_time": 600, "task_max_run_time": 60, "block_num": number,
            "st": 0, "job_id": SYSTEM_JOB, "p_progressbar": EMPTY_BAR,
        }
        for number, (name, service) in enumerate(SYSTEM_BLOCKS)
    ]  # fmt: skip
    return {
        "name": "afanasy", "id": SYSTEM_JOB, "priority": 99, "solve_method": "solve_order",
        "solve_need": "solve_tasksnum", "hosts_mask_type": "find", "serial": 0, "user_name": SYSTEM_USER,
        "host_name": "", "st": 0, "branch": "/", "user_list_order": 0, "time_creation": state.started,
        "blocks": blocks,
    }  # fmt: skip


def user(state: FarmState, one: StoredUser) -> dict[str, Any]:
    """A user with the number of jobs."""
    running = [task_ref for task_ref in state.running.listed() if task_ref[0].user_name == one.name]
    found: dict[str, Any] = {"name": one.name, "id": one.id, "priority": one.field("priority", 99)}
    found.update(job_answers.given(one.fields, job_answers.NODE))
    found.update(services(running))
    found.update(job_answers.given(one.fields, job_answers.WORK))
    found["solve_method"] = one.field("solve_method", "solve_order")
    found["solve_need"] = one.field("solve_need", "solve_capacity")
    found.update(job_answers.given(one.fields, (("hosts_mask_type", ""),)))
    if running:
        found.update(running_tasks_num=len(running), running_capacity_total=capacity(running))
    found.update(job_answers.given(one.fields, (("paused", False),)))
    found.update(time_register=one.registered, time_activity=one.registered)
    found.update({name: one.field(name, usual) for name, usual in USER_ERRORS.items()})
    found.update(job_answers.given(one.fields, (("jobs_life_time", 0),)))
    number = state.jobs.number_of(one.name) + (1 if one.name == SYSTEM_USER else 0)
    rest = {"host_name": one.host, "jobs_num": number, "running_jobs_num": len({job.id for job, _, _ in running})}
    return {**found, **{key: value for key, value in rest.items() if value}}


def _percents(running: Sequence[TaskRef]) -> dict[str, Any]:
    return {"tasks_percents": [block.task(index).percent or -1 for _, block, index in running]} if running else {}


def _render(state: FarmState, slots: int) -> dict[str, Any]:
    running, render, now = state.running.listed(), state.render, state.now()
    found: dict[str, Any] = {**_percents(running), "name": state.host_name, "id": RENDER_ID}
    found["priority"] = render.field("priority", 99)
    found.update(job_answers.given(render.fields, job_answers.NODE))
    found.update(services(running))
    found.update(user_name=render.user_name, time_register=render.started)
    found.update(time_launch=render.started if render.is_online else 0, time_update=now)
    found.update(os=platform.system().lower(), address={"family": 4, "ip": "127.0.0.1", "port": 0})
    found.update(netifs=[], engine=__version__, pool="/", st=render.bits(is_running=bool(running)))
    found.update(state=states.render_text(found["st"]), capacity_used=capacity(running))
    found.update(task_start_finish_time=render.changed, idle_time=now, busy_time=now)
    if running:
        found["tasks"] = [job_answers.task_running(job, block, index) for job, block, index in running]
    return {**found, "max_tasks_host": slots, **({"waits": render.waits} if render.waits else {})}

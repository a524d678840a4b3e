"""The nodes of a farm of one machine that are no jobs: its render, its users, a root branch and a root pool."""

from __future__ import annotations

import platform
from typing import Any

from .. import __version__
from ..wire.states import RUN
from . import answers
from .state import SYSTEM_JOB, SYSTEM_USER, FarmState
from .store import User

EMPTY_BAR = " " * 128
SYSTEM_BLOCKS = (("post_commands", "postcmd"), ("wake-on-lan", "wakeonlan"), ("events", "events"))
ONLINE, RUNNING, PAUSED = 1, 8, 256


def of_kind(state: FarmState, kind: str, *, is_paused: bool, slots: int) -> list[dict[str, Any]] | None:
    """All nodes of a kind, None when the server has no such kind."""
    if kind == "users":
        return [user(state, one) for one in state.users.values()]
    if kind == "renders":
        return [_render(state, is_paused, slots)]
    if kind == "branches":
        return [_branch(state)]
    if kind == "pools":
        return [_pool(state, slots)]
    return [] if kind == "monitors" else None


def single(state: FarmState, kind: str, node: dict[str, Any], mode: str) -> dict[str, Any] | None:
    """The answers that only a request for one node gets; None means the list. Nodes keep no log here."""
    if mode in ("log", "tasks_log"):
        return {"message": {"name": node["name"], "type": mode, "list": []}}
    if kind == "users" and mode == "jobs_order":
        own = [job for job in state.jobs.values() if job.user_name == node["name"]]
        order = [job.id for job in sorted(own, key=lambda job: job.user_list_order)]
        return {"events": {"jobs_order": {"uids": [node["id"]], "jids": [order]}}}
    if kind == "renders" and mode == "full":
        return {"object": {"name": node["name"], "id": node["id"], "render": node}}
    return None


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


def user(state: FarmState, one: User) -> dict[str, Any]:
    """A user with the number of jobs."""
    own = [job for job in state.jobs.values() if job.user_name == one.name]
    node: dict[str, Any] = {"name": one.name, "id": one.id, "priority": 99, "solve_method": "solve_order"}
    node.update(solve_need="solve_capacity", time_register=one.registered, time_activity=one.registered)
    node.update(errors_retries=3, errors_avoid_host=3, errors_task_same_host=3, errors_forgive_time=18000)
    if one.host:
        node["host_name"] = one.host
    number = len(own) + (1 if one.name == SYSTEM_USER else 0)
    running = sum(1 for job in own if job.running_number)
    return {**node, **{key: value for key, value in (("jobs_num", number), ("running_jobs_num", running)) if value}}


def _render(state: FarmState, is_paused: bool, slots: int) -> dict[str, Any]:
    running = [
        (job, block, index)
        for job in state.jobs.values()
        if job.running_number
        for block in job.blocks
        for index, task in block.touched.items()
        if task.st & RUN
    ]
    node: dict[str, Any] = {}
    if running:
        node["tasks_percents"] = [block.task(index).percent or -1 for _, block, index in running]
    node.update(name=state.host_name, id=1, priority=99, user_name=SYSTEM_USER)
    node.update(time_register=state.started, time_launch=state.started, time_update=state.now())
    node.update(os=platform.system().lower(), address={"family": 4, "ip": "127.0.0.1", "port": 0})
    node.update(netifs=[], engine=__version__, pool="/")
    node["st"] = ONLINE | (RUNNING if running else 0) | (PAUSED if is_paused else 0)
    node["state"] = " ONL" + (" RUN" if running else "") + (" PAU" if is_paused else "")
    node["capacity_used"] = sum(block.field("capacity", 1000) for _, block, _ in running)
    if running:
        node["tasks"] = [answers.task_exec(job, block, index, state.now()) for job, block, index in running]
    return {**node, "max_tasks_host": slots}


def _branch(state: FarmState) -> dict[str, Any]:
    node: dict[str, Any] = {"name": "/", "id": 1, "priority": 99, "solve_method": "solve_priority"}
    node.update(solve_need="solve_tasksnum", create_childs=True, solve_jobs=True, time_creation=state.started)
    return {**node, "parent": "", "jobs_total": len(state.jobs) + 1, "active_jobs": [], "active_users": []}


def _pool(state: FarmState, slots: int) -> dict[str, Any]:
    node: dict[str, Any] = {"name": "/", "id": 1, "priority": 99, "parent": "", "time_creation": state.started}
    node.update(pools_total=0, renders_total=1, renders_busy=0, renders_ready=1, renders_online=1)
    return {**node, "renders_offline": 0, "renders_nimby": 0, "renders_paused": 0, "renders_sick": 0, "st": 0,
            "state": "", "capacity_host": 1100, "max_tasks_host": slots}  # fmt: skip

"""Monitors as afserver 3.4.1 shows them, and the events that each has not heard yet."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from ..studio.printed_text import without_half_letter
from . import job_answers, job_reader, output_text
from .monitors import CLASSES, FarmMonitor, Place
from .state import FarmState, output_file

MOST_BYTES = 1024 * 1024
"""Of what a task printed since the last time only the end is sent."""
MOST_OUTPUT_BYTES = 8 * 1024 * 1024
"""Of all that it printed only the end is sent."""


def node(one: FarmMonitor) -> dict[str, Any]:
    """A monitor as the lists show it."""
    found: dict[str, Any] = {"name": one.name, "id": one.id, "priority": 99, "user_name": one.user_name}
    found.update(time_register=one.registered, time_launch=one.registered, time_update=one.updated, os="")
    found.update(address={"family": 4, "ip": "127.0.0.1", "port": 0}, engine=one.engine, uid=one.uid)
    heard = [f"{kind}_{how}" for kind in CLASSES if kind in one.classes for how in ("add", "change", "del")]
    found.update(time_activity=one.activity, events=heard)
    return {**found, "jobs_ids": list(one.jobs)} if one.jobs else found


def register(state: FarmState, about: Mapping[str, Any]) -> dict[str, Any]:
    """Take a new monitor, of a user who need not exist."""
    names = {key: about[key] if isinstance(about.get(key), str) else "" for key in ("user_name", "host_name", "engine")}
    user = state.users.get(names["user_name"])
    one = state.monitors.add(**names, uid=user.id if user is not None else -1, now=state.now())
    return {"monitor": node(one)}


def events(state: FarmState, id_: int, jobs_folder: str) -> dict[str, Any]:
    """What a monitor has not heard yet; an unknown one is told to register."""
    one = state.monitors.get(id_)
    if one is None:
        return {"monitor": {"id": 0}}
    state.monitors.heard_from(one, state.now())
    unheard = one.take()
    found: dict[str, Any] = {name: sorted(ids) for name, ids in unheard.nodes.items() if ids}
    if unheard.has_order:
        owner = next((user.name for user in state.users.values() if user.id == one.uid), "")
        found["jobs_order_ids"] = [job.id for job in state.jobs.of_user(owner)]
    found.update(_progress(state, unheard.tasks))
    blocks = {place: mode for place, mode in unheard.blocks.items() if _is_block(state, *place)}
    if blocks:
        found["block_ids"] = {"job_id": [job for job, _ in blocks], "block_num": [number for _, number in blocks]}
        found["block_ids"]["mode"] = list(blocks.values())
    found.update(_outputs(state, one, unheard.outputs, jobs_folder))
    found.update(_listens(state, one, jobs_folder))
    found.update({key: getattr(unheard, key) for key in ("message", "instruction") if getattr(unheard, key)})
    return {"events": found or None}


def _progress(state: FarmState, places: Mapping[Place, None]) -> dict[str, Any]:
    by_job: dict[int, dict[str, Any]] = {}
    for id_, number, index in places:
        job = state.jobs.get(id_)
        if job is None or not job_reader.is_task(job.blocks, number, index):
            continue
        one = by_job.setdefault(id_, {"job_id": id_, "blocks": [], "tasks": [], "progress": []})
        one["blocks"].append(number)
        one["tasks"].append(index)
        one["progress"].append(job_answers.task_progress(job, job.blocks[number], index))
    return {"tasks_progress": list(by_job.values())} if by_job else {}


def _outputs(state: FarmState, one: FarmMonitor, places: Mapping[Place, None], jobs_folder: str) -> dict[str, Any]:
    """All that running tasks printed, for who asked; what it listens to follows that."""
    found = []
    for place in places:
        job = state.jobs.get(place[0])
        if job is None or not job_reader.is_task(job.blocks, place[1], place[2]):
            continue
        data, heard = _printed(_output_of(state, place, jobs_folder), 0, MOST_OUTPUT_BYTES)
        if place in one.listened:
            one.listened[place] = heard
        head = job_answers.task_head(job, job.blocks[place[1]], place[2], kind="TOutput")
        found.append({**head, "data": data})
    return {"tasks_outputs": found} if found else {}


def _listens(state: FarmState, one: FarmMonitor, jobs_folder: str) -> dict[str, Any]:
    """What tasks printed since the last time."""
    found = []
    for place in list(one.listened):
        job = state.jobs.get(place[0])
        if job is None or not job_reader.is_task(job.blocks, place[1], place[2]):
            del one.listened[place]
            continue
        data, one.listened[place] = _printed(_output_of(state, place, jobs_folder), one.listened[place])
        if data:
            head = job_answers.task_head(job, job.blocks[place[1]], place[2], kind="TListen")
            found.append({**head, "data": data})
    return {"tasks_listens": found} if found else {}


def _is_block(state: FarmState, id_: int, number: int) -> bool:
    job = state.jobs.get(id_)
    return job is not None and number < len(job.blocks)


def output_size(state: FarmState, place: Place, jobs_folder: str) -> int:
    """How many bytes a task printed since its last start."""
    return _printed(_output_of(state, place, jobs_folder), 0)[1]


def _output_of(state: FarmState, place: Place, jobs_folder: str) -> str:
    job = state.jobs[place[0]]
    starts = job.blocks[place[1]].task(place[2]).starts
    return output_file(jobs_folder, job.serial, place[1], place[2], starts)


def _printed(path: str, heard: int, most: int = MOST_BYTES) -> tuple[str, int]:
    """What a file holds after so many bytes, and how many bytes it has; one that is shorter was begun anew."""
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            begin = heard if heard <= size else 0
            place = file.seek(max(begin, size - most))
            found = file.read(most)
            data = without_half_letter(found) or found  # what is nothing else came before, and no more of it
            return output_text.sent(data, is_cut=place > begin), place + len(data)
    except OSError:
        return "", 0

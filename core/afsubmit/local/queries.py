"""What clients may ask: the `get` requests of afserver 3.4.1. Nothing is changed here."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from ..wire import frame
from ..wire.states import RUN
from . import job_answers, job_reader, monitor_answers, nodes, output_text, written_answer
from .action_params import has_prefix
from .local_jobs import LocalJob
from .local_tasks import LocalBlock
from .state import SYSTEM_JOB, SYSTEM_JOB_NAME, SYSTEM_USER, FarmState, output_file
from .store import JOB_LINES

MAX_OUTPUT_BYTES = 8 * 1024 * 1024
"""Of a longer output only the end is sent."""
MOST_LISTED = 20_000
"""Jobs of which the answer in a list is kept until they change, those asked for first; some 0.8 kB each."""
INVALID_ID = "Invalid ID"
TYPES = {"output": "TOutput", "log": "TLog", "info": "TExec", "error_hosts": "TErrorHosts"}


def answer(state: FarmState, get: Mapping[str, Any], *, jobs_folder: str, slots: int) -> Mapping[str, Any]:
    """The answer to one `get`. Never raises for what a client sent."""
    kind = get.get("type")
    kind = kind if isinstance(kind, str) else ""
    if kind == "jobs":
        return _jobs(state, get, jobs_folder)
    if kind == "files":
        return {"path": get.get("path", ""), "files": []}
    if kind == "config":
        return {"cgru_config": []}
    if kind == "monitors" and get.get("mode") == "events" and numbers(get, "ids"):
        return monitor_answers.events(state, numbers(get, "ids")[0], jobs_folder)
    names = nodes.names(state, kind)
    if names is None:
        return job_answers.error(f"Invalid get type = '{kind}'")
    return _nodes(state, get, kind, names, slots)


def _nodes(state: FarmState, get: Mapping[str, Any], kind: str, names: dict[int, str], slots: int) -> dict[str, Any]:
    ids, mode = numbers(get, "ids"), get.get("mode")
    chosen = _chosen(names, ids, get.get("mask"))
    if ids and not chosen and isinstance(mode, str):
        return job_answers.error(INVALID_ID)
    if kind == "renders" and mode == "resources":
        return {kind: [nodes.render_resources(state) for _ in chosen]}
    single = None
    if len(ids) == 1 and chosen and isinstance(mode, str):
        single = nodes.single(state, kind, chosen[0], names[chosen[0]], mode, slots)
    return single or {kind: [nodes.node(state, kind, one, names[one], slots) for one in chosen]}


def numbers(get: Mapping[str, Any], key: str) -> list[int]:
    """The whole numbers of an array; anything else is none."""
    given = get.get(key)
    return [one for one in given if job_reader.is_number(one)] if isinstance(given, list) else []


def _chosen(names: Mapping[int, str], ids: Sequence[int], mask: Any) -> list[int]:
    """The ids of the nodes that a request is for, in the order asked."""
    if ids:
        return [one for one in ids if one in names]
    if isinstance(mask, str) and mask:
        return [one for one, name in names.items() if has_prefix(name, mask)]
    return list(names)


# Jobs


def _jobs(state: FarmState, get: Mapping[str, Any], jobs_folder: str) -> Mapping[str, Any]:
    ids = numbers(get, "ids")
    mode = get.get("mode")
    if len(ids) == 1:
        job = state.jobs.get(ids[0])
        if job is None and ids[0] != SYSTEM_JOB:
            return _no_job(get, ids[0])
        if job is not None:
            single = _one_job(state, job, get, jobs_folder)
            if single is not None:
                return single
    listed = _selected(state, get, ids)
    if mode == "full":
        return {"jobs": [_in_full(state, job) for job in listed]}
    return written_answer.of_list("jobs", (_listed(state, job) for job in listed))


def _in_full(state: FarmState, job: LocalJob | None) -> dict[str, Any]:
    if job is None:
        return nodes.system_job(state)
    return job_answers.job(job, waits=state.waits(job), position=state.jobs.position(job), is_full=True)


def _listed(state: FarmState, job: LocalJob | None) -> str:
    if job is None:
        return frame.text_of(nodes.system_job(state))
    waits = state.waits(job)
    known = None if job.running_number else state.listed.get(job.serial)
    if known is None or known[0] != waits:
        known = waits, written_answer.job_text(job_answers.job(job, waits=waits))
        if len(state.listed) < MOST_LISTED and not job.running_number:
            state.listed[job.serial] = known
    return written_answer.with_position(known[1], state.jobs.position(job))


def _selected(state: FarmState, get: Mapping[str, Any], ids: Sequence[int]) -> list[LocalJob | None]:
    """The jobs a request is for, in the order asked or else the server's; None is the system job."""
    if ids:
        return [state.jobs.get(one) for one in ids if one in state.jobs or one == SYSTEM_JOB]
    if isinstance(get.get("serials"), list):
        by_serial = (state.jobs.by_serial(one) for one in numbers(get, "serials"))
        return [job for job in by_serial if job is not None]
    if isinstance(get.get("users"), list):
        return _of_users(state, [name for name in get["users"] if isinstance(name, str)])
    if isinstance(get.get("uids"), list):
        names = {user.id: user.name for user in state.users.values()}
        return _of_users(state, [names[uid] for uid in numbers(get, "uids") if uid in names])
    mask = get.get("mask")
    if isinstance(mask, str) and mask:
        return [job for job in _with_system(state) if has_prefix(job.name if job else SYSTEM_JOB_NAME, mask)]
    return _with_system(state)


def _with_system(state: FarmState) -> list[LocalJob | None]:
    ordered: list[LocalJob | None] = list(state.jobs.in_order())
    position = state.jobs.above(99)
    return [*ordered[:position], None, *ordered[position:]]


def _of_users(state: FarmState, names: Sequence[str]) -> list[LocalJob | None]:
    found: list[LocalJob | None] = []
    for name in names:
        found.extend(state.jobs.of_user(name))
        if name == SYSTEM_USER:
            found.append(None)
    return found


def _one_job(state: FarmState, job: LocalJob, get: Mapping[str, Any], jobs_folder: str) -> dict[str, Any] | None:
    """The answers that only a request for one job gets; None means the list."""
    mode = get.get("mode")
    if isinstance(get.get("block_ids"), list):
        if isinstance(get.get("task_ids"), list):
            return _task(state, job, get, jobs_folder)
        return _blocks(job, numbers(get, "block_ids"), mode)
    if mode == "progress":
        return job_answers.job_progress(job)
    if mode == "document":
        return {"document": job_answers.document(job)}
    if mode == "log":
        return _message(job, "log", state.store.lines(job.serial, JOB_LINES, 0))
    if mode == "error_hosts":
        return _message(job, "error_hosts", _error_hosts(state, job))
    return None


def _message(job: LocalJob, kind: str, lines: list[str]) -> dict[str, Any]:
    return {"message": {"name": job.name, "type": kind, "list": lines}}


def _error_hosts(state: FarmState, job: LocalJob) -> list[str]:
    lines = []
    for block in job.blocks:
        lines.append(f"Block['{block.name}'] error hosts:")
        if block.is_error_host:
            errors = sum(task.errors for task in block.touched.values())
            lines.append(f"{state.host_name}: {errors}")
    return lines


def _blocks(job: LocalJob, numbers: Sequence[int], modes: Any) -> dict[str, Any] | None:
    if not isinstance(modes, list) or len(modes) != len(numbers):
        return None
    if any(not 0 <= number < len(job.blocks) for number in numbers):
        return None
    known = ("progress", "properties", "full")
    return {
        "blocks": [
            job_answers.block(job, job.blocks[number], mode=mode if mode in known else "properties")
            for number, mode in zip(numbers, modes)
        ]
    }


# Tasks


def _no_job(get: Mapping[str, Any], id_: int) -> dict[str, Any]:
    block, task = (numbers(get, key)[:1] for key in ("block_ids", "task_ids"))
    if get.get("mode") == "output" and block and task:
        position = {"job": id_, "block": block[0], "task": task[0], "number": _number(get)}
        head = {"type": "TOutput", "render_id": 0, "job_name": "", "block_name": "", "task_name": "", "service": ""}
        rest = {"parser": "", "pos": position, "progress": {"state": "", "st": 0}, "data": "ERROR: Invalid job ID"}
        return {"task": {**head, **rest}}
    return job_answers.error(INVALID_ID)


def _number(get: Mapping[str, Any]) -> int:
    number = get.get("number", 0)
    return number if job_reader.is_number(number) and number > 0 else 0


def _task(state: FarmState, job: LocalJob, get: Mapping[str, Any], jobs_folder: str) -> dict[str, Any]:
    block_ids, task_ids = numbers(get, "block_ids"), numbers(get, "task_ids")
    if not block_ids or not task_ids or not job_reader.is_task(job.blocks, block_ids[0], task_ids[0]):
        return job_answers.error("Invalid block/task number.")
    block, index, mode = job.blocks[block_ids[0]], task_ids[0], get.get("mode")
    if mode == "files":
        return {"task_files": {"job_id": job.id, "block_id": block.number, "task_id": index, "files": []}}
    if not isinstance(mode, str) or mode not in TYPES:
        return {}
    found = job_answers.task_head(job, block, index, kind=TYPES[mode], number=_number(get))
    if mode == "info":
        found["exec"] = job_answers.task_exec(job, block, index, state.now())
    found["data"] = _asked_to_wait(state, job, block, index, get) if mode == "output" else ""
    found["data"] = found["data"] or _data(state, job, block, index, mode, _number(get), jobs_folder)
    return {"task": found}


def _asked_to_wait(state: FarmState, job: LocalJob, block: LocalBlock, index: int, get: Mapping[str, Any]) -> str:
    """What is said to a monitor that asks what a running task printed, which then comes as an event; else ""."""
    task = block.touched.get(index)
    if "mon_id" not in get or _number(get) or task is None or not task.st & RUN:
        return ""
    monitor = state.monitors.get(get["mon_id"]) if job_reader.is_number(get["mon_id"]) else None
    if monitor is None:
        return f"ERROR: MonitorContainer::waitOutput: No monitor with ID = {get['mon_id']}"
    monitor.unheard.outputs[job.id, block.number, index] = None
    return "Retrieving running task output from render..."


def _data(
    state: FarmState, job: LocalJob, block: LocalBlock, index: int, mode: str, number: int, jobs_folder: str
) -> str:  # fmt: skip
    if mode == "log":
        return "\n".join(state.store.lines(job.serial, block.number, index))
    if mode != "output":
        return ""
    task = block.touched.get(index)
    if task is None or not task.starts:
        return "ERROR: Task is not started."
    if number > task.starts:
        return f"ERROR: Task was started {task.starts} times ( less than {number} times )."
    path = output_file(jobs_folder, job.serial, block.number, index, number or task.starts)
    text = read_end(path, MAX_OUTPUT_BYTES)
    if not text and not task.st & RUN:
        return f"ERROR: Can't get file:\n{path}\nNo such file or directory"
    return text


def read_end(path: str, size: int) -> str:
    """The end of a file as text, "" when there is none; a line says when its beginning is left out."""
    try:
        with open(path, "rb") as file:
            whole = os.fstat(file.fileno()).st_size
            file.seek(max(whole - size, 0))
            return output_text.sent(file.read(size), is_cut=whole > size)
    except OSError:
        return ""

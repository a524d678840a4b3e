"""What the farm says about jobs, blocks and tasks: the objects of afserver 3.4.1. Pure.

Keys stand in the server's order, and are left out where the server leaves them out.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Mapping
from typing import Any

from ..wire import states
from ..wire.states import DON, ERR, RDY, RUN, SKP, SUS, WRN
from .local_jobs import LocalJob
from .local_tasks import LocalBlock, LocalTask

Table = tuple[tuple[str, Any], ...]

NODE: Table = (("locked", False), ("hidden", False), ("annotation", ""), ("custom_data", ""), ("srv_info", ""))
WORK: Table = (
    ("max_tasks_per_second", -1), ("max_running_tasks", -1), ("max_running_tasks_per_host", -1), ("hosts_mask", ""),
    ("hosts_mask_exclude", ""), ("need_os", ""), ("need_properties", ""), ("need_power", 0), ("need_memory", 0),
    ("need_hdd", 0), ("pools", {}),
)  # fmt: skip
JOB_TEXTS: Table = (
    ("ppa", False), ("maintenance", False), ("ignorenimby", False), ("ignorepaused", False), ("command_pre", ""),
    ("command_post", ""), ("description", ""),
)  # fmt: skip
BLOCK_FULL: Table = (
    ("parser", ""), ("working_directory", ""), ("files", []), ("command_pre", ""), ("command_post", ""),
    ("multihost_service", ""), ("custom_data", ""), ("environment", {}),
)  # fmt: skip
BLOCK_LIMITS: Table = (
    ("max_running_tasks", -1), ("max_running_tasks_per_host", -1), ("need_memory", 0), ("need_power", 0),
    ("need_hdd", 0), ("need_cpu_freq_mgz", -1), ("need_cpu_cores", -1), ("need_cpu_freq_cores", -1),
    ("need_gpu_mem_mb", -1), ("errors_retries", -1), ("errors_avoid_host", -1), ("errors_task_same_host", -1),
    ("errors_forgive_time", -1), ("task_progress_change_timeout", -1), ("task_max_run_time", 0),
    ("task_min_run_time", 0), ("depend_mask", ""), ("tasks_depend_mask", ""), ("hosts_mask", ""),
    ("hosts_mask_exclude", ""), ("need_properties", ""), ("tickets", {}),
)  # fmt: skip
RENAMED = {"srv_info": "m_srv_info"}
RENAMED_IN_BLOCKS = {"command_pre": "cmd_pre", "command_post": "cmd_post"}
TASK_KEYS = ("per", "frm", "pfr", "str", "err", "tst", "tdn", "hst", "act", "res")
_task_values = operator.attrgetter(
    "percent", "frames_done", "frame_percent", "starts", "errors", "started", "ended", "host", "activity", "resources"
)
POSITIVE = {"need_power", "need_memory", "need_hdd", "file_size_min", "file_size_max"}
DEPEND_SUB_TASK, VARIABLE_CAPACITY, MULTIHOST = 16, 2, 4


def info(kind: str, text: str) -> dict[str, Any]:
    """The server's short answer; `kind` is log, info or error."""
    return {"info": {"kind": kind, "text": text}}


def error(text: str) -> dict[str, Any]:
    """The server's refusal."""
    return info("error", text)


def given(
    fields: Mapping[str, Any], table: Iterable[tuple[str, Any]], renamed: Mapping[str, str] = RENAMED
) -> dict[str, Any]:
    """The fields of a table that differ from what the server leaves out."""
    found = {}
    for name, usual in table:
        if name not in fields:
            continue
        value = fields[name]
        if value != usual and (name not in POSITIVE or value > 0):
            found[renamed.get(name, name)] = value
    return found


def with_state(st: int) -> dict[str, Any]:
    """The two keys of a state; the text is left out when no bit is set."""
    return {"st": st, "state": states.text(st)} if st else {"st": 0}


def job(one: LocalJob, *, waits: int, position: int = 0, is_full: bool = False) -> dict[str, Any]:
    """A job as in the list, or in mode full."""
    fields, progress = one.fields, [block_progress(one, each) for each in one.blocks]
    answer: dict[str, Any] = {"name": one.name, "id": one.id, "priority": one.priority, **given(fields, NODE)}
    running = _running_services(one)
    if running:
        answer["running_services"] = running
    answer.update(given(fields, WORK))
    answer["solve_method"] = fields.get("solve_method", "solve_order")
    answer["solve_need"] = fields.get("solve_need", "solve_tasksnum")
    answer["hosts_mask_type"] = fields.get("hosts_mask_type", "find")
    if running:
        answer["running_tasks_num"] = one.running_number
        answer["running_capacity_total"] = sum(_running_capacity(one, block) for block in one.blocks)
    answer.update(serial=one.serial, user_name=one.user_name, host_name=fields.get("host_name", ""))
    answer.update(with_state(one.state(waits=waits, of_blocks=[each["st"] for each in progress])))
    answer.update(given(fields, JOB_TEXTS))
    answer.update(filled(report=one.report))
    answer.update(given(fields, (("project", ""), ("department", ""))))
    answer.update(branch=fields.get("branch", "/"), user_list_order=position)
    answer["time_creation"] = fields.get("time_creation", 0)
    answer.update(given(fields, (("time_wait", 0),)))
    answer.update(filled(time_started=one.time_started, time_done=one.time_done))
    answer.update(given(fields, (("time_life", -1),)))
    ready = sum(each.get("p_tasks_ready", 0) for each in progress if each["st"] & RDY)
    answer.update(filled(tasks_ready=ready, tasks_error=sum(each.get("p_tasks_error", 0) for each in progress)))
    if one.tries:
        answer["try_this_tasks_num"] = [task for _, task in one.tries]
        answer["try_this_blocks_num"] = [number for number, _ in one.tries]
    answer.update(given(fields, (("folders", {}), ("depend_mask", ""), ("depend_mask_global", ""))))
    mode = "full" if is_full else "list"
    answer["blocks"] = [_block(each, mode, how_far) for each, how_far in zip(one.blocks, progress)]
    return answer


def filled(**values: Any) -> dict[str, Any]:
    """The values that are not 0 or empty."""
    return {name: value for name, value in values.items() if value}


def _running_services(one: LocalJob) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, running in one.running.items():
        if running:
            service = str(one.blocks[number].field("service", ""))
            found[service] = found.get(service, 0) + running
    return found


def _running_capacity(one: LocalJob, block: LocalBlock) -> int:
    return int(one.running.get(block.number, 0) * block.field("capacity", 1000))


def block(one: LocalJob, which: LocalBlock, *, mode: str) -> dict[str, Any]:
    """A block in mode list, full, properties (full without tasks) or progress (its progress keys alone)."""
    progress = block_progress(one, which)
    return progress if mode == "progress" else _block(which, mode, progress)


def _block(which: LocalBlock, mode: str, progress: Mapping[str, Any]) -> dict[str, Any]:
    fields = which.fields
    answer: dict[str, Any] = {}
    if mode == "full" and not which.is_numeric:
        answer["tasks"] = [_listed(task) for task in which.listed]
    if mode in ("full", "properties"):
        answer.update(command=fields.get("command", ""), tasks_name=fields.get("tasks_name", ""))
        answer.update(given(fields, BLOCK_FULL, RENAMED_IN_BLOCKS))
    answer.update(name=which.name, service=fields.get("service", ""), capacity=fields.get("capacity", 1000))
    answer.update(flags=fields.get("flags", 0), tasks_num=which.tasks_num)
    first, last, per_task, step = _range_of(which)
    answer.update(frame_first=first, frame_last=last, frames_per_task=per_task, frames_inc=step)
    answer.update(given(fields, (("sequential", 1),)))
    answer.update(_flagged(fields))
    answer.update(given(fields, (("file_size_min", -1), ("file_size_max", -1))))
    answer.update(filled(time_started=which.time_started, time_done=which.time_done))
    answer.update(given(fields, BLOCK_LIMITS))
    answer.update(progress)
    return answer


def _range_of(which: LocalBlock) -> tuple[int, int, int, int]:
    """First, last, frames per task and increment as they are listed, also for listed tasks."""
    return which.numeric_range if which.is_numeric else (0, 0, which.field("frames_per_task", 1), 1)


def _listed(task: Mapping[str, Any]) -> dict[str, Any]:
    answer = {"name": task.get("name", ""), "command": task.get("command", "")}
    return {**answer, **given(task, (("files", []),))}


def _flagged(fields: Mapping[str, Any]) -> dict[str, Any]:
    flags = fields.get("flags", 0)
    answer: dict[str, Any] = {"depend_sub_task": True} if flags & DEPEND_SUB_TASK else {}
    if flags & VARIABLE_CAPACITY:
        answer.update({name: fields.get(name, 0) for name in ("capacity_coeff_min", "capacity_coeff_max")})
    if flags & MULTIHOST:
        names = ("multihost_min", "multihost_max", "multihost_max_wait", "multihost_service_wait")
        answer.update({name: fields.get(name, 0) for name in names})
    return answer


def block_progress(one: LocalJob, which: LocalBlock) -> dict[str, Any]:
    """A block's progress keys."""
    st = one.block_state(which)
    running = one.running.get(which.number, 0)
    ready = one.ready_number(which)
    answer: dict[str, Any] = {"block_num": which.number, **with_state(st), "job_id": one.id}
    answer.update(filled(running_tasks_counter=running, running_capacity_total=_running_capacity(one, which)))
    done = which.number_in(DON)
    answer.update(
        filled(
            p_percentage=_percentage(which),
            p_error_hosts=int(which.is_error_host),
            p_tasks_ready=ready,
            p_tasks_done=done,
            p_tasks_error=which.number_in(ERR),
            p_tasks_skipped=which.number_in(SKP),
            p_tasks_warning=which.number_in(WRN),
            p_tasks_waitdep=which.number_in(RDY) - ready,
            p_tasks_suspended=which.number_in(SUS),
            **_run_times(which),
            srv_info=which.last_host,
        )
    )
    answer["p_progressbar"] = one.block_bar(which)
    return answer


def _percentage(which: LocalBlock) -> int:
    running = sum(min(max(task.percent, 0), 99) for task in which.touched.values() if task.st & RUN)
    return (which.number_in(DON) * 100 + running) // which.tasks_num


def _run_times(which: LocalBlock) -> dict[str, int]:
    """Shortest, longest and summed run time in seconds; those that run now count for the longest only."""
    ended = [task.run_seconds for task in which.touched.values() if task.st & (DON | ERR) and not task.st & SKP]
    running = [task.run_seconds for task in which.touched.values() if task.st & RUN]
    return {
        "p_tasks_run_time_min": min(ended, default=0),
        "p_tasks_run_time_max": max([*ended, *running], default=0),
        "p_tasks_run_time_sum": sum(ended),
    }


def task_progress(one: LocalJob, which: LocalBlock, index: int) -> dict[str, Any]:
    """A task's progress."""
    st = one.shown_state(which, index)
    answer: dict[str, Any] = {"state": states.text(st), "st": st}
    task = which.touched.get(index)
    if task is not None:
        answer.update(_run(task))
    return answer


def _run(task: LocalTask) -> dict[str, Any]:
    """What is said of the last run of a task."""
    values = zip(TASK_KEYS, _task_values(task))
    return {key: value for key, value in values if value and (value.__class__ is str or value > 0)}


def job_progress(one: LocalJob) -> dict[str, Any]:
    """The progress of every task of every block."""
    blocks = []
    for which in one.blocks:
        if one.waits_for(which, is_frames=True) or one.tries:
            blocks.append([task_progress(one, which, index) for index in range(which.tasks_num)])
            continue
        blocks.append([_of_state(which.first_state)] * which.tasks_num)
        for index, task in which.touched.items():
            own = _run(task)
            blocks[-1][index] = {**_of_state(task.st), **own} if own else _of_state(task.st)
    return {"job_progress": {"id": one.id, "progress": blocks}}


@functools.lru_cache(maxsize=1024)
def _of_state(st: int) -> dict[str, Any]:
    """The progress of a task that never ran, one object for all of them."""
    return {"state": states.text(st), "st": st}


def task_head(one: LocalJob, which: LocalBlock, index: int, *, kind: str, number: int = 0) -> dict[str, Any]:
    """What every answer about one task begins with; `number` is that of its start, 0 the last."""
    position = {"job": one.id, "block": which.number, "task": index, "number": number}
    found: dict[str, Any] = {"type": kind, "render_id": 0, "job_name": one.name, "block_name": which.name}
    found.update(task_name=which.task_name(index), service=which.field("service", ""))
    return {**found, "parser": which.field("parser", ""), "pos": position, "progress": task_progress(one, which, index)}


def task_running(one: LocalJob, which: LocalBlock, index: int) -> dict[str, Any]:
    """A task that runs, as the list of renders shows it: without its command."""
    return _exec_head(one, which, index, which.task(index).started, user_name=one.user_name, job_name=one.name)


def _exec_head(one: LocalJob, which: LocalBlock, index: int, started: int, **names: str) -> dict[str, Any]:
    fields = which.fields
    answer: dict[str, Any] = {"name": which.task_name(index), "service": fields.get("service", "")}
    answer.update(capacity=fields.get("capacity", 1000), time_start=started)
    answer.update(filled(user_name=names.get("user_name"), block_name=which.name, job_name=names.get("job_name")))
    answer.update(job_id=one.id, block_num=which.number, task_num=index)
    return {**answer, **given(fields, (("tickets", {}),))}


def task_exec(one: LocalJob, which: LocalBlock, index: int, now: int) -> dict[str, Any]:
    """What would be run for a task, patterns not filled (the render fills them)."""
    fields = which.fields
    listed: Mapping[str, Any] = {} if which.is_numeric else which.listed[index]
    first, last = which.frames(index)
    _, _, _, step = which.numeric_range if which.is_numeric else (0, 0, 1, 1)
    task: LocalTask | None = which.touched.get(index)
    answer = _exec_head(one, which, index, task.started if task is not None and task.st & RUN else now)
    answer.update(command_block=fields.get("command", ""), command_task=listed.get("command", ""))
    answer.update(frame_start=first, frame_finish=last, frames_inc=step, frames_num=(last - first) // step + 1)
    answer.update(given(fields, (("parser", ""), ("working_directory", ""))))
    answer.update(filled(environment={**fields.get("environment", {}), **listed.get("environment", {})}))
    answer.update(filled(files_block=fields.get("files", []), files_task=listed.get("files", [])))
    answer.update(filled(parsed_files=list(task.written) if task is not None else []))
    return answer


def document(job: LocalJob) -> dict[str, Any]:
    """The job as it was accepted and changed since, such as could be sent anew; no server gives this."""
    blocks = [
        dict(block.fields) if block.is_numeric else {**block.fields, "tasks": list(block.listed)}
        for block in job.blocks
    ]
    return {**job.fields, "blocks": blocks}

"""What a farm answers, as dictionaries that know the values the server leaves out.

Facts of afserver 3.4.1: a key is left out when it has the value given here, times are seconds
since the epoch, capacities plain numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ..document.fields import INT32, INT64
from ..typed import Any
from . import states

_NOTES = dict.fromkeys("annotation custom_data m_srv_info".split(), "")
_NODE: Mapping[str, Any] = {"locked": False, "hidden": False, "running_services": {}, **_NOTES}
_NEEDS = dict.fromkeys("hosts_mask hosts_mask_exclude need_os need_properties".split(), "")
_WORK: Mapping[str, Any] = {
    **_NODE,
    **_NEEDS,
    **dict.fromkeys("max_tasks_per_second max_running_tasks max_running_tasks_per_host".split(), -1),
    **dict.fromkeys("need_power need_memory need_hdd".split(), -1),
    **dict.fromkeys("running_tasks_num running_capacity_total".split(), 0),
    "pools": {},
    "hosts_mask_type": "find",
}


NUMBERS: Mapping[str, tuple[int, int]] = {
    "id": (1, INT32[1]),
    "serial": (0, INT64[1]),
    "st": (0, INT64[1]),
    "priority": (0, 255),
    "user_list_order": INT32,
    "jobs_num": (0, INT32[1]),
    "running_jobs_num": (0, INT32[1]),
    "tasks_num": (0, INT32[1]),
    "frame_first": INT32,
    "frame_last": INT32,
    "frames_per_task": INT32,
    "frames_inc": INT32,
    "flags": (0, INT64[1]),
    **dict.fromkeys(("time_creation", "time_wait", "time_started", "time_done", "time_life"), INT64),
    **dict.fromkeys(("tst", "tdn"), INT64),
    **dict.fromkeys(("per", "frm", "pfr", "str", "err"), INT32),
}
"""Numbers that are reckoned with or stored here, and how large the server's own are."""


def is_id(value: Any) -> bool:
    """Whether `value` is the id of a node."""
    return _is_within("id", value)


def is_serial(value: Any) -> bool:
    """Whether `value` is the serial of a job; 0 is one that has none."""
    return _is_within("serial", value)


def _is_within(name: str, value: Any) -> bool:
    low, high = NUMBERS[name]
    return type(value) is int and low <= value <= high


class Answer(dict):  # type: ignore[type-arg]
    """An object from an answer.

    `answer["key"]` and `answer.key` give what the server left out, too; `answer.get("key")` does not.
    """

    DEFAULTS: Mapping[str, Any] = {}

    def __missing__(self, key: str) -> Any:
        value = self.DEFAULTS[key]
        return value.copy() if isinstance(value, (dict, list)) else value

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"{type(self).__name__} has no {name!r}") from None

    @property
    def words(self) -> list[str]:
        """The words of the state, such as ["RDY", "RUN"]."""
        return str(self.get("state", "")).split()


class TaskProgress(Answer):
    """The progress of one task: `st`, `per` (percent), `str` (starts), `err`, `tst`, `tdn` (times), `hst` (host), ….

    `per`, `frm` and `pfr` keep their last values when a task ends: look at the state.
    """

    DEFAULTS = {
        "state": "", "st": 0, "per": 0, "frm": 0, "pfr": 0, "str": 0, "err": 0, "tst": 0, "tdn": 0, "hst": "",
        "act": "", "res": "",
    }  # fmt: skip


class BlockAnswer(Answer):
    """A block of a job."""

    DEFAULTS = {
        "state": "", "st": 0, "sequential": 1, "depend_sub_task": False, "command": "", "tasks_name": "", "parser": "",
        "working_directory": "", "files": [], "environment": {}, "tickets": {}, "cmd_pre": "", "cmd_post": "",
        "custom_data": "", "srv_info": "", "multihost_service": "", "depend_mask": "", "tasks_depend_mask": "",
        "need_properties": "", "hosts_mask": "", "hosts_mask_exclude": "", "tasks": [], "p_progressbar": "",
        **dict.fromkeys(
            "max_running_tasks max_running_tasks_per_host need_memory need_power need_hdd need_cpu_freq_mgz"
            " need_cpu_cores need_cpu_freq_cores need_gpu_mem_mb errors_retries errors_avoid_host errors_task_same_host"
            " errors_forgive_time task_progress_change_timeout file_size_min file_size_max".split(), -1
        ),
        **dict.fromkeys(
            "capacity_coeff_min capacity_coeff_max multihost_min multihost_max multihost_max_wait"
            " multihost_service_wait time_started time_done task_max_run_time task_min_run_time"
            " running_tasks_counter running_capacity_total"
            " p_percentage p_error_hosts p_avoid_hosts p_tasks_ready p_tasks_done p_tasks_error p_tasks_skipped"
            " p_tasks_warning p_tasks_waitrec p_tasks_waitdep p_tasks_suspended p_tasks_run_time_min"
            " p_tasks_run_time_max p_tasks_run_time_sum".split(), 0
        ),
    }  # fmt: skip


class JobAnswer(Answer):
    """A job with its `blocks`. `id` is used again after a deletion, `serial` never."""

    DEFAULTS = {
        **_WORK,
        **dict.fromkeys("ppa maintenance ignorenimby ignorepaused".split(), False),
        **dict.fromkeys(
            "state command_pre command_post description thumb_path report project department depend_mask"
            " depend_mask_global".split(), ""
        ),
        **dict.fromkeys("time_wait time_started time_done tasks_ready tasks_error st".split(), 0),
        "user_list_order": -1, "time_life": -1, "try_this_tasks_num": [], "try_this_blocks_num": [], "folders": {},
    }  # fmt: skip


class UserAnswer(Answer):
    """A user."""

    DEFAULTS = {**_WORK, "paused": False, "jobs_life_time": 0, "host_name": "", "jobs_num": 0, "running_jobs_num": 0}


class RenderAnswer(Answer):
    """A render: what is set on itself, not on its pool."""

    DEFAULTS = {
        **_NODE, "tasks_percents": [], "tasks": [], "wol_operation_time": 0, "services": [], "services_disabled": [],
        "tickets_pool": {}, "tickets_host": {}, "capacity_host": -1, "max_tasks_host": -1, "power_host": -1,
        "properties_host": "", "state": "", "st": 0,
    }  # fmt: skip


class BranchAnswer(Answer):
    """A branch of the tree of jobs."""

    DEFAULTS = {
        **_WORK,
        **dict.fromkeys("create_childs solve_jobs paused".split(), False),
        **dict.fromkeys(
            "time_empty branches_total jobs_total jobs_running jobs_done jobs_ready jobs_error tasks_ready"
            " tasks_error".split(), 0
        ),
    }  # fmt: skip


class PoolAnswer(Answer):
    """A pool of renders."""

    DEFAULTS = {**_NODE, "pattern": "", "run_tasks": 0, "run_capacity": 0, "task_start_finish_time": 0}


class MonitorAnswer(Answer):
    """A monitor as the server lists it."""

    DEFAULTS = {**_NODE, "jobs_ids": []}


def job(raw: Mapping[str, Any]) -> JobAnswer:
    """A job with its blocks, states without the server's own bit."""
    answer = JobAnswer(raw)
    _mask(answer)
    if "blocks" in answer:
        answer["blocks"] = [block(one) for one in answer["blocks"]]
    return answer


def block(raw: Mapping[str, Any]) -> BlockAnswer:
    """A block, its state without the server's own bit."""
    answer = BlockAnswer(raw)
    _mask(answer)
    return answer


def task(raw: Mapping[str, Any]) -> TaskProgress:
    """A task's progress, its state without the server's own bit."""
    answer = TaskProgress(raw)
    _mask(answer)
    return answer


def tasks(raw: Iterable[Mapping[str, Any]]) -> list[TaskProgress]:
    """The progress of several tasks."""
    return [task(one) for one in raw]


def _mask(answer: Answer) -> None:
    check_numbers(answer)
    if answer.get("st", 0) & states.SOLVED:
        answer["st"] = states.masked(answer["st"])


def check_numbers(answer: Mapping[str, Any]) -> None:
    """Look at the numbers of an answer.

    Raises:
        ValueError: one is none that a server has.
    """
    for name, value in answer.items():
        if name in NUMBERS and not _is_within(name, value):
            raise ValueError(f"{name} is {str(value)[:40]}")


MAKERS: Mapping[str, Callable[[Mapping[str, Any]], Answer]] = {
    "jobs": job,
    "renders": RenderAnswer,
    "users": UserAnswer,
    "branches": BranchAnswer,
    "pools": PoolAnswer,
    "monitors": MonitorAnswer,
}
"""By kind, what makes an answer of an object of that kind."""

"""The one table of the fields that the server reads from a job, a block and a task.

Facts of afserver 3.4.1 (`libafanasy/job.cpp`, `afwork.cpp`, `afnode.cpp`, `blockdata.cpp`, `taskdata.cpp`): a value of
another type than `kind` is ignored there without a word, as is a key that is not in the table.
"""

from __future__ import annotations

from ..typed import Any, NamedTuple


class Field(NamedTuple):
    """One field of the server.

    `kind` is "str", "int", "bool", "map" or "list"; `items` is the kind of a list's or map's values ("str", "int",
    "block", "task"), else "". `minimum` and `maximum` hold for numbers and for the numbers in a list or map, both
    ends included, None where there is no limit; with `is_clamped` the server moves a number to the nearer end,
    without it the number would be cut to other bits or ignored. `unit` is "seconds", "MB", "bytes", "" and so on.
    `is_editable`: an action's `params` may change it. `is_sent_raw`: the server writes it into its answers without
    escaping (for a map: the keys), so that a quote or backslash breaks the list for everybody. `is_restored`: the
    server writes it into its store and must not be given it. `longest`: bytes that a name may have, None for any.
    """

    kind: str
    default: Any
    minimum: int | None
    maximum: int | None
    meaning: str
    unit: str
    is_editable: bool
    is_sent_raw: bool
    source: str
    items: str
    is_clamped: bool
    is_restored: bool
    longest: int | None


INT8 = (-128, 127)
UINT16 = (0, 65535)
INT32 = (-(2**31), 2**31 - 1)
INT64 = (-(2**63), 2**63 - 1)
NAME_BYTES = 240
"""Longest name in UTF-8: a job's `<id>.<name>` must fit into 255 bytes or the server dies, and masks on names that
are much longer kill it (`masks`)."""

JOB_CPP, WORK_CPP, NODE_CPP = "job.cpp", "afwork.cpp", "afnode.cpp"
BLOCK_CPP, TASK_CPP = "blockdata.cpp", "taskdata.cpp"

EDIT, RAW, CLAMP, RESTORED, NAME = "editable", "raw", "clamped", "restored", "name"


def _field(kind: str, default: Any, meaning: str, source: str, *marks: str, unit: str = "", items: str = "") -> Field:
    low, high = INT32 if "int" in (kind, items) else (None, None)
    is_editable, is_raw = EDIT in marks, RAW in marks
    is_clamped, is_restored = CLAMP in marks, RESTORED in marks
    longest = NAME_BYTES if NAME in marks else None
    return Field(
        kind, default, low, high, meaning, unit, is_editable, is_raw, source, items, is_clamped, is_restored, longest
    )


def _text(meaning: str, source: str, *marks: str) -> Field:
    return _field("str", "", meaning, source, *marks)


def _flag(meaning: str, source: str, *marks: str) -> Field:
    return _field("bool", False, meaning, source, *marks)


def _number(
    default: int, low: int, meaning: str, source: str, *marks: str, high: int = INT32[1], unit: str = ""
) -> Field:
    field = _field("int", default, meaning, source, *marks, unit=unit)
    return field._replace(minimum=low, maximum=high)


def _several(kind: str, items: str, meaning: str, source: str, *marks: str) -> Field:
    return _field(kind, None, meaning, source, *marks, items=items)


WORK = {
    "max_running_tasks": _number(-1, -1, "tasks that may run at once; -1 no limit, 0 never runs", WORK_CPP, EDIT),
    "max_running_tasks_per_host": _number(-1, -1, "the same on one host", WORK_CPP, EDIT),
    "max_tasks_per_second": _number(-1, -1, "starts in a second", WORK_CPP, EDIT, CLAMP, high=10000),
    "hosts_mask": _text("hosts that may run it: a prefix list, or a regular expression", WORK_CPP, EDIT),
    "hosts_mask_exclude": _text("hosts that may not, read in the same way", WORK_CPP, EDIT),
    "hosts_mask_type": _text('"find": prefix lists split at |;,: and blanks; "regex"', WORK_CPP, EDIT),
    "need_os": _text("parts of the render's system, e.g. linux", WORK_CPP, EDIT),
    "need_properties": _text("parts of the render's properties", WORK_CPP, EDIT),
    "need_power": _number(-1, -1, "least power of a render", WORK_CPP, EDIT),
    "need_memory": _number(-1, -1, "least memory of a render", WORK_CPP, EDIT, unit="MB"),
    "need_hdd": _number(-1, -1, "least free disk of a render", WORK_CPP, EDIT, unit="GB"),
    "pools": _several(
        "map", "int", "priority of each pool: -100 never there, 100 only there", WORK_CPP, EDIT, RAW, CLAMP
    )._replace(minimum=-100, maximum=100),
    "solve_method": _text('"solve_priority" or "solve_order"', WORK_CPP, EDIT),
    "solve_need": _text('"solve_capacity" or "solve_tasksnum"', WORK_CPP, EDIT),
}

NODE = {
    "priority": _number(99, 0, "higher is sooner; 0 never runs", NODE_CPP, EDIT, CLAMP, high=255),
    "annotation": _text("a note in the lists", NODE_CPP, EDIT),
    "custom_data": _text("any text; one that is not empty sends events to service events", NODE_CPP, EDIT),
    "srv_info": _text("a note of a service", NODE_CPP, EDIT),
    "hidden": _flag("not shown in the lists unless asked for", NODE_CPP, EDIT),
}

JOB = {
    "name": _text("unique among live jobs: the server adds -1, -2", NODE_CPP, NAME),
    "user_name": _text("the owner; created when unknown", JOB_CPP, EDIT, RAW, NAME),
    "host_name": _text("where it was sent from, for the log", JOB_CPP, RAW, NAME),
    "blocks": _several("list", "block", "what is run; at least one", JOB_CPP),
    **NODE,
    **WORK,
    "description": _text("for statistics", JOB_CPP, EDIT),
    "project": _text("for statistics", JOB_CPP),
    "department": _text("for statistics", JOB_CPP),
    "command_pre": _text("run on the server, before it answers", JOB_CPP, EDIT),
    "command_post": _text("run on a render when the job is deleted", JOB_CPP, EDIT),
    "offline": _flag("paused from the start", JOB_CPP, EDIT),
    "time_creation": _number(0, 0, "since the epoch; now when left out", JOB_CPP, high=INT64[1], unit="seconds"),
    "time_wait": _number(0, 0, "since the epoch: not before that moment", JOB_CPP, EDIT, high=INT64[1], unit="seconds"),
    "time_life": _number(
        -1, -1, "after creation it is deleted, done or not; 0 never, -1 as the user's", JOB_CPP, EDIT, unit="seconds"
    ),
    "depend_mask": _text("waits for jobs of the user that match: a regular expression, full match", JOB_CPP, EDIT),
    "depend_mask_global": _text("waits for jobs of any user that match", JOB_CPP, EDIT),
    "branch": _text("where it stands in the tree of branches", JOB_CPP, EDIT, NAME),
    "folders": _several("map", "str", "folders to open from the lists, by name", JOB_CPP, EDIT, RAW),
    "ppa": _flag("stops after the frames that are to be looked at first", JOB_CPP, EDIT),
    "maintenance": _flag("each task runs on the host of its name", JOB_CPP, EDIT),
    "ignorenimby": _flag("runs on hosts in nimby, too", JOB_CPP, EDIT),
    "ignorepaused": _flag("runs on paused hosts, too", JOB_CPP, EDIT),
    "try_this_tasks_num": _several("list", "int", "tasks that run first", JOB_CPP)._replace(minimum=0),
    "try_this_blocks_num": _several("list", "int", "their blocks, one for each", JOB_CPP)._replace(minimum=0),
    "id": _number(0, 0, "the server's own number of a job", NODE_CPP, RESTORED),
    "serial": _number(0, 0, "the server's own number, never used again", JOB_CPP, RESTORED, high=INT64[1]),
    "st": _number(0, 0, "state bits", JOB_CPP, RESTORED, high=INT64[1]),
    "user_list_order": _number(-1, -1, "place in the user's list", JOB_CPP, RESTORED),
    "locked": _flag("no longer to be changed", NODE_CPP, RESTORED),
    "time_started": _number(0, 0, "when its first task began", JOB_CPP, RESTORED, high=INT64[1]),
    "time_done": _number(0, 0, "when its last task ended", JOB_CPP, RESTORED, high=INT64[1]),
}

BLOCK = {
    "flags": _number(0, 0, "1 numeric and the switches in `flags`", BLOCK_CPP, high=INT64[1]),
    "name": _text("what masks of other blocks name", BLOCK_CPP, EDIT, RAW, NAME),
    "tasks": _several("list", "task", "what is run when it is not numeric", BLOCK_CPP),
    "frame_first": _number(0, INT32[0], "first frame", BLOCK_CPP),
    "frame_last": _number(0, INT32[0], "last frame", BLOCK_CPP),
    "frames_per_task": _number(1, INT32[0], "frames in a task; of listed tasks: -n is n tasks a frame", BLOCK_CPP),
    "frames_inc": _number(1, 1, "every n-th frame", BLOCK_CPP),
    "sequential": _number(1, INT32[0], "order of run: 1, -1, 0 halving, n every n-th first", BLOCK_CPP, EDIT),
    "command": _text("what a task runs; @#@ becomes frames or the task's own command", BLOCK_CPP, EDIT),
    "tasks_name": _text("pattern of the names of numeric tasks", BLOCK_CPP, EDIT, RAW),
    "working_directory": _text("where the command runs", BLOCK_CPP, EDIT),
    "environment": _several("map", "str", "variables of the command", BLOCK_CPP, EDIT, RAW),
    "files": _several("list", "str", "what is written, with patterns as in the command", BLOCK_CPP, EDIT),
    "service": _text("the class that runs the command; renders list those they may run", BLOCK_CPP, EDIT, RAW),
    "parser": _text("reads progress and errors from the output", BLOCK_CPP, EDIT, RAW),
    "parser_coeff": _number(1, INT32[0], "of no effect: no parser reads it", BLOCK_CPP, EDIT),
    "command_pre": _text("run on the server when the job is registered", BLOCK_CPP, EDIT),
    "command_post": _text("run on a render when the job is deleted; lost at a restart of the server", BLOCK_CPP, EDIT),
    "capacity": _number(1000, 1, "what a task takes of a render's 1100", BLOCK_CPP, EDIT, CLAMP),
    "capacity_coeff_min": _number(0, -1, "least coefficient of a variable capacity", BLOCK_CPP, CLAMP),
    "capacity_coeff_max": _number(0, -1, "greatest coefficient of a variable capacity", BLOCK_CPP, CLAMP),
    "need_memory": _number(-1, -1, "least memory of a render", BLOCK_CPP, EDIT, unit="MB"),
    "need_power": _number(-1, -1, "least power of a render", BLOCK_CPP, EDIT),
    "need_hdd": _number(-1, -1, "least free disk of a render", BLOCK_CPP, EDIT, unit="GB"),
    "need_cpu_freq_mgz": _number(-1, -1, "least clock of a render", BLOCK_CPP, EDIT, unit="MHz"),
    "need_cpu_cores": _number(-1, -1, "least number of cores", BLOCK_CPP, EDIT),
    "need_cpu_freq_cores": _number(-1, -1, "least clock times cores", BLOCK_CPP, EDIT, unit="MHz"),
    "need_gpu_mem_mb": _number(-1, -1, "least memory of the graphics card", BLOCK_CPP, EDIT, unit="MB"),
    "need_properties": _text("parts of the render's properties", BLOCK_CPP, EDIT, RAW),
    "depend_mask": _text(
        "waits for blocks of the job that match: a regular expression, full match", BLOCK_CPP, EDIT, RAW
    ),
    "tasks_depend_mask": _text("the same, frame for frame", BLOCK_CPP, EDIT, RAW),
    "hosts_mask": _text("hosts that may run it, read as the job says", BLOCK_CPP, EDIT, RAW),
    "hosts_mask_exclude": _text("hosts that may not", BLOCK_CPP, EDIT, RAW),
    "tickets": _several("map", "int", "how many of each ticket a task takes", BLOCK_CPP, EDIT, RAW)._replace(
        minimum=-1
    ),
    "max_running_tasks": _number(-1, -1, "tasks that may run at once; -1 no limit, 0 never runs", BLOCK_CPP, EDIT),
    "max_running_tasks_per_host": _number(-1, -1, "the same on one host", BLOCK_CPP, EDIT),
    "errors_retries": _number(
        -1, -1, "how often a failed task starts again; -1 as the user's", BLOCK_CPP, EDIT, high=INT8[1]
    ),
    "errors_avoid_host": _number(-1, -1, "errors after which the block avoids a host", BLOCK_CPP, EDIT, high=INT8[1]),
    "errors_task_same_host": _number(-1, -1, "errors after which a task avoids a host", BLOCK_CPP, EDIT, high=INT8[1]),
    "errors_forgive_time": _number(
        -1, -1, "after which an avoided host is tried again", BLOCK_CPP, EDIT, unit="seconds"
    ),
    "task_max_run_time": _number(
        0, -1, "longest run of a task, then it is an error; 0 no limit", BLOCK_CPP, EDIT, unit="seconds"
    ),
    "task_min_run_time": _number(0, -1, "a shorter run is an error", BLOCK_CPP, EDIT, unit="seconds"),
    "task_progress_change_timeout": _number(-1, -1, "longest run without progress", BLOCK_CPP, EDIT, unit="seconds"),
    "file_size_min": _number(-1, -1, "smaller files count as missing", BLOCK_CPP, high=INT64[1], unit="bytes"),
    "file_size_max": _number(-1, -1, "larger files count as missing", BLOCK_CPP, high=INT64[1], unit="bytes"),
    "multihost_min": _number(1, 1, "least number of hosts", BLOCK_CPP, high=100),
    "multihost_max": _number(1, 1, "greatest number of hosts", BLOCK_CPP, high=100),
    "multihost_max_wait": _number(0, 0, "how long it waits for more hosts", BLOCK_CPP, high=UINT16[1], unit="seconds"),
    "multihost_service_wait": _number(
        0, 0, "how long the service on the hosts takes to start", BLOCK_CPP, high=UINT16[1], unit="seconds"
    ),
    "multihost_service": _text("what runs on the other hosts", BLOCK_CPP),
    "custom_data": _text("any text", BLOCK_CPP, EDIT),
    "srv_info": _text("a note of a service", BLOCK_CPP, EDIT, RAW),
    "tasks_num": _number(0, 0, "the server's own count", BLOCK_CPP, RESTORED),
    "st": _number(0, 0, "state bits", BLOCK_CPP, RESTORED, high=INT64[1]),
    "time_started": _number(0, 0, "when its first task began", BLOCK_CPP, RESTORED, high=INT64[1]),
    "time_done": _number(0, 0, "when its last task ended", BLOCK_CPP, RESTORED, high=INT64[1]),
}

TASK = {
    "name": _text("shown in the lists", TASK_CPP, RAW),
    "command": _text("run, or put into the block's command", TASK_CPP),
    "files": _several("list", "str", 'what it writes; read only when the block says files: ["@#@"]', TASK_CPP),
    "environment": _several("map", "str", "variables of the command", TASK_CPP, RAW),
}

"""When, where and how widely the farm runs the job."""

from __future__ import annotations

from .kinds import CHOICE, MAP, MOMENT, SWITCH, TEXT, WHOLE
from .setting import Setting

MOST = 2**31 - 1


def _limit(key: str, label: str, text: str, feeds: str, *, is_advanced: bool = True, maximum: int = MOST) -> Setting:
    return Setting(
        key,
        WHOLE,
        None,
        label,
        f"{text} Empty: no limit of its own.",
        group="scheduling",
        unit="tasks",
        minimum=1,
        maximum=maximum,
        is_advanced=is_advanced,
        feeds=(feeds,),
    )


def _text(key: str, label: str, text: str, feeds: str, *, is_advanced: bool = True) -> Setting:
    return Setting(key, TEXT, "", label, text, group="scheduling", is_advanced=is_advanced, feeds=(feeds,))


def _switch(key: str, label: str, text: str, feeds: str) -> Setting:
    return Setting(key, SWITCH, False, label, text, group="scheduling", is_advanced=True, feeds=(feeds,))


SCHEDULING = (
    _limit(
        "max_tasks",
        "Most tasks at once",
        "How many tasks of the job run at the same time.",
        "job.max_running_tasks",
        is_advanced=False,
    ),
    _limit(
        "max_tasks_per_host",
        "Most tasks on one machine",
        "How many tasks of the job run on one machine at the same time.",
        "job.max_running_tasks_per_host",
    ),
    _limit(
        "output_max_tasks",
        "Most tasks of one output",
        "How many tasks of each output run at the same time.",
        "block.max_running_tasks",
    ),
    _limit(
        "output_max_tasks_per_host",
        "Output's tasks per machine",
        "How many tasks of each output run on one machine at the same time.",
        "block.max_running_tasks_per_host",
    ),
    _limit(
        "max_tasks_per_second",
        "Most starts in a second",
        "How many tasks of the job may start in one second.",
        "job.max_tasks_per_second",
        maximum=10_000,
    ),
    Setting(
        "capacity",
        WHOLE,
        None,
        "Capacity",
        "How much of a machine a task takes; a whole machine usually has 1100. Empty: 1000, one task on a machine.",
        group="scheduling",
        minimum=1,
        maximum=MOST,
        is_advanced=True,
        feeds=("block.capacity",),
    ),
    Setting(
        "capacity_min",
        WHOLE,
        None,
        "Least multiple of capacity",
        "A task may take several times the capacity, @AF_CAPACITY@ in its arguments, and at least so many times.",
        group="scheduling",
        minimum=0,
        maximum=MOST,
        is_advanced=True,
        feeds=("block.capacity_coeff_min",),
    ),
    Setting(
        "capacity_max",
        WHOLE,
        None,
        "Greatest multiple of capacity",
        "A task may take several times the capacity, @AF_CAPACITY@ in its arguments, and at most so many times.",
        group="scheduling",
        minimum=0,
        maximum=MOST,
        is_advanced=True,
        feeds=("block.capacity_coeff_max",),
    ),
    _text(
        "hosts_mask",
        "Machines",
        "Machines that may render it: beginnings of their names such as render|ws, or a regular expression.",
        "job.hosts_mask",
        is_advanced=False,
    ),
    _text(
        "hosts_mask_exclude",
        "Not on machines",
        "Machines that may not render it, written in the same way.",
        "job.hosts_mask_exclude",
    ),
    Setting(
        "hosts_mask_type",
        CHOICE,
        "",
        "Machines are written as",
        'Beginnings of names ("find") or regular expressions ("regex"). Empty: seen by the way they are written.',
        group="scheduling",
        choices=("", "find", "regex"),
        is_advanced=True,
        feeds=("job.hosts_mask_type",),
    ),
    Setting(
        "pools",
        MAP,
        {},
        "Pools",
        "Pools of machines and their preference, such as /gpu=50: -100 never there, 100 only there.",
        group="scheduling",
        minimum=-100,
        maximum=100,
        items=WHOLE,
        is_advanced=True,
        feeds=("job.pools",),
    ),
    Setting(
        "tickets",
        MAP,
        {},
        "Tickets",
        "The farm's tickets, licences for example, and how many of them a task takes, such as renderman=1.",
        group="scheduling",
        minimum=-1,
        maximum=MOST,
        items=WHOLE,
        is_advanced=True,
        feeds=("block.tickets",),
    ),
    _text("branch", "Branch", "Where the job stands in the farm's tree, such as /films/short.", "job.branch"),
    Setting(
        "wait_until",
        MOMENT,
        "",
        "Wait until",
        "The job does not start before that time: 22:00, tonight at 20:00, tomorrow 6:30, 2026-11-25 22:00, or +2h.",
        group="scheduling",
        is_advanced=True,
        feeds=("job.time_wait",),
    ),
    Setting(
        "life_seconds",
        WHOLE,
        None,
        "Delete after",
        "The farm deletes the job so long after it was sent, finished or not; 0: never. Empty: as the farm does.",
        group="scheduling",
        unit="seconds",
        minimum=0,
        maximum=MOST,
        is_advanced=True,
        feeds=("job.time_life",),
    ),
    _text(
        "wait_for_jobs",
        "Wait for my jobs",
        "The job waits until your jobs with these names are done; a regular expression.",
        "job.depend_mask",
    ),
    _text(
        "wait_for_anyones_jobs",
        "Wait for anybody's jobs",
        "The job waits until everybody's jobs with these names are done; a regular expression.",
        "job.depend_mask_global",
    ),
    _switch(
        "frame_by_frame",
        "Wait frame by frame",
        "What reads the frames of another output begins with each frame as soon as that is there, not after all of "
        "them.",
        "block.tasks_depend_mask",
    ),
    _switch(
        "parts_count",
        "Wait for parts of a frame",
        "With frame by frame: begins when a part of the other's frame is done.",
        "block.flags.dependsubtask",
    ),
    _switch(
        "approval",
        "Stop for approval",
        "The job stops after the test frames and the first and last task, until somebody approves it.",
        "job.ppa",
    ),
    _switch(
        "ignore_nimby",
        "Also on machines in use",
        "Renders on artists' machines that are set to nimby, too.",
        "job.ignorenimby",
    ),
    _switch(
        "ignore_paused", "Also on paused machines", "Renders on machines that are paused, too.", "job.ignorepaused"
    ),
    _switch(
        "maintenance", "On machines by task name", "Each task runs on the machine that has its name.", "job.maintenance"
    ),
    _switch(
        "suspended", "Suspend all tasks", "Every task waits until somebody continues it.", "block.flags.suspendnewtasks"
    ),
    Setting(
        "solve_method",
        CHOICE,
        "",
        "Order of blocks",
        "How the farm chooses among the job's blocks. Empty: as the farm does.",
        group="scheduling",
        choices=("", "solve_priority", "solve_order"),
        is_advanced=True,
        feeds=("job.solve_method",),
    ),
    Setting(
        "solve_need",
        CHOICE,
        "",
        "Share counted by",
        "How the farm counts the job's share: by capacity or by tasks. Empty: as the farm does.",
        group="scheduling",
        choices=("", "solve_capacity", "solve_tasksnum"),
        is_advanced=True,
        feeds=("job.solve_need",),
    ),
)

"""What few need: the program's surroundings, several machines for one task, the farm's own hooks."""

from __future__ import annotations

from .kinds import CHOICE, FOLDER, LINES, MAP, SWITCH, TEXT, WHOLE
from .setting import Setting


def _text(key: str, kind: str, label: str, text: str, feeds: str) -> Setting:
    return Setting(key, kind, "", label, text, group="advanced", is_advanced=True, feeds=(feeds,))


def _switch(key: str, label: str, text: str, feeds: str) -> Setting:
    return Setting(key, SWITCH, False, label, text, group="advanced", is_advanced=True, feeds=(feeds,))


def _number(key: str, label: str, text: str, feeds: str, *, unit: str, maximum: int, minimum: int = 0) -> Setting:
    return Setting(
        key,
        WHOLE,
        None,
        label,
        text,
        group="advanced",
        unit=unit,
        minimum=minimum,
        maximum=maximum,
        is_advanced=True,
        feeds=(feeds,),
    )


ADVANCED = (
    Setting(
        "farm_os",
        CHOICE,
        "",
        "Farm's system",
        "Whose quoting the farm's shell needs. Empty: as configured, else the system of this machine.",
        group="advanced",
        choices=("", "posix", "windows"),
        is_advanced=True,
    ),
    Setting(
        "worker_folder",
        FOLDER,
        "",
        "Scripts folder",
        "Where the farm finds this suite's own scripts. Empty: they are copied beside the snapshot and go with it.",
        group="advanced",
        is_advanced=True,
    ),
    _text(
        "service",
        TEXT,
        "Service",
        "The farm's service that runs it. Empty: the application's own.",
        "block.service",
    ),
    _text(
        "parser",
        TEXT,
        "Parser",
        "What reads the progress from the program's output; \"none\" for nothing. Empty: the application's own.",
        "block.parser",
    ),
    _text(
        "working_folder",
        FOLDER,
        "Working folder",
        "The folder in which the program runs. Empty: wherever the farm starts it.",
        "block.working_directory",
    ),
    Setting(
        "environment",
        MAP,
        {},
        "Environment",
        "Variables that the program sees, such as OCIO=/studio/config.ocio.",
        group="advanced",
        items=TEXT,
        is_advanced=True,
        feeds=("block.environment",),
    ),
    _switch(
        "skip_thumbnails",
        "No thumbnails",
        "The farm makes no small pictures of the frames.",
        "block.flags.skipthumbnails",
    ),
    _switch("hidden", "Hidden job", "The job is not shown in the farm's lists unless asked for.", "job.hidden"),
    _text(
        "command_pre",
        TEXT,
        "Command before",
        "Run by the farm's server, once, before it takes the job.",
        "job.command_pre",
    ),
    _text(
        "command_post",
        TEXT,
        "Command after",
        "Run by one of the farm's machines when the job is deleted, after the snapshot was removed; nobody asks how it "
        "ended.",
        "job.command_post",
    ),
    _text("custom_data", LINES, "Custom data of the job", "Any text for the studio's own tools.", "job.custom_data"),
    _text("output_custom_data", LINES, "Custom data of outputs", "The same, with each output.", "block.custom_data"),
    _switch(
        "multihost",
        "Several machines for a task",
        "Each task runs on several machines at once; the program must be made for it.",
        "block.flags.multihost",
    ),
    _number(
        "multihost_min",
        "Least machines",
        "Machines a task needs at least.",
        "block.multihost_min",
        unit="machines",
        minimum=1,
        maximum=100,
    ),
    _number(
        "multihost_max",
        "Most machines",
        "Machines a task takes at most.",
        "block.multihost_max",
        unit="machines",
        minimum=1,
        maximum=100,
    ),
    _number(
        "multihost_wait_seconds",
        "Wait for more machines",
        "How long a task waits for more machines than the least.",
        "block.multihost_max_wait",
        unit="seconds",
        maximum=65_535,
    ),
    _text(
        "multihost_service",
        TEXT,
        "Service of the machines",
        "The farm's service that runs on the other machines.",
        "block.multihost_service",
    ),
    _number(
        "multihost_service_seconds",
        "Wait for that service",
        "How long the service on the other machines takes to start.",
        "block.multihost_service_wait",
        unit="seconds",
        maximum=65_535,
    ),
    _switch(
        "multihost_master_works",
        "First machine works too",
        "The machine that leads the others is one of them.",
        "block.flags.masteronslave",
    ),
    _switch(
        "multihost_ignore_lost",
        "Go on without a lost machine",
        "The task goes on when one of its machines is lost.",
        "block.flags.slavelostignore",
    ),
)

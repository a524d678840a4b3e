"""What counts as a failure, and what the farm does then."""

from __future__ import annotations

from .kinds import SWITCH, WHOLE
from .setting import Setting

MOST_ERRORS = 127
AS_THE_FARM = "Empty: as the farm does."


def _number(key: str, label: str, text: str, feeds: str, unit: str, *, is_advanced: bool = True) -> Setting:
    maximum = MOST_ERRORS if unit == "errors" else 2**63 - 1 if unit == "bytes" else 2**31 - 1
    return Setting(
        key,
        WHOLE,
        None,
        label,
        text,
        group="errors",
        unit=unit,
        minimum=0,
        maximum=maximum,
        is_advanced=is_advanced,
        feeds=(feeds,),
    )


ERRORS = (
    _number(
        "retries",
        "Retries",
        f"How often a task that failed is started again. {AS_THE_FARM}",
        "block.errors_retries",
        "errors",
    ),
    _number(
        "avoid_host_errors",
        "Avoid a machine after",
        f"Errors on one machine after which the output's tasks avoid it; 0: never. {AS_THE_FARM}",
        "block.errors_avoid_host",
        "errors",
    ),
    _number(
        "same_host_errors",
        "A task avoids a machine after",
        f"Errors of one task on one machine after which it goes elsewhere; 0: never. {AS_THE_FARM}",
        "block.errors_task_same_host",
        "errors",
    ),
    _number(
        "forgive_seconds",
        "Forgive a machine after",
        f"How long until a machine that was avoided is tried again. {AS_THE_FARM}",
        "block.errors_forgive_time",
        "seconds",
    ),
    _number(
        "max_run_seconds",
        "Longest time of a task",
        "A task that takes longer has failed. Empty or 0: no limit; the jobs panel proposes one after the test frames.",
        "block.task_max_run_time",
        "seconds",
    ),
    _number(
        "min_run_seconds",
        "Shortest time of a task",
        "A task that ends sooner has failed. Empty or 0: no limit.",
        "block.task_min_run_time",
        "seconds",
    ),
    _number(
        "progress_seconds",
        "Longest time without progress",
        "A task that shows no progress for so long has failed. Empty: no limit.",
        "block.task_progress_change_timeout",
        "seconds",
    ),
    Setting(
        "check_files",
        SWITCH,
        False,
        "Check rendered files",
        "A task has failed when its files are not there afterwards, or of a wrong size.",
        group="errors",
        is_advanced=True,
        feeds=("block.flags.checkrenderedfiles",),
    ),
    _number(
        "file_bytes_min",
        "Smallest file",
        "A smaller file counts as missing, when existing files are skipped or rendered ones checked.",
        "block.file_size_min",
        "bytes",
    ),
    _number(
        "file_bytes_max",
        "Largest file",
        "A larger file counts as missing, when existing files are skipped or rendered ones checked.",
        "block.file_size_max",
        "bytes",
    ),
)

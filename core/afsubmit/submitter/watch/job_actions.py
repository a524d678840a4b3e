"""What can be done with jobs, blocks and tasks on a farm, and why not: a table for every window. Pure.

The words and letters are those of afwatch 3.4.1 where it has any, so that who comes from there finds them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from ...counted import counted
from . import time_limits, words

JOBS, BLOCKS, TASKS = "job", "block", "task"
"""What an action is for."""
RESTART, MOVE, ERRORS, LIMITS = "Restart", "Move", "Errors", "Limits"
"""Menus below the menu."""


class RowAction(NamedTuple):
    """Something the farm does with rows of one kind; it is done with those of the selected ones that it `fits`.

    `unfit` is what is said where it fits none. `operation` is the farm's word, or `params` fields that are set.
    `done` begins the sentence that tells it ("Paused" 3 jobs). `question` is asked first, with what is lost by it;
    "" for what is done at once. `key` is a letter or a key, pressed in the table.
    """

    name: str
    label: str
    tip: str
    done: str
    operation: str = ""
    params: Mapping[str, Any] = {}
    fits: Callable[[Any], bool] = lambda _: True
    unfit: str = ""
    key: str = ""
    menu: str = ""
    question: str = ""


def _sum(row: Any, key: str) -> int:
    """How many that is in all blocks of a job, or in a block."""
    answer = row.answer
    return sum(block.get(key, 0) for block in answer.get("blocks", (answer,)))


def _has(key: str) -> Callable[[Any], bool]:
    return lambda row: _sum(row, key) > 0


def _has_begun(row: Any) -> bool:
    """Whether there is anything to be done again."""
    return bool(row.done or row.errors or _is_running(row) or row.answer.get("time_started"))


def _is_running(row: Any) -> bool:
    return row.state == words.RUNNING or _sum(row, "running_tasks_counter") > 0 or getattr(row, "running", 0) > 0


def _is_open(row: Any) -> bool:
    return bool(row.state != words.DONE)


_LOST = "What their machines have rendered of the frames is lost."
_AGAIN = "Frames on disk are written again."
_NO_ERRORS, _NONE_RUNS = "No task has failed.", "No task runs."
_NONE_SKIPPED, _NONE_DONE, _NONE_WARNS = "No task was skipped.", "No task is done.", "No task has warnings."
_NOT_BEGUN, _ALL_DONE = "Nothing of it has begun.", "All of it is done."


def _restarts(*, is_job: bool) -> Sequence[RowAction]:
    """What can be begun again, of jobs and of blocks."""
    made = [
        RowAction(
            "restart_errors", "Restart errors", "Try the failed tasks again", "Restarted the errors of",
            "restart_errors", fits=lambda row: bool(row.errors), unfit=_NO_ERRORS, key="R", menu=RESTART,
        ),
        RowAction(
            "restart_running", "Restart running", "Let the tasks that run begin anew", "Restarted what runs of",
            "restart_running", fits=_is_running, unfit=_NONE_RUNS, menu=RESTART, question=_LOST,
        ),
        RowAction(
            "restart_skipped", "Restart skipped", "Render what was left out", "Restarted what was skipped of",
            "restart_skipped", fits=_has("p_tasks_skipped"), unfit=_NONE_SKIPPED, menu=RESTART,
        ),
        RowAction(
            "restart_done", "Restart done", "Render what is done again", "Restarted what was done of", "restart_done",
            fits=lambda row: row.done > 0, unfit=_NONE_DONE, menu=RESTART, question=_AGAIN,
        ),
    ]  # fmt: skip
    if is_job:
        made.append(
            RowAction(
                "restart_warnings",
                "Restart warnings",
                "Render again what ended with warnings",
                "Restarted the warnings of",
                "restart_warnings",
                fits=_has("p_tasks_warning"),
                unfit=_NONE_WARNS,
                menu=RESTART,
            )
        )  # fmt: skip
    made.append(
        RowAction(
            "restart",
            "Restart all",
            "Render everything again",
            "Restarted",
            "restart",
            fits=_has_begun,
            unfit=_NOT_BEGUN,
            menu=RESTART,
            question=_AGAIN,
        )
    )  # fmt: skip
    return made


_RESET = RowAction(
    "reset_error_hosts", "Reset error hosts", "Let machines that are avoided for their errors try again",
    "Allowed all machines again for", "reset_error_hosts",
    fits=lambda row: _sum(row, "p_error_hosts") + _sum(row, "p_avoid_hosts") > 0, unfit="No machine had errors.",
    key="E", menu=ERRORS,
)  # fmt: skip
_SKIP = RowAction(
    "skip", "Skip", "Leave out what is not done yet", "Skipped the rest of", "skip", fits=_is_open, unfit=_ALL_DONE,
    question="What is rendered stays.",
)  # fmt: skip


def _move(where: str, label: str, tip: str) -> RowAction:
    return RowAction(f"move_{where}", label, tip, f"Moved {where}", f"move_jobs_{where}", key=label[0], menu=MOVE)


OF_JOBS: Sequence[RowAction] = (
    RowAction(
        "approve", "Approve", "The first frames are good: render the rest", "Approved", params={"ppa": False},
        fits=lambda row: row.is_to_approve, unfit="It does not wait for approval.",
    ),
    RowAction(
        "pause", "Pause", "Start no more tasks; those that run end by themselves", "Paused", "pause",
        fits=lambda row: not row.is_paused and _is_open(row), unfit="It is paused or done.", key="P",
    ),
    RowAction(
        "start", "Start", "Go on with a paused job", "Started", "start", fits=lambda row: row.is_paused,
        unfit="It is not paused.", key="S",
    ),
    RowAction(
        "stop", "Stop", "End the tasks that run, and pause", "Stopped", "stop",
        fits=lambda row: _is_running(row) or (not row.is_paused and _is_open(row)),
        unfit="Nothing of it runs or will.", question=_LOST,
    ),
    *_restarts(is_job=True),
    RowAction(
        "restart_pause", "Restart all and pause", "Begin everything anew when it is started", "Restarted and paused",
        "restart_pause", fits=_has_begun, unfit=_NOT_BEGUN, menu=RESTART, question=_AGAIN,
    ),
    _SKIP,
    _RESET,
    RowAction(
        "reset_trying", "Try no tasks first", "Take back that some tasks go first", "Put the tasks in order of",
        "reset_trying_next_tasks", fits=lambda row: bool(row.answer.get("try_this_tasks_num")),
        unfit="None of its tasks goes first.", menu=ERRORS,
    ),
    RowAction(
        "limit_time", "Limit time", "End a task that takes much longer than those that are done, and try it again",
        "Limited", fits=lambda row: time_limits.may_be_proposed(row.answer),
        unfit="Its tasks have a limit, or none of them is done yet.", menu=LIMITS,
        question="How long follows from the tasks that are done. One that runs longer already is ended, and tried "
        "again.",
    ),
    _move("top", "Top", "Before all your jobs of that priority"),
    _move("up", "Up", "One place up, among your jobs of that priority"),
    _move("down", "Down", "One place down, among your jobs of that priority"),
    _move("bottom", "Bottom", "Behind all your jobs of that priority"),
    RowAction(
        "delete", "Delete\N{HORIZONTAL ELLIPSIS}", "Remove the job from the farm; its frames stay", "Deleted", "delete",
        key="Del",
        question="Tasks that run are stopped. Frames on disk stay; the copy of the scene that was made for the job "
        "is removed.",
    ),
)  # fmt: skip

LIMIT_TIME = "limit_time"
"""Sets what `time_limits` proposes, of each block its own."""

_HELD = ("p_tasks_ready", "running_tasks_counter", "p_tasks_skipped")

OF_BLOCKS: Sequence[RowAction] = (
    *_restarts(is_job=False),
    _SKIP,
    RowAction(
        "suspend", "Suspend", "Hold what is not done, and what was skipped, until it is told to go on", "Suspended",
        "suspend", fits=lambda row: any(_sum(row, key) for key in _HELD),
        unfit="Nothing of it waits to be started.", question="Tasks that run are ended.",
    ),
    RowAction(
        "continue", "Go on", "Start suspended tasks, too", "Went on with", "continue",
        fits=_has("p_tasks_suspended"), unfit="No task is suspended.",
    ),
    _RESET,
)  # fmt: skip

_FINISHED = (words.DONE, words.SKIPPED)

OF_TASKS: Sequence[RowAction] = (
    RowAction("restart", "Restart tasks", "Render these tasks again", "Restarted", "restart", key="R"),
    RowAction(
        "restart_depends", "Restart with what they wait for",
        "Render these again, and before them the same frames of the blocks that they wait for",
        "Restarted, with what they wait for,", "restart", params={"mode": "affect_depends"},
    ),
    RowAction(
        "skip", "Skip tasks", "Leave these tasks out", "Skipped", "skip", fits=lambda row: row.state not in _FINISHED,
        unfit="They are done.",
    ),
    RowAction(
        "suspend", "Suspend tasks", "Start them only when they are told to go on", "Suspended", "suspend",
        fits=lambda row: row.state == words.READY, unfit="None of them waits to be started.",
    ),
    RowAction(
        "continue", "Go on with tasks", "Start suspended tasks, too", "Went on with", "continue",
        fits=lambda row: row.state == words.PAUSED, unfit="None of them is suspended.",
    ),
    RowAction(
        "try_next", "Try first", "Let these tasks run before the others", "Put first", "trynext",
        params={"mode": "append"}, fits=lambda row: row.state == words.READY, unfit="None of them waits to be started.",
    ),
    RowAction(
        "not_next", "Do not try first", "Take that back", "Put back in order", "trynext", params={"mode": "remove"},
        fits=lambda row: row.state == words.READY, unfit="None of them waits to be started.",
    ),
)  # fmt: skip


def fitting(action: RowAction, rows: Sequence[Any]) -> list[Any]:
    """Those of `rows` with which it can be done."""
    return [row for row in rows if action.fits(row)]


def why_not(action: RowAction, rows: Sequence[Any], kind: str) -> str:
    """Why it cannot be done with any of `rows`, which are of that kind; "" when it can."""
    if not rows:
        return f"Select a {kind} first."
    return "" if any(map(action.fits, rows)) else action.unfit


def named(rows: Sequence[Any], kind: str) -> str:
    """The rows in a sentence: the one by its name, several by their number."""
    if len(rows) == 1:
        return f"the {kind} \N{LEFT DOUBLE QUOTATION MARK}{words.isolated(rows[0].name)}\N{RIGHT DOUBLE QUOTATION MARK}"
    return counted(len(rows), kind)


def question(action: RowAction, rows: Sequence[Any], kind: str) -> str:
    """What is asked before it is done."""
    verb = action.label.rstrip("\N{HORIZONTAL ELLIPSIS}")
    if action.name == LIMIT_TIME:
        return f"Limit how long a task of {named(rows, kind)} may take?"
    if action.name == "skip":
        return f"Skip everything of {named(rows, kind)} that is not done yet?"
    if action.menu == RESTART and verb != "Restart all":
        return f"{verb} of {named(rows, kind)}?"
    return f"{verb.replace('Restart all', 'Restart all of')} {named(rows, kind)}?"

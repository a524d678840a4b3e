"""What the tables of jobs, blocks and tasks show."""

from __future__ import annotations

from typing import Any

from ..counted import counted
from ..submitter.watch import words
from ..submitter.watch.rows import JobRow
from .rows_model import Column
from .style import dot, plain_tip, state_color


def _state_dot(row: Any, palette: Any) -> Any:
    return dot(state_color(row.state, palette))


def _bar(row: Any) -> tuple[str, int]:
    return row.bar, row.percent


def _error_color(row: Any, palette: Any) -> Any:
    return state_color(words.FAILED, palette) if row.errors else None


def _time(row: JobRow) -> str:
    if row.state == words.RUNNING and row.seconds_left:
        return f"{words.duration(row.seconds_left)} left"
    if row.state == words.DONE and row.ended and row.started:
        return f"took {words.duration(max(1, row.ended - row.started))}"
    return ""


def _job_tip(row: JobRow) -> str:
    lines = [row.name, f"Job {row.id}, sent by {row.user} {words.moment(row.created)}"]
    if row.started:
        lines.append(f"Started {words.moment(row.started)}")
    if row.ended:
        lines.append(f"Ended {words.moment(row.ended)}")
    if row.report:
        lines.append(row.report)
    return plain_tip("\n".join(lines)).replace("\n", "<br>")


JOBS = (
    Column(
        "Job",
        lambda row: words.one_line(row.name),
        lambda row: row.name.lower(),
        0,
        dot=_state_dot,
        tip=_job_tip,
        least=22,
    ),
    Column(
        "State", lambda row: words.SHOWN[row.state], lambda row: (words.URGENCY[row.state], -row.created), 13, least=11
    ),
    Column(
        "Progress",
        lambda row: f"{row.percent} %",
        lambda row: row.percent,
        30,
        bar=lambda row: (row.bar, row.percent),
        least=14,
    ),
    Column(
        "Tasks", lambda row: f"{row.done} / {row.tasks}", lambda row: row.tasks, 13, is_number=True, least=11, leaves=2
    ),
    Column(
        "Errors",
        lambda row: str(row.errors or ""),
        lambda row: row.errors,
        8,
        is_number=True,
        color=_error_color,
        tip=lambda row: "Click: the log of the first task that failed" if row.errors else "",
    ),
    Column("Time", _time, lambda row: row.seconds_left, 18, is_number=True, least=16, leaves=5),
    Column(
        "Sent",
        lambda row: words.moment(row.created),
        lambda row: (row.created, row.serial),
        15,
        is_number=True,
        leaves=3,
    ),
    Column(
        "Priority", lambda row: str(row.priority), lambda row: (row.priority, -row.order), 9, is_number=True, leaves=1
    ),
    Column("User", lambda row: words.one_line(row.user), lambda row: row.user, 12, least=8, leaves=4),
)
USER = len(JOBS) - 1
SENT = 6
ERRORS = 4

BLOCKS: tuple[Column, ...] = (
    Column("Block", lambda row: words.one_line(row.name), lambda row: row.number, 0, dot=_state_dot),
    Column("Progress", lambda row: f"{row.percent} %", lambda row: row.percent, 24, bar=_bar, least=14),
    Column("Tasks", lambda row: f"{row.done} / {row.tasks}", lambda row: row.tasks, 12, is_number=True, leaves=1),
    Column("Errors", lambda row: str(row.errors or ""), lambda row: row.errors, 8, is_number=True, color=_error_color),
)  # fmt: skip

TASKS: tuple[Column, ...] = (
    Column("Task", lambda row: words.one_line(row.name), lambda row: row.key, 0, dot=_state_dot, least=15),
    Column("Block", lambda row: words.one_line(row.block_name), lambda row: row.key, 16, least=8, leaves=1),
    Column(
        "State",
        lambda row: f"{row.percent} %" if row.state == words.RUNNING and row.percent else words.SHOWN[row.state],
        lambda row: (words.URGENCY[row.state], row.key),
        12,
        least=9,
    ),
    Column("Host", lambda row: words.one_line(row.host), lambda row: row.host, 14, least=8, leaves=3),
    Column("Errors", lambda row: str(row.errors or ""), lambda row: row.errors, 8, is_number=True, color=_error_color),
    Column(
        "Time", lambda row: words.duration(row.seconds), lambda row: row.seconds, 14, is_number=True, least=12, leaves=2
    ),
)
BLOCK_OF_TASK = 1
BETWEEN = "  \N{MIDDLE DOT}  "


def summary(row: JobRow) -> str:
    """A job in one sentence, for the head of its details."""
    parts = [words.SHOWN[row.state]]
    if row.state != words.DONE:
        parts.append(f"{row.percent} %")
    parts.append(f"{row.done:,} of {counted(row.tasks, 'task')} done")
    if row.running:
        parts.append(f"{row.running} running")
    if row.errors:
        parts.append(f"{row.errors} failed")
    if row.state == words.DONE and _time(row):
        parts.append(_time(row))  # how long it still takes is said behind it
    return BETWEEN.join(parts)

"""How long a job still takes, reckoned from the farm's own answers alone; where they do not say, that is said. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ...counted import counted
from ...wire import answers
from . import words

UNDER_WAY = frozenset((words.RUNNING, words.READY, words.WAITING, words.PAUSED, words.APPROVAL))


def estimate(job: answers.JobAnswer, progress: Sequence[Sequence[answers.TaskProgress]]) -> str:
    """One sentence about a job as `get` lists it, with the progress of its tasks; "" when nothing is left.

    What is left of each block takes as long as its tasks took that are done, on the machines that work on it now.
    """
    if words.job_state(job.words) not in UNDER_WAY or not progress:
        return ""
    seconds, unknown = _left(job)
    if not seconds and not unknown:
        return ""
    if not seconds:
        return "How long it takes cannot be known yet: no task is done."
    without = f", without {', '.join(map(words.isolated, unknown[:3]))}, of which no task is done" if unknown else ""
    machines = len({one["hst"] for block in progress for one in block if " RUN" in one.get("state", "")})
    if not machines:
        left = f"about {_about(seconds)} of one machine are left"
        return f"No task runs, so when it is done cannot be known: {left}{without}."
    return f"About {_about(seconds / machines)} on {counted(machines, 'machine')}{without}."


def _about(seconds: float) -> str:
    """In seconds below a minute, else in whole minutes: more is not known."""
    minutes = round(seconds / 60)
    if seconds < 60:
        return f"{max(1, round(seconds))} s"
    return f"{minutes} min" if minutes < 10 else words.duration(minutes * 60)


def _left(job: answers.JobAnswer) -> tuple[float, list[str]]:
    """Seconds of one machine that are left, and the names of the blocks of which nothing is known."""
    seconds, unknown = 0.0, []
    for block in job.get("blocks", ()):
        left = block.get("tasks_num", 0) * (100 - block["p_percentage"]) / 100
        rendered = block["p_tasks_done"] - block["p_tasks_skipped"]
        if left > 0 and rendered > 0 and block["p_tasks_run_time_sum"] > 0:
            seconds += left * block["p_tasks_run_time_sum"] / rendered
        elif left > 0:
            unknown.append(str(block.get("name", "")))
    return seconds, unknown

"""The windows: how long the main thread is away when a thousand jobs change, and when a job of 10,000 tasks opens."""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path
from typing import Any

from tests.bench import qt_dialog
from tests.bench.figures import Figure, NotMeasured

JOBS, TASKS = 1000, 10_000
ROUNDS = 7


def measure(project: Path) -> list[Figure]:
    """Without a screen, in the Qt that this Python has."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from afsubmit.errors import AfError

    try:
        from afsubmit.qt.binding import QtWidgets
    except AfError as error:
        raise NotMeasured(str(error)) from error
    app = QtWidgets.QApplication.instance() or QtWidgets.QApplication(["bench"])
    return [*_panel(app), *qt_dialog.figures(app, ROUNDS)]


def _panel(app: Any) -> list[Figure]:
    from afsubmit.qt.jobs_panel import JobsPanel

    panel = JobsPanel(server_choice="127.0.0.1:9")
    panel.watcher.close()
    panel.resize(1100, 760)
    panel.show()
    app.processEvents()
    refresh = [_refresh(app, panel, number) for number in range(ROUNDS)]
    opening = [_open(app, panel, number) for number in range(ROUNDS)]
    panel.close()
    return [
        Figure(
            "panel, 1,000 jobs change", statistics.median(refresh[1:]), "ms", 50, beside="main thread, painting too"
        ),
        Figure("panel, 10,000 tasks open", statistics.median(opening), "ms", 200, beside="main thread, painting too"),
    ]


def _job(number: int, percent: int) -> Any:
    from afsubmit.submitter.watch.rows import job_row
    from afsubmit.wire import answers

    block = {
        "name": "render", "service": "generic", "flags": 1, "tasks_num": 100, "frame_first": 1, "frame_last": 100,
        "frames_per_task": 1, "frames_inc": 1, "st": 2, "state": " RUN", "p_percentage": percent,
        "p_tasks_done": percent, "p_tasks_run_time_sum": percent * 60, "p_progressbar": "D" * 64 + "R" + " " * 63,
    }  # fmt: skip
    job = {
        "id": number + 2, "serial": number + 2, "name": f"sh{number:04d}_comp_v{number % 40:03d}", "st": 2,
        "state": " RUN", "user_name": "jimmy", "priority": 99, "time_creation": 1_700_000_000 + number,
        "time_started": 1_700_000_000, "running_tasks_num": 1, "blocks": [block],
    }  # fmt: skip
    return job_row(answers.job(job))


def _refresh(app: Any, panel: Any, number: int) -> float:
    """Every job has gone on, one is new, one is gone."""
    from afsubmit.submitter.watch.updates import FarmUpdate, JobsUpdate

    rows = tuple(_job(one, (one + number) % 100) for one in range(number, JOBS + number))
    panel._take(FarmUpdate("farm", False, True))
    begin = time.perf_counter()
    panel._take(JobsUpdate(rows, ()))
    app.processEvents()
    return 1000 * (time.perf_counter() - begin)


def _open(app: Any, panel: Any, number: int) -> float:
    """Select a job; its 10,000 tasks arrive."""
    from afsubmit.submitter.watch.rows import TaskRow
    from afsubmit.submitter.watch.updates import TasksUpdate

    panel.table.selectRow(number)
    app.processEvents()
    row = panel.table.current()
    tasks = tuple(
        TaskRow(0, one, f"frame {one}", "done" if one < TASKS // 2 else "ready", 0, 0, 1, 1, 60, "pc02", "", "render")
        for one in range(TASKS)
    )
    files = {task.key: (f"/show/out/beauty.{task.number:05d}.exr",) for task in tasks[:2000]}
    begin = time.perf_counter()
    panel._take(TasksUpdate(row.key, row.blocks, tasks, files, (("Job", "1"),)))
    app.processEvents()
    return 1000 * (time.perf_counter() - begin)

"""The windows: how long the main thread is away when thousands of jobs or a job of 300,000 tasks are looked at.

Time of the processor on the main thread, painting too: what other threads and other programs do does not count.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench import qt_dialog, qt_log
from tests.bench.figures import Figure, NotMeasured

JOBS, TASKS = 5000, 300_000
ROUNDS = 5
FRAME_MS = 16
LONGEST_SECONDS = 60


def measure(project: Path) -> list[Figure]:
    """Without a screen, in the Qt that this Python has."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from afsubmit.errors import AfError

    try:
        from afsubmit.qt.binding import QtWidgets
    except AfError as error:
        raise NotMeasured(str(error)) from error
    app = QtWidgets.QApplication.instance() or QtWidgets.QApplication(["bench"])
    return [*_panel(app), *_watching(), *qt_log.figures(_MainThread(app)), *qt_dialog.figures(app, 7)]


class _MainThread:
    """Runs what an artist does and lets the window live until it is done; keeps the longest way between two events."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.figures: list[Figure] = []

    def measure(self, name: str, do: Callable[[int], object], is_done: Callable[[], bool] = lambda: True) -> None:
        """The median over rounds of the longest that `do`, or a turn of the window's loop after it, took."""
        times = []
        for number in range(ROUNDS):
            before = time.thread_time()
            do(number)
            spent = time.thread_time() - before
            times.append(1000 * max(spent, self.settle(is_done)))
        value = sorted(times)[ROUNDS // 2]
        self.figures.append(Figure(name, value, "ms", FRAME_MS, beside="main thread, painting too"))

    def settle(self, is_done: Callable[[], bool]) -> float:
        """The longest turn of the loop, until it is done and nothing is under way any more."""
        longest, end, quiet = 0.0, time.monotonic() + LONGEST_SECONDS, 0
        while quiet < 3:
            if time.monotonic() > end:
                raise NotMeasured("it did not settle")
            before = time.thread_time()
            self._app.processEvents()
            once = time.thread_time() - before
            longest = max(longest, once)
            quiet = quiet + 1 if is_done() and once < 0.0005 else 0
            time.sleep(0.02)
        return longest


def _panel(app: Any) -> list[Figure]:
    from afsubmit.qt.jobs_panel import JobsPanel
    from afsubmit.submitter.watch.updates import FarmUpdate

    panel = JobsPanel(server_choice="127.0.0.1:9")
    panel.watcher.close()
    panel.resize(1100, 760)
    panel.show()
    app.processEvents()
    panel._take(FarmUpdate("farm", False, True))
    main = _MainThread(app)
    _measure_jobs(main, panel)
    _measure_tasks(main, panel)
    panel.close()
    return main.figures


def _measure_jobs(main: _MainThread, panel: Any) -> None:
    from afsubmit.submitter.watch.updates import JobsUpdate

    made = [tuple(_job(one, (one + number) % 100) for one in range(number, JOBS + number)) for number in range(ROUNDS)]

    def has_rows() -> bool:
        return bool(panel.table.is_settled)

    main.measure("panel, 5,000 jobs change", lambda number: panel._take(JobsUpdate(made[number], ())), has_rows)
    main.measure("panel, 5,000 jobs as before", lambda _: panel._take(JobsUpdate(made[-1], ())), has_rows)
    main.measure("panel, sort 5,000 jobs", lambda number: panel.table.sortByColumn(2, _order(number)), has_rows)
    main.measure("panel, select 5,000 jobs", lambda _: panel.table.selectAll())
    main.measure(
        "panel, search 5,000 jobs", lambda number: panel.search.setText("" if number % 2 else "v007"), has_rows
    )
    panel.search.clear()
    main.settle(has_rows)


def _order(number: int) -> Any:
    from afsubmit.qt.binding import Qt

    return Qt.DescendingOrder if number % 2 else Qt.AscendingOrder


def _measure_tasks(main: _MainThread, panel: Any) -> None:
    tasks = panel.details.tasks
    update = _tasks(panel)
    updates = [update(number) for number in range(ROUNDS + 1)]

    def has_rows() -> bool:
        return bool(tasks.is_settled)

    def open_(number: int) -> None:
        panel.details._forget("")
        panel.table.clearSelection()
        panel.table.selectRow(0)
        panel._take(updates[number])

    main.measure("panel, 300,000 tasks open", open_, has_rows)
    main.measure("panel, 300,000 tasks as before", lambda _: panel._take(updates[ROUNDS - 1]), has_rows)
    main.measure("panel, 3,000 of 300,000 tasks change", lambda number: panel._take(updates[number]), has_rows)
    main.measure("panel, select 300,000 tasks", lambda _: tasks.selectAll())
    _measure_strip(main, panel)
    main.measure("panel, all selected and 3,000 change", lambda number: panel._take(updates[number]), has_rows)
    main.measure("panel, sort 300,000 tasks", lambda number: tasks.sortByColumn(3, _order(number)), has_rows)


def _measure_strip(main: _MainThread, panel: Any) -> None:
    """The strip of 300,000 tasks: painted anew, zoomed, dragged over, all of it."""
    from afsubmit.qt.binding import Qt

    strip = panel.details.strip

    def is_settled() -> bool:
        return bool(panel.details.tasks.is_settled)

    def paint(_: int) -> None:
        strip._pictures.clear()
        strip.viewport().repaint()

    def zoom(number: int) -> None:
        strip.zoom(3.0 if number < 3 else 1 / 3.0, 400.0)
        strip.viewport().repaint()

    def drag(number: int) -> None:
        strip._go_to((0, 1000), extends=False)
        strip._go_to((0, TASKS - 1 - number), extends=True)
        strip.viewport().repaint()

    main.measure("strip, 300,000 tasks painted", paint)
    main.measure("strip, 300,000 tasks zoomed", zoom)
    strip.zoom(1e-9, 400.0)
    main.measure("strip, dragged over 300,000 tasks", drag, is_settled)
    panel.details.tasks.setSortingEnabled(True)
    panel.details.tasks.sortByColumn(0, Qt.AscendingOrder)
    main.settle(is_settled)


def _tasks(panel: Any) -> Callable[[int], Any]:
    """Makes updates of one job; each has three thousand other tasks done than the one before."""
    from afsubmit.submitter.watch.rows import TaskRow
    from afsubmit.submitter.watch.strip import states_of
    from afsubmit.submitter.watch.updates import TasksUpdate

    panel.table.selectRow(0)
    row = panel.table.current()

    def task(one: int, state: str) -> Any:
        return TaskRow(0, one, f"frame {one}", state, 0, 0, 1, 1, 60, f"pc{one % 97}", "", "render")

    kinds = ("ready", "ready", "running", "ready", "failed", "waiting", "skipped")
    rows = [task(one, "done" if one < TASKS // 2 else kinds[one * one % 7]) for one in range(TASKS)]
    done = [(0, one) for one in range(1000)]

    def update(number: int) -> Any:
        first = TASKS // 2 + 3000 * number
        rows[first : first + 3000] = [task(one, "done") for one in range(first, first + 3000)]
        files = lambda key: (f"/show/out/beauty.{key[1]:06d}.exr",)  # noqa: E731
        return TasksUpdate(row.key, row.blocks, list(rows), done, files, (("Job", "1"),), [states_of(rows)])

    return update


def _watching() -> list[Figure]:
    """What watching costs a core: the thread's time for the list, over the pause that follows it."""
    from afsubmit.submitter.watch import watcher
    from afsubmit.submitter.watch.listing import Listing
    from afsubmit.wire import Address, Client
    from tests.fakes.busy_farm import DONE, RUNNING, BusyFarm

    shares = []
    with BusyFarm() as farm:
        for number in range(JOBS):
            farm.add(f"sh{number:04d}", state=RUNNING if number % 10 == 0 else DONE)
        host, port = farm.address.split(":")
        listing = Listing(Client(Address(host, int(port), "")), "jimmy")
        for _ in range(ROUNDS):
            before = time.thread_time()
            listing.refresh()
            spent = time.thread_time() - before
            shares.append(100 * spent / watcher.list_pause(spent))
    value = sorted(shares)[ROUNDS // 2]
    return [Figure("watching 5,000 jobs without monitors", value, "% of a core", 2)]


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

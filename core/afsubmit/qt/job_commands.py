"""What an artist can do with jobs, blocks and tasks: actions with keys and menus, which say why they cannot be done.

The tables of what there is stand in `submitter/watch`; here they are pressed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from ..submission.sending import destination
from ..submitter.watch import job_actions, job_params, orders
from ..submitter.watch.rows import BlockRow, JobRow, TaskRow
from ..submitter.watch.watcher import Watcher
from . import action_menus
from .action_keys import ActionKeys
from .action_menus import SEPARATOR
from .binding import Qt, QtCore, QtGui
from .row_commands import NO_FARM, RowCommands

MOST_COPIED = 10_000
"""So many lines at most are copied."""
MOST_OPENED = 3
NO_DIALOG = "This window cannot send: open it from the application's menu."
ONE_JOB = "Select one job: this is asked of one at a time."


def open_path(path: str) -> None:
    """Show a folder or file in the system's own program."""
    QtGui.QDesktopServices.openUrl(QtCore.QUrl.fromLocalFile(path))


class Selected:
    """Gives what is selected when it is asked for; `files` are those of a task."""

    def __init__(
        self,
        jobs: Callable[[], list[JobRow]],
        blocks: Callable[[], list[BlockRow]],
        tasks: Callable[[], Iterator[TaskRow]],
        files: Callable[[tuple[int, int]], Sequence[str]],
    ) -> None:
        self.jobs, self.blocks, self.tasks, self.files = jobs, blocks, tasks, files

    def job(self) -> JobRow | None:
        """The job whose blocks and tasks are shown, None for none or several."""
        jobs = self.jobs()
        return jobs[0] if len(jobs) == 1 else None


class JobCommands(QtCore.QObject):
    """The actions of a panel: `jobs`, `blocks` and `tasks` by name, and what is done on this machine."""

    def __init__(self, parent: Any, watcher: Watcher, selected: Selected) -> None:
        super().__init__(parent)
        self._watcher, self._selected = watcher, selected
        self._is_local = False
        self.open_path = open_path
        self.can_send = False
        """Whether the window can open the submit dialog."""
        self.jobs = RowCommands(
            parent, watcher, job_actions.JOBS, job_actions.OF_JOBS, lambda: iter(selected.jobs()), orders.of_jobs
        )
        self.jobs.add_forms(
            job_params.OF_JOBS, lambda _, rows, params, said: orders.of_params(rows, None, params, said)
        )
        self.blocks = RowCommands(
            parent, watcher, job_actions.BLOCKS, job_actions.OF_BLOCKS, lambda: iter(selected.blocks()), self._of_blocks
        )
        self.blocks.add_forms(job_params.OF_BLOCKS, self._params_of_blocks)
        self.tasks = RowCommands(
            parent, watcher, job_actions.TASKS, job_actions.OF_TASKS, selected.tasks, self._of_tasks
        )
        self._make_own()

    def _make_own(self) -> None:
        made, more = action_menus.made, "\N{HORIZONTAL ELLIPSIS}"
        self.folder = made(
            self, "Open folder", "Show the folder that the frames are written to", self._open_folder, key="Ctrl+O"
        )
        self.again = made(
            self, f"Send again with changes{more}", "Open the submit dialog with all that it was sent with", self._again
        )
        self.show_hosts = made(
            self, "Show error hosts", "Which machines had errors, and are avoided", self._show_error_hosts
        )
        self.show_log = made(self, "Show log of the job", "What the farm noted of it", self._show_log, key="L")
        self.copy_name = made(self, "Copy name", "Copy the names", self._copy_names, key="Ctrl+C")
        self.copy_id = made(self, "Copy id", "Copy the numbers that the farm gave them", self._copy_ids)
        self.copy_folder = made(
            self, "Copy path", "Copy the folders that the frames are written to", self._copy_folders
        )
        self.copy_task = made(self, "Copy name", "Copy the names of these tasks", self._copy_task_names, key="Ctrl+C")
        self.copy_files = made(self, "Copy path", "Copy the paths of the files that they write", self._copy_files)
        self.copy_log = made(self, "Copy log path", "Copy where the log of this task lies", self._copy_log_path)
        self.task_folder = made(
            self, "Open folder", "Show the folder that these tasks write to", self._open_task_folder, key="Ctrl+O"
        )

    # Menus

    def job_menu(self, parent: Any) -> Any:
        """Everything that can be done with jobs, in the order of a job's life."""
        do, form = self.jobs.actions, self.jobs.form_actions
        restart = [action for one, action in zip(job_actions.OF_JOBS, do.values()) if one.menu == job_actions.RESTART]
        move = [action for one, action in zip(job_actions.OF_JOBS, do.values()) if one.menu == job_actions.MOVE]
        limits = [form[one.name] for one in job_params.OF_JOBS if one.menu == job_actions.LIMITS]
        limits.append(do[job_actions.LIMIT_TIME])
        waits = [form[one.name] for one in job_params.OF_JOBS if one.menu == job_params.WAITS]

        def below(title: str, order: Sequence[Any]) -> Any:
            return action_menus.menu(parent, title, order)

        return action_menus.menu(
            parent, "Job",
            [
                do["approve"], do["start"], do["pause"], do["stop"], below("Restart", restart), do["skip"], SEPARATOR,
                form["priority"], below("Move", move), form["machines"], form["pools"], below("Limits", limits),
                below("Wait", waits), form["note"], SEPARATOR,
                below("Errors", [self.show_hosts, do["reset_error_hosts"], SEPARATOR, do["reset_trying"]]),
                self.show_log, SEPARATOR, self.again, self.folder,
                below("Copy", [self.copy_name, self.copy_id, self.copy_folder]), SEPARATOR, do["delete"],
            ],
        )  # fmt: skip

    def block_menu(self, parent: Any) -> Any:
        """Everything that can be done with blocks."""
        do, form = self.blocks.actions, self.blocks.form_actions
        restart = [action for one, action in zip(job_actions.OF_BLOCKS, do.values()) if one.menu == job_actions.RESTART]
        return action_menus.menu(
            parent, "Block",
            [
                action_menus.menu(parent, "Restart", restart), do["skip"], do["suspend"], do["continue"], SEPARATOR,
                *form.values(), SEPARATOR, do["reset_error_hosts"],
            ],
        )  # fmt: skip

    def task_menu(self, parent: Any) -> Any:
        """Everything that can be done with tasks."""
        do = self.tasks.actions
        return action_menus.menu(
            parent, "Task",
            [
                do["restart"], do["restart_depends"], do["skip"], SEPARATOR, do["suspend"], do["continue"],
                do["try_next"], do["not_next"], SEPARATOR, self.task_folder,
                action_menus.menu(parent, "Copy", [self.copy_task, self.copy_files, self.copy_log]),
            ],
        )  # fmt: skip

    def hang_up(self, view: Any, menu: Any, commands: RowCommands, own: Sequence[Any]) -> None:
        """Give a view its menu and the keys of its actions."""
        view.setContextMenuPolicy(Qt.CustomContextMenu)
        view.customContextMenuRequested.connect(lambda place: menu.popup(view.viewport().mapToGlobal(place)))
        ActionKeys(view, [*commands.actions.values(), *commands.form_actions.values(), *own])

    def hang_up_all(self, jobs: Any, details: Any) -> Any:
        """Give the tables and the strip of a panel their menus; gives the menu of jobs."""
        job_menu, task_menu = self.job_menu(jobs), self.task_menu(details)
        self.hang_up(jobs, job_menu, self.jobs, [self.folder, self.show_log, self.copy_name])
        self.hang_up(details.blocks, self.block_menu(details.blocks), self.blocks, [])
        of_tasks = [self.copy_task, self.task_folder]
        self.hang_up(details.tasks, task_menu, self.tasks, of_tasks)
        ActionKeys(details.strip, [*self.tasks.actions.values(), *of_tasks])
        details.strip.asked.connect(task_menu.popup)
        return job_menu

    # What can be done

    def offer(self, *, is_up: bool, is_local: bool = False) -> None:
        """Enable what can be done with the selection, and say of the rest why not."""
        self._is_local = is_local
        for commands in (self.jobs, self.blocks, self.tasks):
            commands.offer(is_up=is_up)
        jobs, tasks = self._selected.jobs(), list(islice(self._selected.tasks(), 2))
        self.jobs.actions["approve"].setVisible(any(row.is_to_approve for row in jobs))
        no_job, no_task = ("" if rows else f"Select a {kind} first." for rows, kind in ((jobs, "job"), (tasks, "task")))
        no_folder = no_job or ("" if any(row.folders for row in jobs) else "The job names no folder.")
        for action in (self.folder, self.copy_folder):
            action_menus.offer(action, no_folder)
        for action in (self.copy_name, self.copy_id):
            action_menus.offer(action, no_job)
        one = no_job or ("" if len(jobs) == 1 else ONE_JOB)
        for action in (self.show_hosts, self.show_log):
            action_menus.offer(action, one if is_up else NO_FARM)
        action_menus.offer(self.again, one or ("" if self.can_send else NO_DIALOG))
        no_files = no_task or ("" if self._selected.files(tasks[0].key) else "The job does not say what it writes.")
        for action in (self.copy_files, self.task_folder):
            action_menus.offer(action, no_files)
        action_menus.offer(self.copy_task, no_task)
        no_log = no_task or ("" if len(tasks) == 1 else "Select one task: each has a log of its own.")
        no_log = no_log or ("" if tasks[0].starts else "The task was not started yet: there is no log.")
        action_menus.offer(self.copy_log, no_log if is_up else NO_FARM)

    # Orders

    def _of_blocks(self, action: Any, rows: Any) -> orders.FarmAction | None:
        job = self._selected.job()
        return None if job is None else orders.of_blocks(action, job.key, list(rows))

    def _params_of_blocks(self, _: Any, rows: Any, params: Any, said: str) -> orders.FarmAction | None:
        job = self._selected.job()
        return None if job is None else orders.of_params([job], [row.number for row in rows], params, said)

    def _of_tasks(self, action: Any, rows: Any) -> orders.FarmAction | None:
        job = self._selected.job()
        return None if job is None else orders.of_tasks(action, job.key, rows)

    def limit(self, job: JobRow | None, proposals: Sequence[Any]) -> None:
        """Set these time limits of a job."""
        if job is not None:
            self._watcher.do("Limit time", orders.limits(job, proposals))

    # On this machine

    def _again(self) -> None:
        job = self._selected.job()
        if job is not None:
            self._watcher.find_sent(job)

    def _show_error_hosts(self) -> None:
        job = self._selected.job()
        if job is not None:
            self._watcher.ask(f"Error hosts of {job.name}", orders.error_hosts(job))

    def _show_log(self) -> None:
        job = self._selected.job()
        if job is not None:
            self._watcher.ask(f"Log of {job.name}", orders.job_log(job))

    def _copy_log_path(self) -> None:
        job, task = self._selected.job(), next(self._selected.tasks(), None)
        if job is not None and task is not None:
            self._watcher.ask(COPY, orders.log_path(job, task, is_local=self._is_local))

    def _copy_names(self) -> None:
        copy(row.name for row in self._selected.jobs())

    def _copy_ids(self) -> None:
        copy(str(row.id) for row in self._selected.jobs())

    def _copy_folders(self) -> None:
        copy(self._folders())

    def _copy_task_names(self) -> None:
        copy(row.name for row in self._selected.tasks())

    def _copy_files(self) -> None:
        copy(self._task_files())

    def _folders(self) -> list[str]:
        return self._here(folder for row in self._selected.jobs() for folder in row.folders)

    def _here(self, paths: Iterable[str]) -> list[str]:
        """The farm's paths as this machine has them, each once."""
        path_map = None if self._is_local else destination.target(is_local=False).path_map
        to_here = path_map.path_to_client if path_map else str
        return list(dict.fromkeys(map(to_here, islice(paths, MOST_COPIED))))

    def _task_files(self) -> list[str]:
        return self._here(path for row in self._selected.tasks() for path in self._selected.files(row.key))

    def _open_folder(self) -> None:
        for folder in self._folders()[:MOST_OPENED]:
            self.open_path(folder)

    def _open_task_folder(self) -> None:
        folders = dict.fromkeys(map(os.path.dirname, self._task_files()))
        for folder in list(folders)[:MOST_OPENED]:
            self.open_path(folder)


COPY = ""
"""The title of a text that is copied, not shown."""


def copy(lines: Any) -> None:
    """Put lines into the clipboard, each once."""
    QtGui.QGuiApplication.clipboard().setText("\n".join(islice(dict.fromkeys(lines), MOST_COPIED)))

"""The last picture of a job, as a file that a desktop can show. Slow: for threads that may wait."""

from __future__ import annotations

import os

from ...errors import AfError
from ...wire import Client
from . import words
from .job_tasks import JobTasks
from .picture_files import PictureFiles
from .rows import JobRow
from .updates import TasksUpdate

PLAIN = (".png", ".jpg", ".jpeg")
"""Files that a desktop shows as they are."""
WIDTH, HEIGHT = 384, 252
LOOKED_AT = 20
"""So many of the last tasks that are done are looked at."""


def last_picture(client: Client, row: JobRow) -> str:
    """A PNG or JPEG of the last frame of a job that is there, "" where there is none or nothing here can read it."""
    try:
        update = JobTasks(client, row.key).refresh()
        path = _last_file(update) if isinstance(update, TasksUpdate) else ""
        if not path or os.path.splitext(path)[1].lower() in PLAIN:
            return path
        return PictureFiles().png(path, WIDTH, HEIGHT)
    except AfError:  # a notice without a picture is one, too
        return ""


def _last_file(update: TasksUpdate) -> str:
    keys = [row.key for row in update.rows if row.state == words.DONE][-LOOKED_AT:]
    files = (path for key in reversed(keys) for path in reversed(update.files_of(key)))
    return next((path for path in files if os.path.isfile(path)), "")

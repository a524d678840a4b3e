"""Where the log of a task lies: on this machine for its own farm, else on the server's, by the server's configuration.

afserver 3.4.1 keeps it in its store: jobs/0/5.name/tasks/0.0/output/1.txt for the first start of task 0 of block 0 of
job 5, thousands of jobs apart. It asks nobody to read there: a path of another machine says so.
"""

from __future__ import annotations

import os
import re
from typing import Any

from ...errors import ServerRefusedError
from ...local import farm_folders
from ...local.state import output_file
from ...wire import Client
from .rows import JobRow, TaskRow

_STORE = "af_store_folder"
_FILTERED = re.compile(rb"[^!-z]|[\"\\/|!$&?()\[\]{}*^<>%`',:;]")
"""The bytes of a name that are an underscore in the name of a file there."""


def _found(config: Any) -> str:
    """The store's folder in a configuration, which has a part for each system; "" where it says none."""
    if isinstance(config, list):
        return next(filter(None, map(_found, config)), "")
    if not isinstance(config, dict):
        return ""
    own = config.get(_STORE)
    return own if isinstance(own, str) else next(filter(None, map(_found, config.values())), "")


def log_path(client: Client, job: JobRow, task: TaskRow, *, is_local: bool) -> str:
    """The path of what the last start of a task printed. Asks the server for its configuration.

    Raises:
        ServerRefusedError: the task was not started yet, or the server does not say where its store is.
        AfError: as `Client.request`.
    """
    if not task.starts:
        raise ServerRefusedError(client.address.host, f"{task.name} was not started yet: there is no log.")
    if is_local:
        folder = os.path.join(farm_folders.farm_folder(farm_folders.host_name()), "jobs")
        return output_file(folder, job.serial, task.block, task.number, task.starts)
    store = _found(client.config())
    if not store:
        raise ServerRefusedError(client.address.host, "it does not say where it keeps logs.")
    name = f"{job.id}.{_FILTERED.sub(b'_', job.name.encode('utf-8', 'replace')).decode('ascii')}"
    return f"{store}/jobs/{job.id // 1000}/{name}/tasks/{task.block}.{task.number}/output/{task.starts}.txt"

"""Commands that belong to a job and to none of its tasks: those before it, and those after its deletion.

They run one at a time, whether the farm is paused or not. What runs before a job holds its tasks back; as on afserver
3.4.1 nobody asks how it ended.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator

from .state import FarmState
from .store import StoredPost
from .task_run import TaskRun

log = logging.getLogger(__name__)

POST_SECONDS = 60
"""How long one may run."""
POST_TRIES = 3
POST_PAUSE_SECONDS = 5
POSTS_AT_ONCE = 100
"""How many are looked at when one of them is to be started."""


class PostQueue:
    """What still has to run, kept in the store; a new job's commands and a deleted job's come into it by the state."""

    def __init__(self, state: FarmState, folder: str) -> None:
        """`folder` is where their outputs are kept, and where they run that name no folder of their own."""
        self._state, self._folder = state, folder

    def due(self) -> Iterator[StoredPost]:
        """Those whose time has come; one that failed waits behind the others."""
        return iter(self._state.store.posts(self._state.now(), POSTS_AT_ONCE))

    def folder_of(self, post: StoredPost) -> str:
        """Where it runs."""
        return post.folder if os.path.isdir(post.folder) else self._folder

    def output_file(self, post_id: int) -> str:
        """Where its output goes."""
        return os.path.join(self._folder, f"post-{post_id}.txt")

    def finish(self, run: TaskRun, code: int | None, *, is_put_off: bool) -> None:
        """A command ended; it stays in the queue when it was put off, or when nobody knows how it ended."""
        post = self._state.store.post(run.stored.serial)
        if post is not None and not is_put_off:
            if code == 0 and not run.end_state:
                self._state.remove_post(post)
            elif code is not None or run.end_state:
                self.fail(post, run.reason or f"exit code {code}")

    def fail(self, post: StoredPost, reason: str) -> None:
        """Try it again later, a few times; what runs before a job is tried once."""
        store, job = self._state.store, self._state.by_serial(post.serial)
        log.warning("A command of the job %r failed (%s): %s", post.job_name, reason, post.command)
        if job is not None:
            self._state.logs.log_job(job, f"afanasy: The command before the job failed: {reason}.")
        if job is not None or post.tries + 1 >= POST_TRIES:
            self._state.remove_post(post)
        else:
            store.save_try(post.id, post.tries + 1, self._state.now() + POST_PAUSE_SECONDS)

"""The copy of the scene that the farm renders: reserved, written, checked, and removed if the job is not sent.

Only a file that `reserve` created can ever be removed here.
"""

from __future__ import annotations

import logging
import os
import time

from ..errors import SceneError
from .scene import Host

log = logging.getLogger(__name__)


class Snapshot:
    """One file at `path`, from its reservation to its removal."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.is_needed = False
        """True once an accepted job renders it: `remove` then leaves it alone."""
        self._is_ours = False

    def reserve(self) -> None:
        """Create the file, empty, under the user's umask, so that nobody else can take the name.

        Raises:
            SceneError: it exists already or the folder cannot be written.
        """
        try:
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
        except FileExistsError as error:
            raise SceneError(f"The snapshot {self.path} exists already; submit again.") from error
        except OSError as error:
            raise SceneError(f"The snapshot {self.path} cannot be written: {error.strerror}.") from error
        self._is_ours = True

    def save(self, host: Host) -> None:
        """Let `host` write its live scene over the reserved file; the session is left as it was.

        The file itself is checked, not what the host's call returned: some hosts report success in spite of a failure.

        Raises:
            SceneError: nothing, or nothing new, was written.
        """
        before = os.stat(self.path)
        started = time.time()
        try:
            with host.unchanged():
                host.save_snapshot(self.path)
        except OSError as error:
            raise SceneError(f"The snapshot {self.path} cannot be written: {error.strerror or error}.") from error
        try:
            after = os.stat(self.path)
        except OSError as error:
            raise SceneError(f"{host.name} left no snapshot at {self.path}.") from error
        is_new = (
            after.st_mtime_ns != before.st_mtime_ns or after.st_mtime >= started - 2 or after.st_ino != before.st_ino
        )
        if after.st_size == 0 or not is_new:
            raise SceneError(f"{host.name} wrote nothing to the snapshot {self.path}. Is the disk full?")

    def remove(self) -> bool:
        """Remove the file if `reserve` created it and no job needs it; False when that was tried and failed."""
        if not self._is_ours or self.is_needed:
            return True
        try:
            os.remove(self.path)
        except FileNotFoundError:
            pass
        except OSError as error:
            log.warning("The snapshot %s could not be removed: %s", self.path, error)
            return False
        self._is_ours = False
        return True

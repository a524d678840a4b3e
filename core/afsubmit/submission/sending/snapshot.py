"""The copy of the scene that the farm renders, its sidecars, and copies of our scripts: how each is written."""

from __future__ import annotations

import os
import shutil
import stat
import time

from ...errors import SceneError
from ...studio.pathmap import PathMap
from ..planning.scene import Host
from .own_file import OwnFile, mark_of


class ScriptCopy(OwnFile):
    """A copy of a script of ours that runs on the farm."""

    word = "script"

    def fill(self, source: str) -> None:
        """Write the text of `source` into the reserved file.

        Raises:
            SceneError: it cannot be read or written.
        """
        try:
            shutil.copyfile(source, self.path)
        except OSError as error:
            raise SceneError(f"The script {source} cannot be copied to {self.path}: {error.strerror}.") from error
        self.mark = mark_of(self.path)


class Sidecar(OwnFile):
    """A file that the application finds by the snapshot's name."""

    word = "file"

    def __init__(self, path: str, source: str) -> None:
        """Nothing is written yet; `source` is "" for a file that only the application may write."""
        super().__init__(path)
        self._source = source

    @property
    def is_there(self) -> bool:
        """Whether there is such a file: the application need not have written it."""
        return self._is_ours

    def complete(self, host: Host, path_map: PathMap | None) -> None:
        """Keep what the application wrote over the reserved file; else copy the source, and take it away without one.

        A host whose sidecars hold paths (`map_sidecar`) then puts these through `path_map`.

        Raises:
            SceneError: it cannot be read or written.
        """
        try:
            if not os.path.exists(self.path) or os.path.getsize(self.path) == 0:
                self._copy()
            if self._is_ours and path_map is not None and hasattr(host, "map_sidecar"):
                host.map_sidecar(self.path, path_map)
        except OSError as error:
            raise self._unwritable(error) from error
        self.mark = mark_of(self.path)

    def take_over(self) -> None:
        """It was written by the application, unasked, under our snapshot's name: it is ours, too."""
        self._is_ours, self.mark = True, mark_of(self.path)

    def _copy(self) -> None:
        if self._source:
            try:
                shutil.copyfile(self._source, self.path)
            except OSError as error:
                reason = error.strerror or error
                raise SceneError(f"{self._source} cannot be copied to {self.path}: {reason}.") from error
        else:
            self.remove()


class Snapshot(OwnFile):
    """The copy of the scene."""

    word = "snapshot"

    def save(self, host: Host, path_map: PathMap | None = None) -> None:
        """Let `host` write its live scene over the reserved file; the session is left as it was.

        A host whose scenes are text (`map_snapshot`) then puts the paths in the copy through `path_map`.

        The file itself is checked, not what the host's call returned: some hosts report success in spite of a failure.

        Raises:
            SceneError: nothing, or nothing new, was written.
        """
        try:
            before = os.stat(self.path)
            started = time.time()
            with host.unchanged():
                host.save_snapshot(self.path)
            if path_map is not None and hasattr(host, "map_snapshot"):
                host.map_snapshot(self.path, path_map)
        except OSError as error:
            raise self._unwritable(error) from error
        try:
            after = os.lstat(self.path)
            self._open_to_the_farm(before, after)
        except OSError as error:
            raise SceneError(f"{host.name} left no snapshot at {self.path}.") from error
        is_new = (
            after.st_mtime_ns != before.st_mtime_ns or after.st_mtime >= started - 2 or after.st_ino != before.st_ino
        )
        if after.st_size == 0 or not is_new or not stat.S_ISREG(after.st_mode):
            raise SceneError(f"{host.name} wrote nothing to the snapshot {self.path}. Is the disk full?")
        self.mark = mark_of(self.path)

    def _open_to_the_farm(self, before: os.stat_result, after: os.stat_result) -> None:
        """Some hosts write a new file for the owner alone and rename it: the farm's user must be able to read it."""
        lacking = stat.S_IMODE(before.st_mode) & ~stat.S_IMODE(after.st_mode)
        if lacking and stat.S_ISREG(after.st_mode):
            os.chmod(self.path, stat.S_IMODE(after.st_mode) | lacking)

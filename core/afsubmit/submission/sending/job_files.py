"""All files that a job brings, from the first reservation to the removal of the last."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence

from ...errors import SceneError
from ...studio.pathmap import PathMap
from ..planning.plan import PlannedJob
from ..planning.scene import Gathers, Host
from .gathered_folder import GatheredFolder
from .own_file import OwnFile, mark_of
from .snapshot import ScriptCopy, Sidecar, Snapshot


class JobFiles:
    """All that `job` brings: `snapshot`, None without one, its sidecars, copies of scripts, the files of its scene."""

    def __init__(self, job: PlannedJob, before: Sequence[JobFiles] = ()) -> None:
        """Nothing is written yet; `before` are those of the same submission that are written first."""
        self.snapshot = Snapshot(job.snapshot) if job.snapshot else None
        self._sidecars = [Sidecar(path, source) for path, source in job.sidecars.items()]
        self._copies = [(ScriptCopy(path), source) for path, source in job.copies.items()]
        others = [one.gathered for one in before if one.gathered]
        self.gathered: GatheredFolder | None = GatheredFolder(job.gathered, others) if job.gathered else None
        """The folder with the files that the scene reads, filled by `gather`."""

    @property
    def _all(self) -> Sequence[OwnFile]:
        kept = [one for one in (self.snapshot, self.gathered) if one is not None]
        return [*kept, *self._sidecars, *(one for one, _ in self._copies)]

    @property
    def marks(self) -> Mapping[str, str]:
        """The mark of each file by its path, "" for what was not written yet."""
        return {one.path: one.mark for one in self._all}

    def write(self, host: Host, path_map: PathMap | None = None) -> None:
        """Write all of them, on the main thread of `host`; `path_map` as in `Snapshot.save`.

        Raises:
            SceneError: one cannot be written.
        """
        for copy, source in self._copies:
            copy.reserve()
            copy.fill(source)
        if self.snapshot:
            self.snapshot.reserve()
            for sidecar in self._sidecars:
                sidecar.reserve()
            self._save(self.snapshot, host, path_map)

    def _save(self, snapshot: Snapshot, host: Host, path_map: PathMap | None) -> None:
        """Write the copy and complete its sidecars; those that the application made unasked are ours whatever fails."""
        before = _names_beside(snapshot.path)
        try:
            snapshot.save(host, path_map)
        finally:
            for path in _names_beside(snapshot.path) - before:
                self._sidecars.append(Sidecar(path, ""))
                self._sidecars[-1].take_over()
        for sidecar in self._sidecars:
            sidecar.complete(host, path_map)
        self._sidecars = [sidecar for sidecar in self._sidecars if sidecar.is_there]

    def gather(self, host: Host, scene: str, go_on: Callable[[str], None]) -> None:
        """Copy what the snapshot of the `scene` reads, and let it read the copies; `go_on` as in `GatheredFolder.fill`.

        Raises:
            SceneError: a file cannot be read or written, or there is no room.
        """
        if self.snapshot is None or self.gathered is None:
            return
        if not isinstance(host, Gathers):
            raise SceneError(f"What {host.name} scenes read cannot be gathered; switch that off.")
        self.snapshot.ensure_written()
        source = scene if getattr(host, "is_bound_to_folder", False) else self.snapshot.path
        self.gathered.fill(host, self.snapshot.path, os.path.dirname(source), go_on)
        self.snapshot.mark = mark_of(self.snapshot.path)

    def ensure_written(self) -> None:
        """See that they are still what was written.

        Raises:
            SceneError: one is not.
        """
        for one in self._all:
            one.ensure_written()

    def set_needed(self, *, is_needed: bool) -> None:
        """Say whether a job needs them."""
        for one in self._all:
            one.is_needed = is_needed

    def remove(self) -> list[str]:
        """Remove what is ours and not needed; the paths that could not be."""
        return [one.path for one in self._all if not one.remove()]


def _names_beside(snapshot: str) -> set[str]:
    """The files whose names begin with that of the snapshot, without its ending."""
    folder, start = os.path.split(os.path.splitext(snapshot)[0])
    with contextlib.suppress(OSError):
        return {os.path.join(folder, name) for name in os.listdir(folder) if name.startswith(start)}
    return set()

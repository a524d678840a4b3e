"""Hosts without a running application: a scene that lies on the disk, and what all such hosts have in common."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ...errors import SceneError
from .scene import Output, SceneState


class OfflineHost:
    """The part of a `Host` where nothing runs: no session that could change, no artist who saves, one thread."""

    @contextlib.contextmanager
    def unchanged(self) -> Iterator[None]:
        """There is nothing that could change."""
        yield

    def on_saved(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """Nobody saves here: `callback` is never called."""
        return lambda: None

    def run_on_main(self, function: Callable[[], None]) -> None:
        """Call it now."""
        function()

    def python(self) -> str:
        """This very interpreter."""
        return sys.executable


class FileHost(OfflineHost):
    """A `Host` where nothing runs: no session, no artist who saves; `name` is the application the file is of."""

    is_bound_to_folder = True
    """A copy is byte for byte the file: paths in it that begin at its folder mean the same in that folder only."""

    def __init__(
        self,
        state: SceneState,
        outputs: Sequence[Output],
        chosen: Sequence[str] = (),
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        """Take what was read.

        Args:
            state: the scene.
            outputs: everything in it that can be rendered.
            chosen: ids of those that are meant when nobody names any; none for all.
            settings: those that lie in the file.
        """
        self.name = state.host
        self._state, self._outputs, self._chosen, self._settings = state, outputs, chosen, settings or {}

    def scene(self) -> SceneState:
        """The file, as it was read."""
        return self._state

    def outputs(self) -> Sequence[Output]:
        """Everything in it that can be rendered."""
        return self._outputs

    def selected(self) -> Sequence[str]:
        """What the file itself means, else all of it."""
        return self._chosen or [output.id for output in self._outputs]

    def save_snapshot(self, path: str) -> None:
        """Copy the file over `path`.

        Raises:
            SceneError: it cannot be read or written, or was saved meanwhile.
        """
        source = self._state.path
        try:
            before = os.stat(source)
            shutil.copyfile(source, path)
            after = os.stat(source)
        except OSError as error:
            raise SceneError(f"The scene {source} cannot be copied to {path}: {error.strerror or error}.") from error
        if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
            raise SceneError(f"The scene {source} was saved while it was copied; submit again.")

    def load_settings(self) -> Mapping[str, Any]:
        """The settings that lie in the file."""
        return self._settings

    def store_settings(self, values: Mapping[str, Any]) -> None:
        """Nothing: the artist's file is only read."""

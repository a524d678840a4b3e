"""The open book, as a host: the only file that asks Sketch for data."""

from __future__ import annotations

import contextlib
import logging
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import sketch

from afsubmit.errors import SceneError
from afsubmit.submission.planning.scene import Output, SceneState
from afsubmit.submission.settings import scene_text

from . import _book

log = logging.getLogger(__name__)


class SketchHost:
    """A `Host` over the running application."""

    name = "sketch"

    def scene(self) -> SceneState:
        """The open book."""
        document = sketch.document()
        program = shutil.which("sketch") or ""
        return _book.state(document.lines, document.path, is_modified=document.is_modified, application=program)

    def outputs(self) -> Sequence[Output]:
        """Its pages."""
        return _book.outputs(sketch.document().lines, self.scene())

    def selected(self) -> Sequence[str]:
        """Nothing: Sketch has no selection."""
        return []

    @contextlib.contextmanager
    def unchanged(self) -> Iterator[None]:
        """Restore frame and modified flag."""
        document = sketch.document()
        kept = document.frame, document.is_modified
        try:
            yield
        finally:
            document.frame, document.is_modified = kept

    def save_snapshot(self, path: str) -> None:
        """Write the book as it is now over `path`.

        Raises:
            SceneError: Sketch could not write it.
        """
        try:
            sketch.document().save_copy(path)
        except OSError as error:
            raise SceneError(f"The snapshot {path} cannot be written: {error.strerror}.") from error

    def load_settings(self) -> Mapping[str, Any]:
        """Those kept in the book."""
        return scene_text.decode(_book.settings_of(sketch.document().lines))

    def store_settings(self, values: Mapping[str, Any]) -> None:
        """Keep them in a line of the book."""
        document = sketch.document()
        lines = [line for line in document.lines if not line.startswith(_book.SETTINGS)]
        document.lines = [*lines, _book.SETTINGS + scene_text.encode(values)] if values else lines
        document.is_modified = True

    def on_saved(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """Sketch calls after each save of the artist's, and not for copies."""

        def saved(path: str) -> None:
            try:
                callback(path)
            except Exception:  # nothing may come out of it into Sketch
                log.exception("Afanasy: after a save")

        sketch.on_save.append(saved)
        return lambda: sketch.on_save.remove(saved) if saved in sketch.on_save else None

    def run_on_main(self, function: Callable[[], None]) -> None:
        """When Sketch has time."""
        sketch.later(function)

    def python(self) -> str:
        """Sketch's own."""
        return sys.executable

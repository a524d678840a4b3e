"""The open book, as a host: the only file that asks Sketch for data."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import sketch

from afsubmit.errors import SceneError
from afsubmit.submission.planning.scene import Output, SceneState
from afsubmit.submission.sending.save_listener import SaveListener
from afsubmit.submission.settings import scene_text

from . import _book


class SketchHost:
    """A `Host` over the running application."""

    name = "sketch"

    def __init__(self, python: str = "") -> None:
        """`python` is the artist's choice for the farm of this machine, "" for none."""
        self._python = python

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

        def saved(_path: str) -> None:
            listener.saved()

        listener = SaveListener(callback, self, stop=lambda: sketch.on_save.remove(saved))
        sketch.on_save.append(saved)
        return listener.end

    def state(self) -> tuple[str, bool]:
        """The open book's path, and whether it has changes that are not saved."""
        return sketch.document().path, sketch.document().is_modified

    def run_on_main(self, function: Callable[[], None]) -> None:
        """When Sketch has time."""
        sketch.later(function)

    def python(self) -> str:
        """The artist's choice, else Sketch's own."""
        return self._python or sys.executable

"""What the facade adds to the writers of a document: the path map, printing for the user, the check of masks."""

from __future__ import annotations

import re

from ..document import conversion
from ..document.work import Work
from ..document.writer import Writer
from ..typed import Any
from . import environment
from .printing import say


class StudioWriter(Writer):
    """A writer that knows this machine."""

    def _command(self, command: Any, is_mapped: bool) -> Any:
        path_map = environment.path_map
        return path_map.to_server(command) if path_map and is_mapped and isinstance(command, str) else command

    def _path(self, path: Any, is_mapped: bool) -> Any:
        path_map = environment.path_map
        if path_map is None and type(path) is str:
            return path
        path = conversion.text(path)
        return path_map.path_to_server(path) if path_map and is_mapped and isinstance(path, str) else path

    def _say(self, words: str) -> None:
        say(words)


class StudioWork(StudioWriter, Work):
    """A job or block that knows this machine."""

    def _set_mask(self, name: str, value: Any) -> None:
        """Leave out, as scripts know it, what is no regular expression."""
        if isinstance(value, str) and value and not is_regular_expression(value):
            say(f'Error: {type(self).__name__}: {name} "{value}" is not a regular expression; it is left out.')
        else:
            super()._set_mask(name, value)


def is_regular_expression(pattern: str) -> bool:
    """Whether `pattern` is one, and not empty."""
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return bool(pattern)

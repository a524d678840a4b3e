"""The configuration: every value from where it counts, with its source. Reading writes nothing.

Order: arguments, environment, user file, studio file, CGRU's own files when CGRU_LOCATION is set, defaults.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence

from ..errors import Problem, SettingsError
from ..typed import Any
from . import cgru, folders, json_files
from .keys import KEYS, from_text, wrong

FILE = "config.json"
DEFAULT, CGRU, STUDIO, USER, ENVIRONMENT, ARGUMENT = range(6)
"""The levels; a higher one wins."""


class Configuration:
    """Values by key. `problems` are warnings about files that were passed over, `files` those that were read."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Hold the defaults; `environ` is kept for what is asked of it later (who the user is)."""
        self.environ = environ
        self.problems: Sequence[Problem] = ()
        self.files: Sequence[str] = ()
        self._values: dict[str, tuple[Any, str, int]] = {
            name: (key.default, "default", DEFAULT) for name, key in KEYS.items()
        }

    def value(self, key: str, default: Any = None) -> Any:
        """What counts for `key`; `default` when nobody ever said anything about it."""
        return self._values[key][0] if key in self._values else default

    def source(self, key: str) -> str:
        """Where the value came from: "argument", "environment NAME", a file's path, "default"; "" for unknown keys."""
        return self._values[key][1] if key in self._values else ""

    def level(self, key: str) -> int:
        """How far up the value stands: DEFAULT, CGRU, STUDIO, USER, ENVIRONMENT or ARGUMENT."""
        return self._values[key][2] if key in self._values else DEFAULT

    def items(self) -> Iterator[tuple[str, Any, str]]:
        """Every key with value and source, ours first, then CGRU's by name."""
        ours = list(KEYS)
        for key in ours + sorted(key for key in self._values if key not in KEYS):
            yield key, self._values[key][0], self._values[key][1]

    def put(self, key: str, value: Any, source: str, level: int) -> None:
        """Let `value` count from now on.

        Raises:
            SettingsError: a key of ours got a value it cannot have.
        """
        reason = wrong(key, value)
        if reason:
            raise SettingsError(f"{source}: {key}: {reason}")
        self._values[key] = (value, source, level)


def load(
    arguments: Mapping[str, Any] | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    platform: str = sys.platform,
) -> Configuration:
    """Read everything that says something about the configuration, now.

    Raises:
        SettingsError: one of our files is not JSON (with line and column), or a value cannot be used.
    """
    environ = os.environ if environ is None else environ
    configuration = Configuration(environ)
    _read_cgru(configuration, environ, platform)
    _read_file(configuration, folders.studio_config_folder(environ, platform), STUDIO)
    _read_file(configuration, folders.user_config_folder(environ, platform), USER)
    _read_environment(configuration, environ)
    for key, value in (arguments or {}).items():
        if value is not None:
            configuration.put(key, value, "argument", ARGUMENT)
    return configuration


def _read_cgru(configuration: Configuration, environ: Mapping[str, str], platform: str) -> None:
    values, problems, files = cgru.read(environ, platform)
    problems = list(problems)
    for key, (value, file) in values.items():
        try:
            configuration.put(key, value, file, CGRU)
        except SettingsError as error:
            problems.append(Problem("warning", f"{file}: {key}", f"{error} The value is passed over."))
    configuration.problems, configuration.files = problems, files


def _read_file(configuration: Configuration, folder: str, level: int) -> None:
    path = os.path.join(folder, FILE)
    content = json_files.read(path)
    if content is None:
        return
    configuration.files = [*configuration.files, path]
    for key, value in content.items():
        if key and key[0] != "-":
            configuration.put(key, value, path, level)


def _read_environment(configuration: Configuration, environ: Mapping[str, str]) -> None:
    """Take our variables, and CGRU_NAME for every key that is known by now, as CGRU does."""
    variables = {name: key.variables for name, key in KEYS.items()}
    for name, _, _ in list(configuration.items()):
        candidates = variables.get(name, (f"CGRU_{name.upper()}",))
        variable = next((candidate for candidate in candidates if environ.get(candidate)), "")
        if variable:
            source = f"environment {variable}"
            value = from_text(environ[variable], configuration.value(name), source)
            configuration.put(name, value, source, ENVIRONMENT)

"""`afsubmit config`: every value of the configuration and where it came from. Reads, never writes."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

from ..typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from ..studio.configuration import Configuration

VALUE_WIDTH = 60
FOLDER = "_folder"
SECRET, HIDDEN = ("pswd", "password", "conninfo"), "(hidden)"
"""Values of keys with one of these in them are not shown: people paste what this prints."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what `afsubmit config` takes."""
    parser.add_argument("keys", nargs="*", metavar="KEY", help="only these; * and ? for any letters")
    parser.add_argument("--json", action="store_true", help="print JSON: {KEY: {value, source}}")


def run(arguments: argparse.Namespace) -> int:
    """Do it; returns the exit code."""
    from ..errors import SettingsError, sentence
    from ..studio import configuration

    loaded = configuration.load()
    for problem in loaded.problems:
        print(f"{problem.level}: {sentence(problem)}", file=sys.stderr)
    rows = chosen(loaded, arguments.keys)
    if arguments.keys and not rows:
        raise SettingsError(f"Nothing is known of {', '.join(arguments.keys)}.")
    if arguments.json:
        from .json_text import shown

        print(shown({key: {"value": value, "source": source} for key, value, source in rows}))
    else:
        from .text_table import drawn

        print(
            drawn(
                ("KEY", "VALUE", "SOURCE"),
                [(key, value if key.endswith(FOLDER) else _short(value), source) for key, value, source in rows],
            )
        )
    return 0


def chosen(loaded: Configuration, masks: list[str]) -> list[tuple[str, Any, str]]:
    """Key, value and source of the keys that fit a mask, of all without masks; an open one has its effective value."""
    from fnmatch import fnmatchcase

    rows = [(key, *_counting(loaded, key, value, source)) for key, value, source in loaded.items()]
    rows += _folders(loaded)
    return [row for row in rows if not masks or any(fnmatchcase(row[0], mask) for mask in masks)]


def _counting(loaded: Configuration, key: str, value: Any, source: str) -> tuple[Any, str]:
    """What counts when nobody says anything: the user logged in, this machine, the system of the path map."""
    from ..studio import identity, pathmap

    if value:
        return (HIDDEN if any(word in key.lower() for word in SECRET) else value), source
    if key == "user_name":
        return identity.user_name(loaded), "the user logged in"
    if key == "host_name":
        return identity.host_name(loaded), "this machine"
    if key == "farm_os":
        found = pathmap.from_configuration(loaded).farm_os
        return (found, "pathsmap") if found else (value, source)
    return value, source


def _folders(loaded: Configuration) -> Iterator[tuple[str, str, str]]:
    """Where settings, presets and hooks are looked for, and where the state is; "" when there is no show."""
    from ..studio import folders

    for name, folder, variables in (
        ("user", folders.user_config_folder, ("XDG_CONFIG_HOME",)),
        ("show", folders.show_config_folder, (folders.SHOW_VARIABLE,)),
        ("studio", folders.studio_config_folder, ("AFSUBMIT_STUDIO", "XDG_CONFIG_DIRS")),
        ("state", folders.state_folder, ("AFSUBMIT_HOME", "XDG_STATE_HOME")),
    ):
        said_by = next((variable for variable in variables if loaded.environ.get(variable)), "")
        yield f"{name}{FOLDER}", folder(loaded.environ), f"environment {said_by}" if said_by else "default"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= VALUE_WIDTH else f"{text[: VALUE_WIDTH - 1]}…"

"""Reads the `host.json` of a plugin: an `Application`, or a sentence that names what is wrong in it."""

from __future__ import annotations

import os
import re

from ..errors import SettingsError
from ..typed import TYPE_CHECKING, Any, NamedTuple
from . import json_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE = "host.json"
INSTALLED = "afsubmit-installed.json"
"""Beside it where `afsubmit install` put the plugin: which version that was, and its files."""
WORD = r"[a-z][a-z0-9]*"
PATTERN = object()
"""In a shape: a text that is a regular expression."""
BY_SYSTEM = {"linux?": [str], "darwin?": [str], "win32?": [str]}

SHAPE = {
    "name": WORD,
    "title": str,
    "package": r"[A-Za-z_]\w*",
    "endings": [r"\.[a-z0-9]+"],
    "programs?": {"names": PATTERN, **BY_SYSTEM},
    "selftest?": {"program?": str, "bundle?": str, "target": str, "words": [str], "environment?": {"*": str}},
    "install?": {
        "home": {**BY_SYSTEM, "linux": [str]},
        "versions?": {"oldest": r"\d+(\.\d+)*", "ask?": [str], "answer?": PATTERN, "bundle?": str, "word?": str},
        "targets": [{"path": str, "from?": r"\d+(\.\d+)*"}],
        "plugin?": str,
        "core": str,
        "beside_core?": [str],
        "blocks?": {"*": [str]},
        "written?": {"*": object},
        "foreign?": str,
        "next": str,
    },
}
"""What a `host.json` may hold: "key?" may be left out, "*" is any key; a text is a pattern that a text must match."""


class Application(NamedTuple):
    """One application, as the `host.json` of its plugin describes it.

    `name` is what commands and presets call it ("nuke"), `title` what people do ("Nuke"); `folder` holds the plugin and
    `package` its Python package; `endings` are those of its scene files; `programs` and `install` are read by
    `cli.applications` and `install.recipe`; `selftest` says how `cli.selftest` starts it: with the plugin in the folder
    `target`, by `words`, `{folder}` in `environment` being the test's own folder; `program` is another one beside it
    that is started, `bundle` where that lies in an application of macOS.
    """

    name: str
    title: str
    folder: str
    package: str
    endings: tuple[str, ...]
    programs: Mapping[str, Any]
    install: Mapping[str, Any]
    selftest: Mapping[str, Any]


def is_plugin(folder: str) -> bool:
    """Whether `folder` is the plugin of an application."""
    return os.path.isfile(os.path.join(folder, FILE))


def installed_version(folder: str) -> str:
    """The version of ours that `afsubmit install` put into the folder; "" where it did not."""
    try:
        said = json_files.read(os.path.join(folder, INSTALLED)) or {}
    except SettingsError:
        return ""
    return str(said.get("version", ""))


def read(folder: str) -> Application:
    """The application whose plugin lies in `folder`.

    Raises:
        SettingsError: its `host.json` cannot be read, or says what it may not; the sentence names the place.
    """
    path = os.path.join(folder, FILE)
    said = json_files.read(path) or {}
    for wrong in faults(said, SHAPE):
        raise SettingsError(f"{path}: {wrong}.")
    package = os.path.join(folder, said["package"])
    return Application(
        name=said["name"],
        title=said["title"],
        folder=folder,
        package=package if os.path.isdir(package) else folder,
        endings=tuple(said["endings"]),
        programs=said.get("programs", {}),
        install=said.get("install", {}),
        selftest=said.get("selftest", {}),
    )


def faults(value: Any, shape: Any, place: str = "") -> Iterator[str]:
    """What of `value` is not as `shape` says, a sentence for each: "install.next is missing"."""
    if isinstance(shape, dict):
        yield from _of_object(value, shape, place) if isinstance(value, dict) else [f"{place} must be an object"]
    elif isinstance(shape, list):
        if not isinstance(value, list) or not value:
            yield f"{place} must be a list with something in it"
        else:
            for number, one in enumerate(value):
                yield from faults(one, shape[0], f"{place}[{number}]")
    elif shape is not object and (not isinstance(value, str) or not value):
        yield f"{place} must be a text"
    elif shape is PATTERN:
        yield from _of_pattern(value, place)
    elif isinstance(shape, str) and not re.fullmatch(shape, value):
        yield f"{place} is {value!r}; it must match {shape}"


def _of_object(value: Mapping[str, Any], shape: Mapping[str, Any], place: str) -> Iterator[str]:
    before = f"{place}." if place else ""
    known = {key.rstrip("?"): inner for key, inner in shape.items()}
    for key, one in value.items():
        if key in known or "*" in known:
            yield from faults(one, known.get(key, known.get("*")), before + key)
        else:
            yield f"{before}{key} is not known; known are {', '.join(known)}"
    yield from (f"{before}{key} is missing" for key in shape if not key.endswith(("?", "*")) and key not in value)


def _of_pattern(value: str, place: str) -> Iterator[str]:
    try:
        re.compile(value)
    except re.error as error:
        yield f"{place} is no regular expression: {error}"

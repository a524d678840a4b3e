"""Reads the configuration files of a CGRU installation, as CGRU 3.4.1 does, and writes nothing.

Facts from its `cgruconfig` module: first `config_default.json` below CGRU_LOCATION, then the file CGRU_CUSTOM_CONFIG
names, then `config.json` in the user's `.cgru` folder (not for root); a file's `include` list is read after the file
itself; `OS_…` sections count on their system only; a key that begins with `-` is switched off; later values win,
objects are merged. Unlike CGRU it creates no file and leaves switched-off keys out of merged objects too.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from ..errors import Problem
from ..typed import Any
from . import json_files

ROOT_KEY = "cgru_config"


def systems(platform: str = sys.platform) -> tuple[str, ...]:
    """The names by which `OS_…` sections call a system."""
    if platform.startswith("win"):
        return ("windows",)
    if platform == "darwin":
        return ("unix", "macosx")
    return ("unix", "linux") if platform.startswith("linux") else ("unix",)


def first_files(environ: Mapping[str, str], platform: str = sys.platform, *, is_root: bool = False) -> list[str]:
    """The files that CGRU begins with, in the order in which they are read; [] without CGRU_LOCATION."""
    location = environ.get("CGRU_LOCATION")
    if not location:
        return []
    files = [os.path.join(location, "config_default.json")]
    custom = environ.get("CGRU_CUSTOM_CONFIG")
    if custom:
        files.append(custom)
    home = environ.get("APPDATA") or environ.get("HOME")
    is_windows = platform.startswith("win")
    if home and (is_windows or not is_root):
        files.append(os.path.join(home, "cgru" if is_windows else ".cgru", "config.json"))
    return files


def read(
    environ: Mapping[str, str], platform: str = sys.platform, *, is_root: bool | None = None
) -> tuple[dict[str, tuple[Any, str]], list[Problem], list[str]]:
    """Every value with the file it came from, what is wrong with files, and the files that were read.

    A file that is missing is passed over; one that is not JSON is passed over too, as CGRU does, and is a Problem.
    `is_root` None asks the system.
    """
    if is_root is None:
        is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    reading = _ConfigReader(systems(platform))
    for file in first_files(environ, platform, is_root=is_root):
        reading.read(file)
    return reading.values, reading.problems, reading.files


class _ConfigReader:
    def __init__(self, names: tuple[str, ...]) -> None:
        self.values: dict[str, tuple[Any, str]] = {}
        self.problems: list[Problem] = []
        self.files: list[str] = []
        self._sections = {f"OS_{name}" for name in names}
        self._seen: set[str] = set()

    def read(self, file: str) -> None:
        if not os.path.isfile(file):
            return
        if file in self._seen:
            self._warn(file, "It is included twice; the second time counts for nothing.")
            return
        self._seen.add(file)
        content = self._load(file)
        if content is None:
            return
        self.files.append(file)
        self._take(content, file)
        include = content.get("include")
        for name in include if isinstance(include, list) else []:
            if isinstance(name, str):
                self.read(os.path.join(os.path.dirname(file), name))

    def _load(self, file: str) -> dict[str, Any] | None:
        try:
            content = (json_files.read(file) or {}).get(ROOT_KEY)
        except json_files.JsonError as error:
            self._warn(error.place, f"{error.reason} The whole file is passed over.")
            return None
        if not isinstance(content, dict):
            self._warn(file, f'It has no object "{ROOT_KEY}" and is passed over.')
            return None
        return content

    def _warn(self, where: str, message: str) -> None:
        self.problems.append(Problem("warning", where, message))

    def _take(self, content: Mapping[str, Any], file: str) -> None:
        for key, value in self._counting(content):
            old = self.values.get(key)
            if isinstance(value, dict):
                value = self._merged(old[0] if old and isinstance(old[0], dict) else {}, value)
            self.values[key] = (value, file)

    def _merged(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
        merged = dict(old)
        for key, value in self._counting(new):
            before = merged.get(key)
            if isinstance(value, dict):
                value = self._merged(before if isinstance(before, dict) else {}, value)
            merged[key] = value
        return merged

    def _counting(self, content: Mapping[str, Any]) -> list[tuple[str, Any]]:
        """The keys that count on this system, sections opened, in the file's order."""
        found: list[tuple[str, Any]] = []
        for key, value in content.items():
            if key in self._sections and isinstance(value, dict):
                found += self._counting(value)
            elif key and key[0] != "-" and not key.startswith("OS_"):
                found.append((key, value))
        return found

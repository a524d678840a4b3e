"""Which of the applications are on this machine: by the PATH, and where their installers put them (`host.json`).

`{INSTALLED}` in a place is each folder that Windows' registry names.
"""

from __future__ import annotations

import glob
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence

from ..studio import hosts, windows_registry


def found(environ: Mapping[str, str] | None = None, platform: str = sys.platform) -> dict[str, list[str]]:
    """Application -> its programs here, each once, those on the PATH first; [] when there is none."""
    environ = os.environ if environ is None else environ
    programs: dict[str, list[str]] = {}
    for name, application in hosts.found().items():
        pattern = re.compile(application.programs.get("names", "(?!)"))
        masks = application.programs.get(platform, application.programs.get("linux", ()))
        places = list(_places(masks, environ, application.endings))
        different = {
            os.path.normcase(os.path.realpath(path)): path
            for path in reversed([*_on_path(pattern, environ), *_installed(places, pattern)])
        }
        programs[name] = list(different.values())[::-1]
    return programs


def _places(masks: Sequence[str], environ: Mapping[str, str], endings: Sequence[str]) -> Iterator[str]:
    """The masks with folders of this machine in them."""
    files = glob.escape(environ.get("PROGRAMFILES", "C:/Program Files"))
    for mask in masks:
        folders = windows_registry.program_folders(endings) if "{INSTALLED}" in mask else [""]
        for folder in folders:
            yield mask.replace("{PROGRAMFILES}", files).replace("{INSTALLED}", glob.escape(folder))


def _installed(masks: Sequence[str], pattern: re.Pattern[str]) -> list[str]:
    paths = [os.path.normpath(path) for mask in masks for path in sorted(glob.glob(mask))]
    return [path for path in paths if _is_program(path, pattern)]


def _is_program(path: str, pattern: re.Pattern[str]) -> bool:
    return path.endswith(".app") or bool(pattern.fullmatch(os.path.basename(path)) and os.access(path, os.X_OK))


def _on_path(pattern: re.Pattern[str], environ: Mapping[str, str]) -> list[str]:
    paths = []
    for folder in environ.get("PATH", "").split(os.pathsep):
        try:
            names = sorted(os.listdir(folder)) if folder else []
        except OSError:
            continue
        paths += [os.path.join(folder, name) for name in names if pattern.fullmatch(name)]
    return [path for path in paths if os.path.isfile(path) and os.access(path, os.X_OK)]

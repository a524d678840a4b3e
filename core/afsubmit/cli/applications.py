"""Which of the four applications are on this machine: by the PATH, and where their installers put them."""

from __future__ import annotations

import glob
import os
import re
import sys
from collections.abc import Mapping

PROGRAMS = {
    "nuke": re.compile(r"Nuke\d+(\.\d+)+(v\d+)?(\.exe)?|nuke(\.exe)?"),
    "maya": re.compile(r"maya(\d+)?(\.exe)?"),
    "houdini": re.compile(r"(houdini(fx|core)?|hython)(\.exe)?"),
    "blender": re.compile(r"blender(\.exe)?"),
}
_PLACES = {
    "linux": {
        "nuke": "/usr/local/Nuke*/Nuke[0-9]* /opt/Nuke*/Nuke[0-9]*",
        "maya": "/usr/autodesk/maya*/bin/maya",
        "houdini": "/opt/hfs*/bin/houdini",
        "blender": "/opt/blender*/blender",
    },
    "darwin": {
        "nuke": "/Applications/Nuke*/Nuke*.app",
        "maya": "/Applications/Autodesk/maya*/Maya.app",
        "houdini": "/Applications/Houdini/Houdini*/Houdini*.app",
        "blender": "/Applications/Blender*.app",
    },
    "win32": {
        "nuke": "{files}/Nuke*/Nuke[0-9]*.exe",
        "maya": "{files}/Autodesk/Maya*/bin/maya.exe",
        "houdini": "{files}/Side~Effects~Software/Houdini*/bin/houdini.exe",
        "blender": "{files}/Blender~Foundation/Blender*/blender.exe",
    },
}


def found(environ: Mapping[str, str] | None = None, platform: str = sys.platform) -> dict[str, list[str]]:
    """Application -> its programs here, each once, those on the PATH first; [] when there is none."""
    environ = os.environ if environ is None else environ
    places = _PLACES.get(platform, _PLACES["linux"])
    files = environ.get("PROGRAMFILES", "C:/Program Files")
    programs: dict[str, list[str]] = {}
    for name, pattern in PROGRAMS.items():
        masks = [mask.replace("~", " ").format(files=files) for mask in places[name].split()]
        installed = [path for mask in masks for path in sorted(glob.glob(mask)) if _is_program(path, pattern)]
        different = {os.path.realpath(path): path for path in reversed([*_on_path(pattern, environ), *installed])}
        programs[name] = list(different.values())[::-1]
    return programs


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

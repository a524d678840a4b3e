"""What the farm needs beside the script: the colour configuration, and the folders with gizmos and plug-ins.

Looks which folders are there, and writes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from afsubmit.errors import Problem

from . import _gizmos, _paths
from ._graph import Comp

MAXIMUM_NAMED = 5
BUILT_IN = "ocio://"
"""How the name of a colour configuration begins that lies in OCIO itself (its documentation)."""


class Tools(NamedTuple):
    """What a script needs: `variables` go with the job, `gizmos` are class -> file.

    `program` is the folder of the running Nuke, of which every machine has its own; "" where none runs.
    """

    comp: Comp
    variables: Mapping[str, str]
    gizmos: Mapping[str, str]
    program: str = ""

    def sources(self) -> dict[str, list[str]]:
        """What the farm reads beside the script, by what an artist calls it."""
        found = {"OCIO config": [self._colours]} if _paths.is_absolute(self._colours) else {}
        folders = [folder for folder in self._folders if _paths.is_absolute(folder) and os.path.isdir(folder)]
        found.update({"NUKE_PATH": folders} if folders else {})
        found.update((f"gizmo {name}", [file]) for name, file in self.gizmos.items() if not self._is_of_program(file))
        return found

    def problems(self) -> Iterator[Problem]:
        """What machines of a farm may lack."""
        homes = _gizmos.homes()
        is_shared = _is_in(self.comp.path, homes)  # the farm sees the home, or nothing at all
        yield from _of_colours(self._colours, () if is_shared else homes)
        own = [folder for folder in self._folders if _is_in(folder, homes)]
        if own and not is_shared:
            message = f"NUKE_PATH names your home folder, which machines of the farm may not have: {_listed(own)}"
            yield Problem("warning", "scene", message, "Put what the script needs into a folder that the farm sees.")
        yield from self._of_gizmos(homes)

    def _of_gizmos(self, homes: Sequence[str]) -> Iterator[Problem]:
        others = {name: file for name, file in self.gizmos.items() if not _is_in(file, self._folders)}
        others = {name: file for name, file in others.items() if not self._is_of_program(file)}
        for name, file in others.items():
            if _is_in(file, homes):
                nodes = [node.full_name for node in self.comp.nodes if _gizmos.class_of(node) == name]
                message = f"{name} ({_listed(nodes)}) comes from your own folder, where a farm's Nuke does not look:"
                fix = "Put it into a folder that the farm sees, and name that folder in NUKE_PATH."
                yield Problem("warning", "scene", f"{message} {file}", fix)
        away = [file for file in others.values() if not _is_in(file, homes)]
        if away and "NUKE_PATH" in self.variables:
            message = f"No folder of NUKE_PATH has these gizmos, an init.py of this machine knows them: {_listed(away)}"
            yield Problem("info", "scene", message, "The farm's machines need that init.py and the same folders.")

    @property
    def _colours(self) -> str:
        """The colour configuration that counts: a variable goes before the project's own (documented)."""
        return self.variables.get("OCIO", "").strip() or self.comp.colours

    @property
    def _folders(self) -> list[str]:
        return [folder for folder in self.variables.get("NUKE_PATH", "").split(os.pathsep) if folder.strip()]

    def _is_of_program(self, file: str) -> bool:
        return _paths.is_below(file, self.program.partition("/Contents/")[0])


def carried(comp: Comp, settings: Mapping[str, object]) -> dict[str, str]:
    """The variables that go with the job: those of the session, and those of the settings over them."""
    chosen = settings["environment"]
    own = dict(comp.environment) if settings["same_environment"] else {}
    return {**own, **(chosen if isinstance(chosen, Mapping) else {})}


def _of_colours(path: str, homes: Sequence[str]) -> Iterator[Problem]:
    if not path or path.startswith(BUILT_IN):
        return
    if not _paths.is_absolute(path):
        message = f"The colour configuration {path} begins at no root: each machine looks for it somewhere else."
        yield Problem("warning", "scene", message, "Name it by its whole path, in OCIO or in the project settings.")
    elif _is_in(path, homes):
        message = f"The colour configuration lies in your home folder, which machines of the farm may not have: {path}"
        fix = "Put it into a folder that the farm sees, and name it there in OCIO or in the project settings."
        yield Problem("warning", "scene", message, fix)


def _is_in(path: str, folders: Sequence[str]) -> bool:
    return any(_paths.is_below(path, folder) for folder in folders)


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MAXIMUM_NAMED} more" if len(names) > MAXIMUM_NAMED else ""
    return ", ".join(names[:MAXIMUM_NAMED]) + more

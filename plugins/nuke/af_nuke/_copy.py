"""What changes in the copy that the farm renders: paths as the farm sees them, and the name of the artist's script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from afsubmit.submission.sending import text_scene
from afsubmit.submission.sending.text_scene import PathMap

from . import _script, _script_name

FILE_KNOBS = frozenset(
    "file proxy font project_directory vfield_file lut_file cdl_file ccc_file customOCIOConfigPath OCIOConfigPath "
    "modelFile kernelSourceFile cfile gridFile hdrFile texture_file filename".split()
)
"""Knobs that hold a path, beside the user's own."""

SHOWN_KNOBS = frozenset([*_script_name.SHOWN_KNOBS, "name", "help", "autolabel", "knobChanged"])
"""Knobs that hold no path that Nuke opens, whatever stands in them."""

TEXT_KINDS = ("1", "2", "43")
"""What `addUserKnob` calls a line of text, a file, and a text of several lines."""

_PATH_LIKE = re.compile(r"[/\\]")
_GRAMMAR = "[{\n"
"""Signs of a value that holds TCL, or several values."""


def named(
    script: _script.Script, original: str, announced: Mapping[tuple[str, str], str] = MappingProxyType({})
) -> str:
    """The text of `script` for another place.

    A file knob with Tcl in it has the name that was `announced` (by node and knob) instead. What else asks for the
    script's name is given the artist's own file `original`, since the copy has another name. And write nodes make the
    folders they write to: an artist sees a missing one, a farm fails on every frame.
    """
    changes, added = _script_name.rewritten(script, original.replace("\\", "/"))
    pinned = dict(_pinned(script, announced))
    changes = [(place, text) for place, text in changes if place not in pinned] + list(pinned.items())
    for node in script.nodes:
        if node.class_name == "Write" and node.original is None:
            if "create_directories" in node.knobs:
                changes.append((node.knobs["create_directories"], "true"))
            else:
                is_apart = script.text[node.body[0] : node.body[0] + 1].isspace()
                added.append((node.body[0], f"\n create_directories true{'' if is_apart else ' '}"))
    return script.replaced(changes, added)


def _pinned(script: _script.Script, announced: Mapping[tuple[str, str], str]) -> Iterator[tuple[int, str]]:
    for (name, knob), text in announced.items():
        for node in script.nodes:
            if knob in node.knobs and set(node.value(knob) or "") & set("[$") and node.full_name == name:
                yield node.knobs[knob], text


def mapped(script: _script.Script, path_map: PathMap) -> str:
    """The text of `script` with the paths in its knobs as the farm sees them.

    In knobs that hold paths, the user's own texts among them, wherever they stand in the text; in every other one that
    is a path from its first letter to its last. What is shown (messages, labels, metadata) stays.
    """
    changes = []
    for node in script.nodes:
        if not node.says(_PATH_LIKE):
            continue
        paths = FILE_KNOBS.union(name for name, kind in _script.user_knobs(node) if kind in TEXT_KINDS)
        for knob in node.knobs.keys() - SHOWN_KNOBS:
            if knob.startswith(_script_name.SHOWN):
                continue
            before = node.value(knob) or ""
            after = (
                text_scene.mapped(before, path_map, grammar=_GRAMMAR)
                if knob in paths
                else path_map.path_to_server(before)
            )
            if after != before:
                changes.append((node.knobs[knob], after))
    return script.replaced(changes)

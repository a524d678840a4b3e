"""A studio's slate and burn-in: nodes of a template before the write nodes of the copy, not of the session. Pure.

The template lies in a group of its own in front of each write node, so that neither its names nor its order of nodes
meet those of the script. What it may ask for are knobs of that group: `[value parent.shot]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from afsubmit.errors import Problem, SceneError

from . import _script
from ._graph import Node
from ._words import encode

NAME = "afsubmit_slate"
"""What the groups in the copy are called, with a number behind it."""

_FIELD = re.compile(r"[a-z][a-z0-9_]*")
"""No capitals: so are called the knobs of a group that hold Python (onCreate, knobChanged)."""
_TAKEN = frozenset(
    "name inputs label disable selected xpos ypos tile_color gl_color icon help autolabel panel window indicators "
    "cached hide_input dope_sheet postage_stamp postage_stamp_frame bookmark lock_connections mapsize slate "
    "note_font note_font_size note_font_color note_justify".split()
)
"""Knobs that a group of Nuke has itself."""
_VERSION = re.compile(r"(?:^|[._\- ])(v\d+)(?![A-Za-z0-9])", re.IGNORECASE)
_HEAD = re.compile(r'(?:clone[ \t]+(?:\S+[ \t]+)?)?[^\s{}"\\;]+[ \t]*\{\Z')
"""What stands before the knobs of a node: its class, or what it is a clone of."""
LONGEST_HEAD = 500
_SPECIAL = re.compile(r"[\\\[$]")
_SET = re.compile(r"^[ \t]*set[ \t]+(\S+)", re.MULTILINE)
_GROUP = "Group {{\n name {name}\n addUserKnob {{20 slate l Slate}}\n{knobs}}}\n{inner}end_group\n"
_INNER = "Input {{\n inputs 0\n name afsubmit_input\n}}\n{text}\nOutput {{\n name afsubmit_output\n}}\n"


def checked(text: str) -> str:
    """The template's text.

    Raises:
        SceneError: it is no script, or does not lead from one picture to one.
    """
    script = _script.Script(_INNER.format(text=text))
    if script.root is not None:
        raise SceneError("it holds a Root node. Select its nodes and use File ▸ Export Nodes as Script.")
    end = script.nodes[-1]
    if not script.is_balanced or end.value("name") != "afsubmit_output" or end.group is not None:
        raise SceneError("a group in it has no end, or an end no group.")
    if script.nodes[0] not in _above(end):
        raise SceneError("its last node shows nothing of what comes into its first one. Connect them in a chain.")
    return text


def _above(node: _script.Node) -> list[_script.Node]:
    """The node and all that it is connected to, directly or not."""
    found, left = [], [node]
    while left:
        one = left.pop()
        if one not in found:
            found.append(one)
            left += [other for other in one.inputs if other is not None]
    return found


def fields(path: str, artist: str, own: Mapping[str, str]) -> dict[str, str]:
    """The fields that are the same for all write nodes of the script `path`; the studio's `own` go over them."""
    script = path.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    found = list(_VERSION.finditer(script))
    version = found[-1] if found else None
    shot = script[: version.start()].rstrip("._- ") if version else script
    return {
        "script": script,
        "shot": shot,
        "version": version[1] if version else "",
        "artist": artist,
        **own,
    }


def is_meant(node_name: str, class_name: str, patterns: Sequence[str]) -> bool:
    """Whether a write node gets it: one that writes pictures and that the setting names, else any."""
    return class_name not in ("WriteGeo", "GeoExport", "DeepWrite") and (
        not patterns or any(fnmatchcase(node_name, pattern) for pattern in patterns)
    )


def problems(nodes: Iterable[Node], own: Iterable[str]) -> Iterator[Problem]:
    """What speaks against a slate before these write nodes, with the studio's `own` fields."""
    wrong = [one for one in own if not _FIELD.fullmatch(one) or one in _TAKEN]
    if wrong:
        message = f"No field of a slate can be called {', '.join(wrong)}."
        yield Problem(
            "error",
            "slate_fields",
            message,
            "Use small letters, digits and _; name, label and the like are Nuke's own.",
        )
    for node in nodes:
        if not any(other is not None for other in node.inputs()[:1]):
            message = "It gets no slate: nothing is connected to it."
            yield Problem("warning", node.full_name, message, "Connect it, or take it out of the slate's nodes.")
        elif _is_unseen(node):
            message = "It gets no slate: it lies in a gizmo, whose nodes the copy does not hold."
            yield Problem("warning", node.full_name, message, "Turn the gizmo into a group: Copy Gizmo to Group.")


def _is_unseen(node: Node) -> bool:
    """Whether it lies in what the copy's text does not hold."""
    place = node.group
    while place is not None:
        if place.class_name not in ("Group", "LiveGroup"):
            return True
        place = place.group
    return False


def inserted(
    script: _script.Script,
    template: str,
    frames: Mapping[str, tuple[str, str]],
    patterns: Sequence[str],
    common: Mapping[str, str],
) -> str:
    """The text of `script` with the template before each write node that is meant; the rest stays byte for byte.

    `frames` are first and last by the full name of each node that renders; `patterns` as for `is_meant`; `common` are
    the other fields.

    Raises:
        SceneError: a name for connections is in both, so that one would change the other.
    """
    both = set(_SET.findall(script.text)) & set(_SET.findall(template))
    if both:
        raise SceneError(f"The slate's template and the script both set {min(both)}: rename it in the template.")
    taken = {node.name for node in script.nodes}
    added = []
    for node in script.nodes:
        is_fed = bool(node.inputs) and node.inputs[0] is not None
        if is_fed and node.full_name in frames and is_meant(node.full_name, node.class_name, patterns):
            number = next(number for number in range(1, len(taken) + 2) if f"{NAME}{number}" not in taken)
            taken.add(name := f"{NAME}{number}")
            first, last = frames[node.full_name]
            own = {"node": node.full_name, "first": first, "last": last}
            added.append((_start(script, node), _group(name, template, {**own, **common})))
    return script.replaced((), added)


def _start(script: _script.Script, node: _script.Node) -> int:
    """Where the statement of the node begins."""
    begin = max(0, node.body[0] - LONGEST_HEAD)
    head = _HEAD.search(script.text[begin : node.body[0]])
    if head is None:
        raise SceneError(f"The slate cannot be put before {node.full_name}: its line is none that Nuke writes.")
    return begin + head.start()


def _group(name: str, template: str, values: Mapping[str, str]) -> str:
    plain = {key: _SPECIAL.sub(r"\\\g<0>", value) for key, value in values.items()}
    written = {"frame": "[frame]", **plain}
    knobs = "".join(
        f" addUserKnob {{1 {key} l {key}}}\n {key} {encode(text, like=chr(34))}\n" for key, text in written.items()
    )
    return _GROUP.format(name=name, knobs=knobs, inner=_INNER.format(text=template))

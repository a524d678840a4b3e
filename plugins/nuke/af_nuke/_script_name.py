"""Keeps the artist's script name in a copy that has another one. Pure.

Knobs ask for it in Tcl (`[value root.name]`, at any depth of quotes) and in Python. In the copy they ask a hidden knob
of the root node instead, so that no name has to be written into the middle of somebody's quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from afsubmit.errors import Problem

from . import _script
from ._words import encode

SHOWN, PATH = "afsubmit_script", "afsubmit_path"
"""The knobs of the copy: the name as the artist sees it, and as a path that the path map may change."""

SHOWN_KNOBS = frozenset("message label metadata".split())
"""Knobs whose text is looked at: it stays as it is in the artist's session, also on a farm with other folders."""

RENDER_CALLBACKS = frozenset(
    "onScriptLoad onCreate beforeRender beforeFrameRender renderProgress afterFrameRender afterRender".split()
)
"""Knobs that hold Python which runs while the farm renders."""

ASKING = re.compile(r"[rR]oot|parent|script_?[dDnN]|(?:value|knob)\W+(?:this\.)?name")
"""A quick no for nodes that never ask."""

_WORD = re.compile(r"([\[;{\n]\s*(?:value|knob)(?:\\?\s|[{\"\\])+)([\w.]*\bname)(?![\w.])")
_FOLDER = re.compile(r"\[\s*python\s+(?:-\w+\s+)?\{?\s*nuke\.script_directory\(\)\s*\}?\s*\]")
_KNOB = r"(?:\[|\.knob\()['\"]name['\"][\])]\.(?:value|getValue|evaluate)\(\)"
_PYTHON = re.compile(rf"nuke\.(?:scriptName\(\)|[rR]oot\(\)(?:\.name\(\)|{_KNOB}))")
_LEFT = re.compile(r"script_directory|scriptName|script_dir\b|\b[rR]oot\b\W+(?:knob\W+)?name\b")
_SPECIAL = re.compile(r"[\\\[$]")


def rewritten(script: _script.Script, original: str) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """What has to change in `script` (see `Script.replaced`) so that what asks for its name is given `original`."""
    shown, path = _free(script, SHOWN), _free(script, PATH)
    changes: list[tuple[int, str]] = []
    used: set[str] = set()
    for node in script.nodes:
        for knob, place in node.knobs.items() if node.says(ASKING) else ():
            before = node.value(knob) or ""
            other = shown if knob in SHOWN_KNOBS else path
            after = _kept(before, node, other, knob, is_plain=not _SPECIAL.search(original))
            if after != before:
                changes.append((place, after))
                used.add(other)
    knobs = [(name, kind) for name, kind in ((shown, 1), (path, 2)) if name in used]
    return changes, [_declared(script, knobs, original)]


def problems(nodes: Iterable[tuple[str, _script.Node]], original: str) -> Iterator[Problem]:
    """Knobs that ask for the script's name in a way that cannot be kept; `nodes` come with their full names."""
    is_plain = not _SPECIAL.search(original)
    for where, node in nodes:
        for knob in node.knobs if node.says(ASKING) else ():
            kept = _kept(node.value(knob) or "", node, PATH, knob, is_plain=is_plain)
            if _is_carried_out(knob, kept) and _LEFT.search(kept):
                message = f"Its knob {knob} asks for the script's name in a way that is not kept: the copy has another."
                fix = "Use [value root.name], which is kept, or switch the snapshot off."
                yield Problem("warning", where, message, fix)


def _kept(text: str, node: _script.Node, other: str, knob: str, *, is_plain: bool) -> str:
    """`text` with the knob `other` of the root node in place of the root's name."""
    own = _own_names(node)
    if "[" not in text and knob not in RENDER_CALLBACKS:
        return text
    text = _WORD.sub(lambda found: f"{found[1]}root.{other}" if found[2] in own else found[0], text)
    text = _FOLDER.sub(f"[file dirname [value root.{other}]]", text)
    if is_plain and _is_carried_out(knob, text):
        text = _PYTHON.sub(f"nuke.root().knob('{other}').value()", text)
    return text


def _is_carried_out(knob: str, text: str) -> bool:
    return knob in RENDER_CALLBACKS or ("[" in text and knob not in ("label", "autolabel", "knobChanged"))


def _own_names(node: _script.Node) -> set[str]:
    """How this node may spell the script's name."""
    depth, place = 1, node.group
    while place is not None:
        depth, place = depth + 1, place.group
    if node.class_name == "Root":
        return {"root.name", "name", "this.name"}
    parents = "parent." * depth
    return {"root.name", f"{parents}name", f"this.{parents}name"}


def _free(script: _script.Script, name: str) -> str:
    """`name`, or with a number behind it: the artist may have opened a copy of ours."""
    taken = script.root.knobs if script.root else {}
    return next(one for one in (name, *(f"{name}{number}" for number in range(2, 1000))) if one not in taken)


def _declared(script: _script.Script, knobs: Iterable[tuple[str, int]], original: str) -> tuple[int, str]:
    """The text that gives the root node these knobs, with its place."""
    value = encode(_SPECIAL.sub(r"\\\g<0>", original), like='"')
    lines = "".join(f'\n addUserKnob {{{kind} {name} l "" +INVISIBLE}}\n {name} {value}' for name, kind in knobs)
    if script.root is None:
        return int(script.text.startswith("\ufeff")), f"Root {{{lines}\n}}\n" if lines else ""
    is_apart = script.text[script.root.body[0] : script.root.body[0] + 1].isspace()
    return script.root.body[0], lines + ("" if is_apart or not lines else " ")

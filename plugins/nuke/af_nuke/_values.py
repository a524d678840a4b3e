"""What the knobs of a script's text hold, worked out without Nuke: names of other knobs, numbers, Tcl. Pure.

What cannot be worked out is an error that says so; a default stands in for no answer. Everything has an end.
"""

from __future__ import annotations

import os
import re

from afsubmit.errors import SceneError

from . import _script
from ._unknown import MAXIMUM_DEPTH, only_nuke, shortened

MAXIMUM_LOOK_UPS = 5000
"""How many knobs are asked for one value: each may ask several others."""
MAXIMUM_NUMBER = 10**9

_ROOT_DEFAULTS = {"first_frame": "1", "last_frame": "100", "fps": "24", "frame": "1"}
_DEFAULTS = {"disable": "false"}
"""What every node has where the script does not say it."""
_TERM = re.compile(r"\s*([+-]?)\s*([A-Za-z_][\w.]*|\d+(?:\.\d*)?)\s*")
_TCL_SIGNS = re.compile(r"[\\\[$]")


class Values:
    """Answers for one script, which lies at `path`."""

    def __init__(self, script: _script.Script, path: str) -> None:
        """Take the script; nothing is worked out yet."""
        self.script, self.path = script, path.replace("\\", "/")
        self._by_name = {node.full_name: node for node in reversed(script.nodes) if node is not script.root}
        self._left = MAXIMUM_LOOK_UPS

    def text(self, text: str, node: _script.Node | None, frame: int) -> str:
        """`text`, of a knob of `node`, with its Tcl carried out at `frame`.

        Raises:
            SceneError: only Nuke can do that.
        """
        self._left = MAXIMUM_LOOK_UPS
        return self._expanded(text, node, frame, 0)

    def number(self, text: str, node: _script.Node | None) -> float:
        """A number, the name of a knob that holds one, or a sum of these.

        Raises:
            SceneError: it is something else, which only Nuke can work out, or too large for a frame.
        """
        self._left = MAXIMUM_LOOK_UPS
        value = self._number(text, node, 0)
        if not abs(value) <= MAXIMUM_NUMBER:
            raise SceneError(f"{shortened(text)} is beyond {MAXIMUM_NUMBER}.")
        return value

    def of(self, node: _script.Node | None, knob: str) -> str | None:
        """What `knob` of `node`, or of the Root where it is None, holds; None where nobody here can say it."""
        if node is None or node is self.script.root:
            return self.root(knob)
        value = node.value(knob)
        return _DEFAULTS.get(knob) if value is None else value

    def root(self, knob: str) -> str | None:
        """A knob of the Root node; its name is where the file lies now, as Nuke has it after opening."""
        if knob == "name":
            return self.path
        value = self.script.root.value(knob) if self.script.root else None
        return _ROOT_DEFAULTS.get(knob) if value is None else value

    def _find(self, name: str, node: _script.Node | None) -> tuple[str | None, _script.Node | None]:
        """What the knob that `node` calls `name` holds, and whose it is.

        As Nuke reads names: `knob`, `this.knob`, `parent.knob` of the group around the node, `parent.Node.knob` and
        `Node.knob` of a node beside it, `root.Group1.Read1.knob` from the top.
        """
        self._left -= 1
        if self._left < 0:
            raise SceneError(f"{name} asks too many other knobs.")
        *words, knob = name.split(".")
        scope = None if node is self.script.root else node
        if words and words[0] not in ("this", "parent", "root"):
            scope = scope.group if scope else None
        for word in words:
            if word == "root":
                scope = None
            elif word == "parent":
                scope = scope.group if scope else None
            elif word != "this":
                scope = self._by_name.get(f"{scope.full_name}.{word}" if scope else word)
                if scope is None:
                    return None, None
        return self.of(scope, knob), scope

    def _expanded(self, text: str, node: _script.Node | None, frame: int, depth: int) -> str:
        if not _TCL_SIGNS.search(text):
            return text
        from . import _tcl  # few scripts have any

        def look_up(name: str) -> str | None:
            value, owner = self._find(name, node)
            if value is None or not _TCL_SIGNS.search(value) or (owner is None and name.endswith("root.name")):
                return value
            return _TCL_SIGNS.sub(r"\\\g<0>", self._expanded(value, owner, frame, depth + 1))

        return _tcl.expand(text, lookup=look_up, frame=frame, environment=os.environ, depth=depth)

    def _number(self, text: str, node: _script.Node | None, depth: int) -> float:
        plain = text.strip().strip("{}").strip()
        if "[" in plain:
            plain = self._expanded(plain, node, 1, depth).strip()
        if plain.lower() in ("true", "false"):
            return float(plain.lower() == "true")
        total, scope = 0.0, 0
        while scope < len(plain) or not plain:
            found = _TERM.match(plain, scope)
            if found is None or depth > MAXIMUM_DEPTH or (scope and not found[1]):
                raise only_nuke(shortened(text))
            amount = float(found[2]) if found[2][0].isdecimal() else self._named(found[2], text, node, depth)
            total, scope = total + (-amount if found[1] == "-" else amount), found.end()
        return total

    def _named(self, name: str, text: str, node: _script.Node | None, depth: int) -> float:
        value, owner = self._find(name, node)
        if value is None:
            raise only_nuke(shortened(text))
        return self._number(value, owner, depth + 1)

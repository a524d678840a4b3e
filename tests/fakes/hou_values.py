"""What expressions and variables of a scene give: HScript is carried out by Python, no reader of ours is copied.

Rests on SideFX's expression reference and on the docstrings of `Parm.unexpandedString` and `expandString` (21.0): an
unknown `$NAME` stays text.
"""

from __future__ import annotations

import math
import ntpath
import re
from typing import Any

from tests.fakes.hou_scene import MENUS, MadeNode

_VARIABLE = re.compile(r"\$\{(\w+)\}|\$([A-Za-z_]\w*)")
_TICK = re.compile(r"`([^`]*)`")
TICKS = {"on": 1, "off": 0}
DEEPEST = 20
WIDEST = 1000
"""Digits of `$F4` beyond which nothing is known; a longer text here would only make the tests slow."""


class Values:
    """Evaluates in the scene of a session."""

    def __init__(self, session: Any) -> None:
        self._session = session

    def variable(self, name: str, node: MadeNode | None, frame: float) -> str | None:
        """What `$name` is; None for one that does not exist."""
        session, made = self._session, self._session.made
        found = re.fullmatch(r"S?F([0-9]*)", name)
        if found:
            places = int(found[1] or 0) if len(found[1]) < 4 else WIDEST
            return str(round(frame)).zfill(places) if places else text_of(round(frame))
        numbers = {"FF": frame, "FSTART": made.first, "FEND": made.last, "RFSTART": made.first, "RFEND": made.last}
        numbers.update(FPS=made.fps, NFRAMES=made.last - made.first + 1, T=(frame - 1) / made.fps)
        if name in numbers:
            return text_of(numbers[name])
        names = {**session.hip_variables(), "OS": node.name if node else ""}
        if name in names:
            return names[name]
        return made.variables.get(name, session.environment.get(name))

    def expanded(self, text: str, node: MadeNode | None, frame: float, depth: int = 0) -> str:
        """`text` with variables and backticks carried out."""
        text = _TICK.sub(lambda found: text_of(self.evaluated(found[1], node, frame, depth + 1)), text)

        def put(found: re.Match[str]) -> str:
            name = found[1] or found[2]
            value = self.variable(name, node, frame)
            return found[0] if value is None else value

        return _VARIABLE.sub(put, text)

    def evaluated(self, expression: str, node: MadeNode | None, frame: float, depth: int = 0) -> Any:
        """What an expression gives at `frame`; OperationFailed when it is wrong."""
        if depth > DEEPEST:
            raise self._session.errors.OperationFailed("Infinite recursion in evaluation.")
        if expression.startswith("python:"):
            return self._python(expression[len("python:") :], frame)
        try:
            return eval(self._as_python(expression, node, frame), self._names(node, frame, depth))  # noqa: S307
        except (SyntaxError, NameError, TypeError, ValueError, ArithmeticError) as error:
            raise self._session.errors.OperationFailed(f"Syntax error in {expression!r}: {error}") from error

    def _python(self, expression: str, frame: float) -> Any:
        kept, self._session.made.frame = self._session.made.frame, frame
        try:
            return eval(expression, {"hou": self._session.module, "frame": lambda: frame})  # noqa: S307
        finally:
            self._session.made.frame = kept

    def _as_python(self, expression: str, node: MadeNode | None, frame: float) -> str:
        def put(found: re.Match[str]) -> str:
            value = self.variable(found[1] or found[2], node, frame)
            if value is None:
                raise self._session.errors.OperationFailed(f"Undefined variable {found[0]}")
            return value if re.fullmatch(r"-?\d+(\.\d+)?", value) else repr(value)

        text = _VARIABLE.sub(put, expression)
        text = re.sub(r"(?<![\w.])0+(?=\d)", "", text)
        return re.sub(r"\bif\s*\(", "if_(", text).replace("&&", " and ").replace("||", " or ").strip()

    def _names(self, node: MadeNode | None, frame: float, depth: int) -> dict[str, Any]:
        def parm(path: str) -> Any:
            place, _, name = path.rpartition("/")
            other = self._session.made_at(place or ".", node)
            if other is None:
                raise self._session.errors.OperationFailed(f"Bad parameter reference {path}")
            return self.of(other, name, frame, depth + 1)

        return {
            "ch": lambda path: float(number_of(parm(path))),
            "chs": lambda path: text_of(parm(path)),
            "padzero": lambda width, number: str(round(number)).zfill(round(width)),
            "opname": lambda path: self._session.made_at(path, node).name,
            "strcat": lambda one, other: f"{one}{other}",
            "if_": lambda condition, one, other: one if condition else other,
            "floor": math.floor,
            "__builtins__": {"round": round, "max": max, "min": min, "abs": abs, "int": int},
        }

    def of(self, node: MadeNode, name: str, frame: float, depth: int = 0) -> Any:
        """A component's value: a number, or a text carried out."""
        if node.core_name == "filecache" and name == "sopoutput":
            return self._cache_file(node, frame, depth)
        expression = node.all_channels().get(name)
        if expression is not None:
            value = self.evaluated(expression, node, frame, depth)
            return value if isinstance(value, str) else float(value)
        value = component(node, name)
        if value is None:
            raise self._session.errors.OperationFailed(f"Bad parameter reference {name}")
        return self.expanded(value, node, frame, depth) if isinstance(value, str) and name not in MENUS else value

    def _cache_file(self, node: MadeNode, frame: float, depth: int) -> str:
        """As scenes of 19.5 to 20.5 build the name of a File Cache 2.0."""

        def text(name: str) -> str:
            return text_of(self.of(node, name, frame, depth + 1))

        if text("filemethod") in ("explicit", "1"):
            return text("file")
        base, name = text("basedir"), text("basename")
        version = f"v{text('version')}" if text("enableversion") in ("on", "1") else ""
        number = f".{round(frame):04d}" if text("timedependent") in ("on", "1") else ""
        folder = "/".join(part for part in (base, name, version) if part)
        return f"{folder}/{name}{'_' + version if version else ''}{number}{text('filetype')}"


def component(node: MadeNode, name: str) -> Any:
    """The plain value of `f1`, `vm_picture`; None when the node has none of this name."""
    values = node.values()
    if name in values:
        return values[name] if not isinstance(values[name], (tuple, list)) else None
    stem, place = name.rstrip("0123456789"), name[len(name.rstrip("0123456789")) :]
    many = values.get(stem)
    if place and isinstance(many, (tuple, list)) and 1 <= int(place) <= len(many):
        return many[int(place) - 1]
    return None


def text_of(value: Any) -> str:
    """A value as Houdini writes it: whole numbers without a point."""
    if isinstance(value, float):
        return f"{value:g}" if value != round(value) else str(round(value))
    return str(value)


def number_of(value: Any) -> float:
    """A value as a number: ticks and menus by their place."""
    if isinstance(value, str):
        menu = next((words for words in MENUS.values() if value in words), None)
        return TICKS.get(value, menu.index(value) if menu else 0)
    return float(value)


def is_absolute(path: str) -> bool:
    """Whether a path begins at a root, of either system."""
    return path.startswith("/") or ntpath.isabs(path)

"""What the parameters of a scene file hold at a frame, worked out without Houdini. Pure but for the environment.

A number beside a channel is stale: the channel alone counts. What cannot be worked out is an error that says so.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Mapping

from afsubmit.errors import SceneError

from . import _hscript, _hscript_parser
from ._hip_nodes import Nodes
from ._hip_parms import Channel, Parm, Segment
from ._hip_scene import Times
from ._hip_takes import Changes
from ._hscript_functions import shortened
from ._hscript_parser import Value

MAXIMUM_LOOK_UPS = 5000
"""How many parameters are asked for one value: each may ask several others."""
LETTERS_OF_A_LOOK_UP = 100
"""A longer text or expression counts as several."""

BY_TAKE = "(the take's)"
"""In place of the channel of a value that a take changes to what only Houdini reads."""
MENUS = {"trange": ("off", "normal", "on"), "filemethod": ("constructed", "explicit")}
"""The menus whose places are asked for, with their words in order."""

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_COMPONENTS = ("123456789", "xyzw", "rgba", "uvw")
"""Names of components, each the last letter of a parameter's: f1, tx, colorr."""
_BETWEEN_KEYS = re.compile(r"\s*(\w+)\(\)\s*")
"""An expression that stands for a curve between two keys: bezier(), linear()."""
_DIGITS = re.compile(r"\d+")


class Values:
    """Answers for the nodes of one file."""

    def __init__(self, nodes: Nodes, times: Times, variables: Mapping[str, str], changes: Changes) -> None:
        """Take the nodes, the scene's times and variables, and what the current take changes."""
        self.nodes, self.times, self._changes = nodes, times, changes
        self._variables: dict[str, Value] = {
            **variables,
            "FPS": times.fps,
            "FSTART": times.first,
            "FEND": times.last,
            "NFRAMES": times.last - times.first + 1,
            "RFSTART": times.shown_first,
            "RFEND": times.shown_last,
            "TSTART": (times.first - 1) / times.fps,
            "TEND": times.last / times.fps,
        }
        self.look_ups = 0

    def variable(self, name: str) -> Value | None:
        """A variable of the scene, else of this process; None for none."""
        return self._variables.get(name, os.environ.get(name))

    def text(self, path: str, name: str, frame: float) -> str:
        """What a text gives at `frame`, "" for one that is not there. Raises SceneError."""
        self.look_ups = 0
        return _At(self, path, frame).string(path, name)

    def number(self, path: str, name: str, frame: float) -> float | None:
        """What a number is at `frame`; None for none. Raises SceneError."""
        self.look_ups = 0
        return None if self.component(path, name) is None else _At(self, path, frame).number(path, name)

    def component(self, path: str, name: str) -> tuple[Parm, int] | None:
        """The parameter and the index in it that `name` means: `f1` is the first of `f`."""
        found = self._parm(path, name)
        if found is not None:
            return (found, 0) if len(found.values) == 1 else None
        found = self._parm(path, name[:-1])
        if found is None:
            return None
        size = len(found.values)
        indices = [letters.find(name[-1]) for letters in _COMPONENTS if name[-1] in letters]
        index = 2 if name[-1] == "w" and size == 3 else indices[0] if indices else size
        return (found, index) if size > 1 and index < size else None

    def _parm(self, path: str, name: str) -> Parm | None:
        own = self.nodes.parms(path).get(name)
        if own is None or (path, name) not in self._changes:
            return own
        return self._changes[path, name] or Parm(own.values, (BY_TAKE,) * len(own.values))

    def channel(self, path: str, name: str) -> Channel:
        """The channel `name` of a node. Raises SceneError: the file lacks it, or the current take has another."""
        if name == BY_TAKE:
            raise SceneError(f"only Houdini knows what the current take makes of {path}.")
        found = self.nodes.channels(path).get(name)
        if found is None or not found.segments:
            raise SceneError(f"the file lacks the channel of {path}/{name}.")
        return found


class _At:
    """A node at a frame, as expressions ask for it."""

    def __init__(self, values: Values, path: str, frame: float, nesting: int = 0) -> None:
        self._values, self._path, self.frame, self.nesting = values, path, frame, nesting

    def variable(self, name: str) -> Value | None:
        if name == "F":
            return float(math.floor(self.frame))
        if name == "FF":
            return self.frame
        if name == "T":
            return (self.frame - 1) / self._values.times.fps
        if name == "OS":
            return self._path.rpartition("/")[2]
        if name.rstrip("0123456789") in _OF_SIMULATIONS:
            raise SceneError(f"only Houdini knows ${name}, which a simulation counts.")
        return self._values.variable(name)

    def function(self, name: str) -> Callable[..., Value] | None:
        return getattr(self, f"_{name}") if name in _FUNCTIONS else None

    def string(self, path: str, name: str) -> str:
        """The text of a parameter of any node."""
        found = self._asked(path, name)
        if found is None:
            return ""
        parm, index = found
        if parm.channels[index]:
            return _hscript.shown(self._of_channel(path, name, parm.channels[index]))
        return _hscript.expanded(parm.values[index], self._there(path))

    def number(self, path: str, name: str) -> float:
        """The number, tick or place in a menu of a parameter that is there."""
        found = self._asked(path, name)
        if found is None:
            raise SceneError(f"there is no parameter {path}/{name}.")
        parm, index = found
        if parm.channels[index]:
            return _hscript_parser.amount(self._of_channel(path, name, parm.channels[index]))
        return _plain_number(parm.values[index], name, f"{path}/{name}")

    def _asked(self, path: str, name: str) -> tuple[Parm, int] | None:
        found = self._values.component(path, name)
        self._count(path, name, len(found[0].values[found[1]]) if found else 0)
        return found

    def _count(self, path: str, name: str, letters: int) -> None:
        self._values.look_ups += 1 + letters // LETTERS_OF_A_LOOK_UP
        if self._values.look_ups > MAXIMUM_LOOK_UPS:
            raise SceneError(f"{path}/{name} asks for too many others.")

    def _of_channel(self, path: str, name: str, channel: str) -> Value:
        found = self._values.channel(path, channel)
        self._count(path, name, len(expression_of(found)))
        return _value_of(found, self._there(path), self._values.times.fps)

    def _there(self, path: str) -> _At:
        return _At(self._values, path, self.frame, self.nesting)

    def _node(self, path: str) -> str:
        """The node that a path means, seen from here."""
        found = resolved(self._values.nodes, self._path, path)
        if found is None:
            raise SceneError(f"there is no node {path!r} in the file, seen from {self._path}.")
        return found

    def _parm(self, path: str) -> tuple[str, str]:
        node, slash, name = path.rpartition("/")
        return self._node(node or ("/" if slash else ".")), name

    def _ch(self, path: str) -> float:
        return self.number(*self._parm(path))

    def _chf(self, path: str, frame: float) -> float:
        return _At(self._values, self._path, frame, self.nesting).number(*self._parm(path))

    def _chs(self, path: str) -> str:
        node, name = self._parm(path)
        if self._values.component(node, name) is None:
            raise SceneError(f"there is no parameter {node}/{name}.")
        found = self.string(node, name)
        if found in ("on", "off"):
            raise SceneError(f"only Houdini knows how chs writes the tick {node}/{name}.")
        return found

    def _chsraw(self, path: str) -> str:
        found = self._values.component(*self._parm(path))
        if found is None or found[0].channels[found[1]]:
            raise SceneError(f"only Houdini knows what chsraw gives for {path!r}.")
        return found[0].values[found[1]]

    def _chsop(self, path: str) -> str:
        node, name = self._parm(path)
        said = self.string(node, name)
        found = resolved(self._values.nodes, node, said)
        if found is None:
            raise SceneError(f"{node}/{name} names {said!r}, which is no node of the file.")
        return found

    def _opname(self, path: str) -> str:
        return self._node(path).rpartition("/")[2]

    def _opfullpath(self, path: str) -> str:
        return self._node(path)

    def _opdigits(self, path: str) -> float:
        digits = _DIGITS.findall(self._opname(path))
        return float(digits[-1]) if digits else 0.0

    def _opinputpath(self, path: str, index: float) -> str:
        inputs = self._values.nodes.inputs(self._node(path))
        return inputs[int(index)] if 0 <= index < len(inputs) else ""

    def _opinput(self, path: str, index: float) -> str:
        return self._opinputpath(path, index).rpartition("/")[2]


_OF_SIMULATIONS = ("SF", "ST")
"""Variables that a simulation's nodes have of their own: its frame, its time."""
_FUNCTIONS = frozenset("ch chf chs chsraw chsop opname opfullpath opdigits opinput opinputpath".split())


def resolved(nodes: Nodes, start: str, path: str) -> str | None:
    """The path of the node that `path` means, seen from the node `start`; None where the file has no such node."""
    parts = [] if path.startswith("/") else start.strip("/").split("/")
    for word in path.split("/"):
        if word == ".." and parts:
            parts.pop()
        elif word not in ("", ".", ".."):
            parts.append(word)
    found = "/" + "/".join(parts)
    return found if found != "/" and nodes.has(found) else None


def _plain_number(text: str, name: str, where: str) -> float:
    if _NUMBER.fullmatch(text):
        return float(text)
    if text in MENUS.get(name, ()):
        return float(MENUS[name].index(text))
    if text in ("on", "off") and name not in MENUS:
        return float(text == "on")
    raise SceneError(f"only Houdini knows which number {where} is: the file says {text!r}.")


def expression_of(channel: Channel) -> str:
    """What stands behind a value, as text: the expression, or the kinds of its keys, a line each."""
    return "\n".join(segment.expression for segment in channel.segments)


def _value_of(channel: Channel, at: _At, fps: float) -> Value:
    """What a channel gives there."""
    segments = channel.segments
    if len(segments) == 1:
        return _of_segment(segments[0], at, 0.0)
    seconds, begin = (at.frame - 1) / fps, channel.start
    if not all(_BETWEEN_KEYS.fullmatch(segment.expression) for segment in segments):
        raise SceneError("only Houdini knows what several expressions, one after another, give.")
    for segment in segments:
        if seconds < begin + segment.length or segment is segments[-1]:
            share = (seconds - begin) / segment.length if segment.length > 0 else 0.0
            return _of_segment(segment, at, min(max(share, 0.0), 1.0))
        begin += segment.length
    raise SceneError("a channel without keys.")


def _of_segment(segment: Segment, at: _At, share: float) -> Value:
    if segment.language != "hscript":
        raise SceneError(f"only Houdini can work out {shortened(segment.expression)}, which is Python.")
    curve = _BETWEEN_KEYS.fullmatch(segment.expression)
    if curve is None or (curve[1] not in _CURVES and not segment.values):
        return _hscript.value(segment.expression, at)
    if not segment.values:
        raise SceneError("only Houdini knows what these keys give.")
    one, other = segment.values[0], segment.values[-1]
    if share in (0.0, 1.0) or curve[1] == "constant":
        return other if share == 1.0 and curve[1] != "constant" else one
    if curve[1] != "linear":
        raise SceneError(f"only Houdini knows what a curve of the kind {curve[1]}() gives between its keys.")
    return one + share * (other - one)


_CURVES = frozenset("bezier constant cubic ease easein easeout easep easeinp easeoutp linear match matchin matchout "
                    "quintic qlinear spline vmatch vmatchin vmatchout".split())  # fmt: skip
"""The kinds of curves between two keys."""

"""The nodes of a scene file: their types, flags, inputs and parameters, and what kind of network each lies in. Pure
but for the archive it asks.

A file says of no node what category it is of: that follows from the network around it. Inside a locked asset there is
nothing. Measured in public files of Houdini 11 to 21.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ._hip import Archive
from ._hip_parms import Channel, Parms, channels

MAXIMUM_DEPTH = 100
"""How many networks may lie within each other."""
MAXIMUM_INPUTS = 10_000

TOP = {
    "obj": "Object", "out": "Driver", "stage": "Lop", "tasks": "TopNet", "ch": "ChopNet", "img": "CopNet",
    "mat": "Vop", "shop": "Shop", "vex": "VopNet",
}  # fmt: skip
"""The networks every scene has, and what lies in them."""
NETWORKS = {
    "geo": "Sop", "sopnet": "Sop", "sopsolver": "Sop", "ropnet": "Driver", "lopnet": "Lop", "topnet": "Top",
    "chopnet": "Chop", "dopnet": "Dop", "copnet": "Cop", "cop2net": "Cop2", "img": "Cop2", "objnet": "Object",
    "matnet": "Vop", "vopnet": "VopNet", "shopnet": "Shop", "materiallibrary": "Vop", "attribvop": "Vop",
}  # fmt: skip
"""What lies in a node of this type, wherever it is."""
LIKE_THEMSELVES = frozenset(["Sop", "Lop", "Dop", "Chop", "Top", "Cop", "Cop2"])
"""Categories whose other nodes hold nodes of their own kind."""

_TYPE = re.compile(r"^type\s*=\s*(\S+)", re.MULTILINE)
_COMMENT = re.compile(r'comment (?:"[^"\\]*(?:\\.[^"\\]*)*"|\S*)', re.DOTALL)
_FLAGS = re.compile(r"^flags =(.*)$", re.MULTILINE)
_INPUTS = re.compile(r"^inputs\s*\{([^{}]*)\}", re.MULTILINE)
_NAMED_INPUTS = re.compile(r"^inputsNamed3\s*\{([^{}]*)\}", re.MULTILINE)
"""Of Houdini 14 and newer, which write both."""
_INPUT = re.compile(r'(\d+)\s+("[^"\n]*"|\S+)\s+("[^"\n]*"|\S+)\s+\d+(?:\s+"[^"\n]*")?')


class Definition(NamedTuple):
    """What a file says of a node beside its parameters; `inputs` are words: a name beside it, "(0)", "(__dot1)"."""

    flags: Mapping[str, bool]
    inputs: tuple[str, ...]
    is_object: bool


class Nodes:
    """The nodes of one file, each read when it is asked for; paths begin with a slash."""

    def __init__(self, archive: Archive) -> None:
        """Find all nodes and their types."""
        self._archive = archive
        self.types: dict[str, str] = {}
        """Path -> type as written, "ns::name::1.0", in the order of the file."""
        for name in archive.names():
            path, _, kind = name.rpartition(".")
            if kind == "init" and path.partition("/")[0] in TOP and path.count("/") < MAXIMUM_DEPTH:
                found = _TYPE.search(archive.text(name))
                self.types[f"/{path}"] = found[1] if found else ""
        self._parms: dict[str, Parms] = {}
        self._channels: dict[str, Mapping[str, Channel]] = {}
        self._definitions: dict[str, Definition] = {}
        self._insides: dict[str, str] = {}

    def has(self, path: str) -> bool:
        """Whether there is such a node, one of the scene's own networks included."""
        return path in self.types or path[1:] in TOP

    def core_name(self, path: str) -> str:
        """The node's type without namespace and version."""
        return core_name(self.types.get(path, path[1:]))

    def ensure_readable(self, path: str) -> None:
        """Raise SceneError when the file says of the node what cannot be read."""
        self.parms(path)
        self.channels(path)
        self.definition(path)

    def parms(self, path: str) -> Parms:
        """Its parameters. Raises SceneError."""
        if path not in self._parms:
            self._parms[path] = Parms(self._archive.text(f"{path[1:]}.parm"))
        return self._parms[path]

    def channels(self, path: str) -> Mapping[str, Channel]:
        """What stands behind its values. Raises SceneError."""
        if path not in self._channels:
            self._channels[path] = channels(self._archive.text(f"{path[1:]}.chn"))
        return self._channels[path]

    def definition(self, path: str) -> Definition:
        """Its flags and inputs. Raises SceneError."""
        if path not in self._definitions:
            self._definitions[path] = _definition(self._archive.text(f"{path[1:]}.def"))
        return self._definitions[path]

    def category(self, path: str) -> str:
        """What it is: "Driver", "Sop"; "" where nobody can tell."""
        return self.inside(parent_of(path)) if "/" in path[1:] else "Manager"

    def inside(self, path: str) -> str:
        """What the nodes in `path` are."""
        chain = [path]
        while chain[-1] not in self._insides and "/" in chain[-1][1:]:
            chain.append(parent_of(chain[-1]))
        for network in reversed(chain):
            if network not in self._insides:
                self._insides[network] = self._inside(network)
        return self._insides[path]

    def _inside(self, path: str) -> str:
        """That of one network, whose outer one is known."""
        if "/" not in path[1:]:
            return TOP.get(path[1:], "")
        name = self.core_name(path)
        if name in NETWORKS:
            return NETWORKS[name]
        outer = self._insides[parent_of(path)]
        if outer == "Object":
            return "Object" if any(self.definition(one).is_object for one in self._first_of(path)) else "Sop"
        if outer in LIKE_THEMSELVES or (outer == "Driver" and name == "subnet"):
            return outer
        return ""

    def _first_of(self, path: str) -> Iterator[str]:
        """The first node in `path`, or none."""
        first = next((one for one in self.types if one.startswith(f"{path}/")), None)
        if first is not None:
            yield first

    def networks(self, path: str) -> Iterator[str]:
        """The networks around a node, the innermost first."""
        network = parent_of(path)
        while network:
            yield network
            network = parent_of(network)

    def inputs(self, path: str) -> list[str]:
        """The paths of the nodes that feed it, "" for none; dots and inputs of networks around it passed through."""
        return [self._source(path, word) for word in self.definition(path).inputs]

    def _source(self, path: str, word: str) -> str:
        for _ in range(MAXIMUM_DEPTH):
            network = parent_of(path)
            if not (word.startswith("(") and word.endswith(")")):
                return f"{network}/{word}" if word else ""
            if word[1:-1].isdecimal():
                path, index = network, int(word[1:-1])
                outer = self.definition(path).inputs if path in self.types else ()
                word = outer[index] if index < len(outer) else ""
            else:
                word = self._into_dot(f"{network[1:]}/{word[1:-1]}.networkdotinit")
        return ""

    def _into_dot(self, name: str) -> str:
        """What a dot is connected to."""
        try:
            said = json.loads(self._archive.text(name) or "{}").get("input", "")
            return str(said).split()[0] if str(said).strip() else ""
        except (ValueError, AttributeError, RecursionError):
            return ""


def core_name(type_name: str) -> str:
    """A type's name without namespace and version: "filecache" of "ns::filecache::2.0"."""
    parts = type_name.split("::")
    if len(parts) > 1 and parts[-1][:1].isdecimal():
        parts.pop()
    return parts[-1]


def parent_of(path: str) -> str:
    """The path of the network that a node lies in; "" at the top."""
    return path.rpartition("/")[0]


def _definition(text: str) -> Definition:
    comment = _COMMENT.match(text)
    rest = text[comment.end() :] if comment else text
    flags = _FLAGS.search(rest)
    words = flags[1].split() if flags else []
    found = _INPUTS.search(rest) or _NAMED_INPUTS.search(rest)
    inputs: list[str] = []
    for wire in _INPUT.finditer(found[1]) if found else ():
        if len(wire[1]) < 6 and int(wire[1]) < MAXIMUM_INPUTS:
            inputs += [""] * (int(wire[1]) + 1 - len(inputs))
            inputs[int(wire[1])] = wire[2].strip('"')
    states = {word: state == "on" for word, state in zip(words[::2], words[1::2])}
    return Definition(states, tuple(inputs), "\nobjflags =" in rest)

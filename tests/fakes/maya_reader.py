"""A reader of Maya ASCII for the stand-ins of Maya: one expression cuts a file into words, a scene is nodes and links.

Its own: it shares no line with the plugin's reader. What it holds of the format was seen in .ma files that Maya wrote.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_WORD = re.compile(
    r'//[^\n]*|/\*.*?\*/|"(?P<text>(?:[^"\\]|\\.)*)"|(?P<end>;)|(?P<plus>[()+])|(?P<bare>[^\s";()+]+(?:\+[^\s";()+]+)*)',
    re.DOTALL,
)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
_TRUTHS = {"yes": True, "no": False, "on": True, "off": False, "true": True, "false": False}
_WITH_WORD = {
    "setAttr": "-k -l -cb -ca -av -s -ch -type -c".split(),
    "createNode": "-n -p".split(),
    "file": "-rdi -ns -dr -rfn -op -typ -shd".split(),
}
_ALONE = {"setAttr": ["-av", "-c"], "createNode": ["-s", "-ss"], "file": ["-r"]}
SHORT = {
    "ren": "currentRenderer",
    "imfkey": "imfPluginKey",
    "an": "animation",
    "fs": "startFrame",
    "ef": "endFrame",
    "bfs": "byFrameStep",
    "me": "modifyExtension",
    "se": "startExtension",
    "be": "byExtension",
    "ep": "extensionPadding",
    "ofc": "outFormatControl",
    "oft": "outFormatExt",
    "outf": "imageFormat",
    "pff": "putFrameBeforeExt",
    "peie": "periodInExt",
    "ifp": "imageFilePrefix",
    "rv": "renderVersion",
    "w": "width",
    "h": "height",
    "o": "outTime",
    "rnd": "renderable",
    "rndr": "renderable",
    "lrl": "legacyRenderLayer",
    "msg": "message",
    "atr": "attribute",
    "tgName": "targetNodeName",
    "atv": "attrValue",
    "mul": "multiply",
    "ofs": "offset",
    "sen": "selfEnabled",
    "en": "enabled",
    "pls": "parentList",
    "lit": "listItems",
    "adjs": "adjustments",
    "plg": "plug",
    "val": "value",
    "rlmi": "renderLayerId",
    "rlid": "renderLayerId",
    "fnprx": "fileNamePrefix",
    "imgfs": "imageFormatStr",
    "merge_AOVs": "mergeAOVs",
    "aoven": "enabled",
    "aovn": "name",
    "aovm": "aovMode",
    "aovs": "aovList",
}
"""Long names of the attributes that a stand-in asks for."""


@dataclass
class Node:
    """A node: its name, the path of what is above it, what was set."""

    name: str
    type: str
    above: str = ""
    is_referenced: bool = False
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Its path in the hierarchy, with a bar in front where there is one."""
        return f"{self.above}|{self.name}"


class MayaScene:
    """A scene with its loaded references."""

    def __init__(self, path: str, project: str = "") -> None:
        """Read the .ma file `path`; references that are not there are left out, as Maya does in batch."""
        self.path, self.project = path, project or os.path.dirname(path)
        self.nodes: list[Node] = []
        self.links: list[tuple[str, str]] = []
        self.units: dict[str, str] = {}
        self.info: dict[str, str] = {}
        self.missing: list[str] = []
        self._read(path, "", (path,))

    def named(self, name: str) -> Node | None:
        """The node of that name or (part of a) path."""
        wanted = name.lstrip(":").lstrip("|")
        found = [node for node in self.nodes if node.path.lstrip("|") == wanted or node.name == wanted]
        found = found or [node for node in self.nodes if node.path.endswith("|" + wanted)]
        return found[0] if found else None

    def of_type(self, *types: str) -> list[Node]:
        """The nodes of these types, as they stand in the file."""
        return [node for node in self.nodes if node.type in types]

    def get(self, name: str, attribute: str, default: Any = None) -> Any:
        """What was set on a node, else `default`."""
        node = self.named(name)
        return default if node is None else node.values.get(attribute, default)

    def sources(self, plug: str) -> list[str]:
        """What is connected into `node.attribute`."""
        return [source for source, target in self.links if target == plug]

    def targets(self, plug: str) -> list[str]:
        """What `node.attribute` is connected to."""
        return [target for source, target in self.links if source == plug]

    def unique(self, node: Node) -> str:
        """The shortest path that only this node has."""
        parts = node.path.split("|")[1:]
        for count in range(1, len(parts) + 1):
            short = "|".join(parts[-count:])
            if sum(other.path.endswith("|" + short) for other in self.nodes) == 1:
                return short
        return node.path

    def _read(self, path: str, namespace: str, chain: tuple[str, ...]) -> None:
        current: Node | None = None
        unloaded: set[str] = set()
        for words in statements(Path(path).read_bytes()):
            command, *rest = words
            flags, values = _parted(command, rest)
            if command == "createNode":
                current = self._create(values[0], flags, namespace)
            elif command == "select":
                current = self._ensured(_spaced(values[-1].lstrip(":"), namespace) or "", namespace)
            elif command == "rename" and current and len(values) == 1 and "-uid" not in rest:
                current.name = _spaced(values[0], namespace)
            elif command == "setAttr":
                self._set(current, flags, values, namespace)
            elif command == "connectAttr":
                self.links.append((self._plug(values[0], namespace), self._plug(values[1], namespace)))
            elif command == "currentUnit":
                self.units.update(zip(rest[::2], rest[1::2]))
            elif command == "fileInfo" and not namespace:
                self.info[values[0]] = values[1]
            elif command == "file" and "-rdi" in flags and flags.get("-dr") == "1":
                unloaded.add(flags.get("-rfn", ""))
            elif command == "file" and "-r" in flags and flags.get("-rfn", "") not in unloaded:
                self._refer(values[-1], flags, namespace, chain)

    def _create(self, type_name: str, flags: dict[str, str], namespace: str) -> Node:
        above = flags.get("-p", "")
        parent = self.named(_spaced(above, namespace)) if above else None
        name = _spaced(flags.get("-n", f"{type_name}1"), namespace)
        node = Node(name, type_name, parent.path if parent else "", bool(namespace))
        self.nodes.append(node)
        return node

    def _ensured(self, name: str, namespace: str) -> Node:
        node = self.named(name)
        if node is None:  # one of Maya's own, which no file creates
            node = Node(name, name, is_referenced=bool(namespace))
            if not namespace:
                self.nodes.append(node)
        return node

    def _set(self, current: Node | None, flags: dict[str, str], values: list[str], namespace: str) -> None:
        if not values:
            return
        name, _, attribute = values[0].rpartition(".") if "." in values[0] else ("", "", values[0])
        plug = values[0]
        if plug.startswith("."):
            node, attribute = current, plug[1:]
        else:
            name, _, attribute = plug.partition(".")
            node = self._ensured(_spaced(name.lstrip(":"), namespace), namespace)
        if node is None or (namespace and not node.is_referenced):
            return
        if flags.get("-type") == "dataReferenceEdits":
            self._edit(values[1:], namespace)
        elif len(values) > 1:
            node.values[long_name(attribute)] = _value(values[1:], flags.get("-type", ""))

    def _edit(self, words: list[str], namespace: str) -> None:
        """What the artist set on nodes of a reference: 2 "path" "attribute" " value"."""
        for place in range(len(words) - 3):
            if words[place] == "2" and words[place + 1].startswith("|"):
                path, attribute, value = words[place + 1 : place + 4]
                node = self.named(path)
                if node:
                    node.values[long_name(attribute)] = _value(value.split(), "")

    def _plug(self, plug: str, namespace: str) -> str:
        name, _, attribute = plug.partition(".")
        return f"{_spaced(name.lstrip(':'), namespace)}.{long_name(attribute)}"

    def _refer(self, path: str, flags: dict[str, str], namespace: str, chain: tuple[str, ...]) -> None:
        expanded = re.sub(r"\$\{?(\w+)\}?", lambda found: os.environ.get(found[1], found[0]), path)
        places = [expanded, os.path.join(self.project, expanded), os.path.join(os.path.dirname(chain[-1]), expanded)]
        found = next(
            (os.path.normpath(place) for place in places if os.path.isabs(place) and os.path.isfile(place)), ""
        )
        if not found or not found.endswith(".ma"):
            self.missing.append(path)
        elif found not in chain:
            self._read(found, _spaced(flags.get("-ns", "ref"), namespace), (*chain, found))


def statements(data: bytes) -> Iterator[list[str]]:
    """The statements of a file, each as its words; strings are put together and their escapes carried out."""
    words: list[str] = []
    is_joined = False
    for found in _WORD.finditer(data.decode(_codeset(data), "replace")):
        if found["end"]:
            if words:
                yield words
            words = []
        elif found["plus"]:
            is_joined = found["plus"] == "+"
        elif found["text"] is not None:
            text = re.sub(r"\\(.)", lambda sign: _ESCAPES.get(sign[1], sign[1]), found["text"], flags=re.DOTALL)
            if is_joined:
                words[-1] += text
            else:
                words.append(text)
            is_joined = False
        elif found["bare"]:
            words.append(found["bare"])


def long_name(attribute: str) -> str:
    """The attribute with every part under its long name."""
    return ".".join(_long_part(part) for part in attribute.split("."))


def _long_part(part: str) -> str:
    name, bracket, index = part.partition("[")
    return SHORT.get(name, name) + bracket + index


def _codeset(data: bytes) -> str:
    found = re.search(rb"^//Codeset: *(\S+)", data[:2000], re.MULTILINE)
    name = found[1].decode("ascii") if found else "UTF-8"
    return f"cp{name}" if name.isdigit() else name


def _spaced(name: str, namespace: str) -> str:
    """The name as it stands in the scene that refers to the file."""
    if not namespace or not name:
        return name
    return "|".join(part and f"{namespace}:{part}" for part in name.split("|"))


def _parted(command: str, words: list[str]) -> tuple[dict[str, str], list[str]]:
    flags: dict[str, str] = {}
    values: list[str] = []
    with_word, alone = _WITH_WORD.get(command, []), _ALONE.get(command, [])
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word in alone:
            flags[word] = ""
        elif word in with_word and rest:
            flags[word] = rest.pop(0)
        elif re.fullmatch("-[a-z]+", word) and command in ("select", "connectAttr", "createNode", "file"):
            flags[word] = ""
        else:
            values.append(word)
    return flags, values


def _value(words: list[str], kind: str) -> Any:
    if kind in ("string", "stringArray"):
        return words[0] if kind == "string" else words[1:]
    if words[0] in _TRUTHS:
        return _TRUTHS[words[0]]
    try:
        number = float(words[0])
    except ValueError:
        return words[0]
    return int(number) if number == int(number) else number

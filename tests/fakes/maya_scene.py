"""A Maya ASCII file as the fake Maya holds it: a reader of its own, which shares no line with the product's.

It goes through the text letter by letter and carries each command out, as Maya does. What it rests on: files that Maya
2016 to 2023 wrote, Autodesk's documentation of the commands in them. A command it does not know is an error: the fake
would lie without it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.fakes.maya_nodes import Node, as_typed, attribute_path, built_in

CODE_PAGES = {"1252": "cp1252", "932": "cp932", "UTF-8": "utf-8"}
IGNORED = (
    "lockNode dataStructure applyMetadata disconnectAttr relationship setKeyframe editRenderLayerAdjustment"
).split()
VALUED = {
    "setAttr": "-s -type -size",
    "connectAttr": "",
    "createNode": "-n -p",
    "select": "",
    "file": "-rdi -ns -rfn -op -typ -dr -rpr -r",
    "requires": "-nodeType -dataType",
    "rename": "",
    "fileInfo": "",
    "currentUnit": "-l -a -t",
    "addAttr": "-ln -sn -nn -at -dt -dv -min -max -smn -smx -p -ci -en -nc",
    "parent": "",
}
"""Command -> its flags that take a word; all others of a file take none, or a switch that is read with them."""
SWITCHES = ("-k", "-l", "-cb", "-dr", "-ci", "-m", "-im", "-rpr", "-h", "-uac", "-r", "-w", "-s")


class Word(NamedTuple):
    """A word, and whether it stood in quotes: then it is no flag."""

    text: str
    is_quoted: bool


class Reference:
    """Another file that this one reads; `unseen` says why its nodes are not here."""

    def __init__(self, node: str, path: str, namespace: str, is_loaded: bool) -> None:
        self.node, self.path, self.namespace, self.is_loaded = node, path, namespace, is_loaded
        self.written = path


def statements(text: str) -> Iterator[list[Word]]:
    """The commands of the file, word by word; comments are passed over."""
    words: list[Word] = []
    bare = ""
    place = 0
    while place < len(text):
        letter = text[place]
        if letter == '"':
            found, place = _quoted(text, place + 1)
            joined = bool(words) and words[-1].text == "+" and not words[-1].is_quoted
            if joined:
                words.pop()
                found = words.pop().text + found
            words.append(Word(found, True))
            continue
        if text.startswith(("//", "/*"), place) and not bare:
            end = "\n" if text[place + 1] == "/" else "*/"
            found_at = text.find(end, place + 2)
            place = found_at + len(end) if found_at >= 0 else len(text)
            continue
        if letter in " \t\r\n();":
            if bare:
                words.append(Word(bare, False))
                bare = ""
            if letter == ";" and words:
                yield words
                words = []
        else:
            bare += letter
        place += 1
    if words or bare:
        raise RuntimeError(f"Error: Syntax error: the file ends inside {(words or [Word(bare, False)])[0].text}")


def _quoted(text: str, place: int) -> tuple[str, int]:
    letters = []
    while text[place : place + 1] != '"':
        if place >= len(text):
            raise RuntimeError("Error: Syntax error: a string without an end")
        if text[place] == "\\":
            place += 1
            letters.append({"n": "\n", "t": "\t", "r": "\r"}.get(text[place], text[place]))
        else:
            letters.append(text[place])
        place += 1
    return "".join(letters), place + 1


def decoded(content: bytes) -> str:
    """The text of a file in the code page that it names."""
    for line in content.split(b"\n")[:8]:
        if line.startswith(b"//Codeset:"):
            return content.decode(CODE_PAGES[line.partition(b":")[2].strip().decode("ascii")])
    return content.decode("utf-8")


class MayaScene:
    """What a file holds, with the nodes of the references that it loads."""

    def __init__(self, text: str, path: str, project: str, around: tuple[str, ...] = ()) -> None:
        """Carry out `text`; `around` are the files that reference this one."""
        self.path, self.project, self._around = path, project, (*around, os.path.abspath(path))
        self.nodes: list[Node] = [] if around else built_in()
        self.links: list[tuple[Node, str, Node, str]] = []
        self.file_info: dict[str, str] = {}
        self.requires: list[str] = []
        self.time_unit = "film"
        self.references: list[Reference] = []
        self._selected: Node | None = None
        self._indexed: tuple[int, dict[str, list[Node]]] = (-1, {})
        self._linked: tuple[int, dict[int, list[tuple[Node, str, Node, str]]]] = (-1, {})
        for words in statements(text):
            self._carry_out(words)

    # Commands of a file ---------------------------------------------------------------------------------------------

    def _carry_out(self, words: list[Word]) -> None:
        name = words[0].text
        do = getattr(self, f"_do_{name}", None)
        if do is None:
            if name not in IGNORED:
                raise RuntimeError(f"Error: the fake Maya does not know the command {name}")
            return
        do(*self._flags(name, words[1:]))

    @staticmethod
    def _flags(command: str, words: list[Word]) -> tuple[dict[str, list[str]], list[str]]:
        flags: dict[str, list[str]] = {}
        plain: list[str] = []
        valued = VALUED.get(command, "").split()
        place = 0
        while place < len(words):
            word = words[place]
            is_flag = not word.is_quoted and word.text[:1] == "-" and word.text[1:2].isalpha()
            if is_flag and word.text in valued and not (command == "createNode" and word.text == "-s"):
                place += 1
                flags.setdefault(word.text, []).append(words[place].text)
            elif is_flag:
                following = words[place + 1].text if place + 1 < len(words) and not words[place + 1].is_quoted else ""
                if (
                    command != "createNode"
                    and word.text in SWITCHES
                    and following in ("on", "off", "yes", "no", "0", "1")
                ):
                    place += 1
                    flags.setdefault(word.text, []).append(following)
                else:
                    flags.setdefault(word.text, []).append("on")
            else:
                plain.append(word.text)
            place += 1
        return flags, plain

    def _do_requires(self, flags: dict[str, list[str]], plain: list[str]) -> None:
        if plain[0] != "maya":
            self.requires.append(plain[0])

    def _do_currentUnit(self, flags: dict[str, list[str]], plain: list[str]) -> None:
        self.time_unit = flags.get("-t", [self.time_unit])[0]

    def _do_fileInfo(self, flags: dict[str, list[str]], plain: list[str]) -> None:
        self.file_info[plain[0]] = plain[1]

    def _do_createNode(self, flags: dict[str, list[str]], plain: list[str]) -> None:
        name = flags.get("-n", [f"{plain[0]}1"])[0]
        parent = self.find(flags["-p"][0]) if "-p" in flags else None
        is_shared = "-s" in flags
        self._selected = next((n for n in self.nodes if is_shared and n.name == name and n.parent is parent), None)
        if is_shared and len(self._around) > 1:
            return  # a reference brings none that every scene has
        if self._selected is None:
            self._selected = Node(plain[0], name, parent)
            same = next((one for one in self.nodes if self._is_there(one, plain[0], name)), None)
            if same is not None:
                self._selected = same
            else:
                self.nodes.append(self._selected)

    @staticmethod
    def _is_there(node: Node, node_type: str, name: str) -> bool:
        """Whether it was made before the file says so: by Maya, or by the line of the reference."""
        return node.name == name and (node.is_built_in or node.type == node_type == "reference")

    def _do_rename(self, flags: dict[str, list[str]], plain: list[str]) -> None:
        """With -uid only, in a file."""

    def _do_select(self, flags: dict[str, list[str]], plain: list[str]) -> None:
        self._selected = self.find(plain[0])

    def _do_addAttr(self, flags: dict[str, list[str]], plain: list[str]) -> None:
        if self._selected is not None:
            kind = flags.get("-at", flags.get("-dt", [""]))[0]
            default = as_typed(flags.get("-dv", ["0"])[0], kind) if kind != "string" else ""
            short = flags.get("-sn", flags["-ln"])[0]
            self._selected.add(flags["-ln"][0], short, default)

    def _do_setAttr(self, flags: dict[str, list[str]], plain: list[str]) -> None:
        kind = flags.get("-type", [""])[0]
        name, values = plain[0], plain[1:]
        node, _, attribute = name.partition(".")
        target = self.find(node) if node else self._selected
        if kind == "dataReferenceEdits":
            self._edit(values)
        elif target is not None and values:
            target.set(attribute, values, kind)

    def _do_parent(self, flags: dict[str, list[str]], plain: list[str]) -> None:
        child, parent = (self.find(name) for name in plain[-2:])
        if child is not None:
            child.parent = parent

    def _do_connectAttr(self, flags: dict[str, list[str]], plain: list[str]) -> None:
        ends = [self._plug(name) for name in plain[:2]]
        if all(ends):
            (source, out), (target, into) = ends
            self.links.append((source, out, target, self._next(target, into) if "-na" in flags else into))

    def _next(self, node: Node, attribute: str) -> str:
        taken = sum(1 for one in self.links if one[2] is node and one[3].startswith(f"{attribute}["))
        return f"{attribute}[{taken}]"

    def _plug(self, name: str) -> tuple[Node, str] | None:
        node, _, attribute = name.partition(".")
        found = self.find(node)
        return (found, attribute_path(found, attribute)) if found is not None else None

    # References -----------------------------------------------------------------------------------------------------

    def _do_file(self, flags: dict[str, list[str]], plain: list[str]) -> None:
        """The first line of each with -rdi says all; the later ones with -r say what was said."""
        if "-rdi" not in flags or flags["-rdi"][0] != "1":
            return
        reference = Reference(flags["-rfn"][0], plain[-1], flags.get("-ns", [""])[0], flags.get("-dr", ["0"])[0] != "1")
        path = self._found(reference.path)
        reference.path = path or reference.path
        self.references.append(reference)
        node = Node("reference", reference.node, None)
        self.nodes.append(node)
        if not path or not reference.is_loaded:
            reference.is_loaded = False
            return
        if path.endswith(".ma") and path not in self._around:
            self._bring(MayaScene(decoded(Path(path).read_bytes()), path, self.project, self._around), reference)

    def _found(self, path: str) -> str:
        path = os.path.expandvars(path)
        folders = ["", self.project, os.path.join(self.project, "scenes"), os.path.dirname(self.path)]
        return next(
            (
                p
                for p in (os.path.join(folder, path) for folder in folders if folder or os.path.isabs(path))
                if os.path.isfile(p)
            ),
            "",
        )

    def _bring(self, other: MayaScene, reference: Reference) -> None:
        self._indexed = (-1, {})
        for node in other.nodes:
            node.namespaces = [reference.namespace, *node.namespaces] if reference.namespace else node.namespaces
            node.is_referenced = True
        self.nodes += other.nodes
        self.links += other.links
        self.requires += [name for name in other.requires if name not in self.requires]
        for inner in other.references:
            inner.namespace = ":".join(filter(None, (reference.namespace, inner.namespace)))
            inner.node = ":".join(filter(None, (reference.namespace, inner.node)))
        self.references += other.references

    def _edit(self, words: list[str]) -> None:
        """Edits of a reference: only those that set a value are carried out."""
        for place, word in enumerate(words):
            if (
                word == "2"
                and place + 3 < len(words)
                and words[place + 1].startswith(("|", ":")) | (":" in words[place + 1])
            ):
                node = self.find(words[place + 1])
                if node is not None:
                    inner = [one.text for one in next(statements(words[place + 3] + ";"), [])]
                    kind = inner[1] if inner[:1] == ["-type"] else ""
                    node.set(words[place + 2], inner[2:] if kind else inner, kind)

    # Names ----------------------------------------------------------------------------------------------------------

    def find(self, name: str) -> Node | None:
        """The node of a name as a file or a command writes it, None when there is none."""
        wanted = name.lstrip(":").strip("|").split("|")
        is_whole = name.startswith("|")
        for node in self._index().get(wanted[-1], ()):
            path = node.path().split("|")
            if path == wanted or (not is_whole and path[-len(wanted) :] == wanted):
                return node
        return None

    def _index(self) -> dict[str, list[Node]]:
        """The nodes by their own names; made anew when there are others."""
        if self._indexed[0] != len(self.nodes):
            by_name: dict[str, list[Node]] = {}
            for node in self.nodes:
                by_name.setdefault(node.name, []).append(node)
            self._indexed = len(self.nodes), by_name
        return self._indexed[1]

    def short_name(self, node: Node) -> str:
        """The shortest name that only this node has."""
        path = node.path().split("|")
        others = [other.path().split("|") for other in self._index()[node.name] if other is not node]
        for length in range(1, len(path) + 1):
            if all(other[-length:] != path[-length:] for other in others):
                return "|".join(path[-length:])
        return "|" + "|".join(path)

    def linked(self, node: Node) -> list[tuple[Node, str, Node, str]]:
        """The links of a node."""
        if self._linked[0] != len(self.links):
            by_node: dict[int, list[tuple[Node, str, Node, str]]] = {}
            for link in self.links:
                for end in dict.fromkeys((id(link[0]), id(link[2]))):
                    by_node.setdefault(end, []).append(link)
            self._linked = len(self.links), by_node
        return self._linked[1].get(id(node), [])

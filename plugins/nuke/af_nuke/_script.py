"""The text of a Nuke script as nodes, knobs, groups and connections; what is not changed stays byte for byte.

Pure. The grammar as Nuke 6 to 16 write it: words of TCL (bare, "quoted", {braced}), one node for each
`Class {knob value …}`, connections through a stack (`push`, `set`, `inputs`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from afsubmit.errors import SceneError

from ._words import decode, encode

_BETWEEN = re.compile(r"(?:[\s;]+|\\\r?\n|#[^\n]*\n?)*")
_HEAD = re.compile(r'[^\s{}"\\;]+')
_BRACED = r"\{[^{}\\]*(?:(?:\\.|\{[^{}\\]*(?:(?:\\.|\{[^{}\\]*(?:\\.[^{}\\]*)*\})[^{}\\]*)*\})[^{}\\]*)*\}"
_QUOTED = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_BARE = r'(?:[^\s{}"\\]|\\.)[^\s{}\\]*(?:(?:\\.|\{[^{}\s\\]*\})[^\s{}\\]*)*'
_WORD = re.compile(f"{_QUOTED}|{_BRACED}|{_BARE}", re.DOTALL)
_KNOB = re.compile(rf'\s*([^\s{{}}"\\]+|{_QUOTED})(?:[ \t]|\\\r?\n)+({_QUOTED}|{_BRACED}|{_BARE})', re.DOTALL)
_KNOB_NAME = re.compile(rf'\s*([^\s{{}}"\\]+|{_QUOTED})[ \t]+', re.DOTALL)
_BODY = rf'(?:\s+(?:[^\s{{}}"\\]+|{_QUOTED})(?:[ \t]|\\\r?\n)+(?:{_QUOTED}|{_BRACED}|{_BARE}))*\s*\}}'
_NODE = re.compile(rf'([^\s{{}}"\\;]+)[ \t]*\{{({_BODY})\s*', re.DOTALL)
"""A whole node and what is between it and the next, if no value in it is nested too deep."""
_USER_KNOB = re.compile(r"\saddUserKnob[ \t]")
_END = re.compile(r"\s*\}")
_FLAT = re.compile(rf"[^{{}}\\]*(?:(?:\\.|{_BRACED})[^{{}}\\]*)*", re.DOTALL)
"""What stands between two braces of a value that is nested deep, with all that is nested flat."""
_SPACE = re.compile(r"(?:[ \t]|\\\r?\n)+")
_STACK = re.compile(r"\[stack\s+(\d+)\]")

_NOT_YET = "#;\\ \t\r\n\v\f"
"""Signs that stand between two statements."""
MAXIMUM_INPUTS = 1000
MAXIMUM_DEPTH = 200
"""How many groups may lie within each other."""
DEFAULTS = {"1": "", "2": "", "43": "", "3": "0", "6": "false", "7": "0"}
"""What a user knob that was never set holds, by its kind: texts and files, whole numbers, ticks and numbers."""
_GROUPS = frozenset(["Group", "Gizmo", "LiveGroup"])
_COMMANDS = frozenset(
    "add_layer define_window_layout_xml end_group expr for foreach if knob_default load proc push python set unset "
    "version while".split()
)
"""Words that begin something else than a node."""


class Node:
    """One node: its class, its knobs as written, and the nodes it is connected to.

    `inputs` holds a node or None for each input in Nuke's order; `group` is the group it lies in, None at the top;
    `body` is where its knobs stand in the script's text, the closing brace included; `original` is the node it is a
    clone of.
    """

    __slots__ = ("_knobs", "_user_knobs", "body", "class_name", "group", "inputs", "original", "script")

    def __init__(
        self, script: Script, class_name: str, group: Node | None, body: tuple[int, int], original: Node | None
    ) -> None:
        """Take where its knobs stand in the script's text, and of a clone the node whose knobs it shares."""
        self.script, self.class_name, self.group, self.body, self.original = script, class_name, group, body, original
        self.inputs: list[Node | None] = []
        self._knobs: dict[str, int] | None = None
        self._user_knobs: list[int] = []

    def chain(self) -> tuple[Node, ...]:
        """The node itself; of a clone also what it is a clone of."""
        return (self, self.original) if self.original else (self,)

    @property
    def knobs(self) -> dict[str, int]:
        """Knob -> where its value begins in the script's text. Read when first asked for: most nodes never are."""
        if self._knobs is None:
            self._knobs = {}
            read_knobs(self.script.text, self.body[0], self._knobs, self._user_knobs)
        return self._knobs

    @property
    def user_knobs(self) -> list[int]:
        """Where the descriptions of the user's own knobs begin."""
        return self._user_knobs if self.says(_USER_KNOB) and self.knobs is not None else []

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Whether `pattern` is found anywhere in the node: a quick no for what it does not have."""
        return any(pattern.search(node.script.text, node.body[0] - 1, node.body[1]) for node in self.chain())

    def found(self, pattern: re.Pattern[str]) -> list[str]:
        """What the group of `pattern` holds, for each place in the node where it is found."""
        return [one[1] for node in self.chain() for one in pattern.finditer(node.script.text, *node.body)]

    def knob_names(self) -> list[str]:
        """The knobs that the script says something of."""
        return list(dict.fromkeys(name for node in self.chain() for name in node.knobs))

    @property
    def is_published(self) -> bool:
        """Whether it is a live group whose nodes lie in a file of their own, and not in this script."""
        return self.class_name == "LiveGroup" and (self.value("published") or "").strip("{} ").lower() in ("true", "1")

    @property
    def name(self) -> str:
        """Its name inside its group."""
        return self.value("name") or ""

    @property
    def full_name(self) -> str:
        """Its name with those of its groups: `Group1.Write1`."""
        names, group = [self.name], self.group
        while group is not None:
            names.append(group.name)
            group = group.group
        return ".".join(reversed(names))

    def value(self, knob: str) -> str | None:
        """The value of `knob` as Nuke keeps it (TCL in it not carried out); None where the script does not say.

        One of the user's own that is declared and never set has the default of its kind.
        """
        for node in self.chain():
            start = node.knobs.get(knob)
            if start is not None:
                return decode(node.script.word_at(start))
        return self._declared(knob)

    def _declared(self, knob: str) -> str | None:
        declared = ((name, kind) for node in self.chain() for name, kind in user_knobs(node))
        return next((DEFAULTS.get(kind) for name, kind in declared if name == knob), None)


class Script:
    """A whole script; `nodes` are in the order of the file, `root` is its Root or None."""

    def __init__(self, text: str) -> None:
        """Read `text`.

        Raises:
            SceneError: it ends in the middle of a node or of a quoted word, or is no script at all; names the line.
        """
        self.text = text
        self.nodes: list[Node] = []
        self.root: Node | None = None
        self.version = ""
        self.is_balanced = True
        """Whether each group with nodes in it ends, and each end belongs to a group."""
        self._read()

    def _read(self) -> None:
        """Read it; where the ends of the groups do not fit, with live groups as other versions may write them.

        Whether a published live group, whose nodes lie elsewhere, has an `end_group` all the same is not documented.
        """
        ways = ("unpublished", "all", "none") if "LiveGroup" in self.text else ("unpublished",)
        for way in (*ways, ways[0]) if len(ways) > 1 else ways:
            self.nodes, self.root = [], None
            self.is_balanced = _Reader(self, way).read()
            if self.is_balanced:
                return

    def word_at(self, start: int) -> str:
        """The word that begins there, with its braces or quotes."""
        found = _WORD.match(self.text, start)
        return self.text[start : found.end() if found else _deep_end(self.text, start)]

    def replaced(self, changes: Iterable[tuple[int, str]], added: Iterable[tuple[int, str]] = ()) -> str:
        """The text with new values: pairs of where a value begins and the new one in plain, each place once.

        `added` are texts that come into the script as they are, with their places.
        """
        edits = [(start, len(self.word_at(start)), value) for start, value in changes]
        edits = [
            (start, length, encode(value, like=self.text[start : start + length])) for start, length, value in edits
        ]
        parts: list[str] = []
        done = 0
        for start, length, text in sorted([*edits, *((start, 0, text) for start, text in added)]):
            parts += (self.text[done:start], text)
            done = start + length
        return "".join([*parts, self.text[done:]])


class _Reader:
    """Goes through the text once, statement by statement."""

    def __init__(self, script: Script, opens: str) -> None:
        """`opens` says which live groups have their nodes here: "unpublished", "all" or "none"."""
        self.script, self.text, self.opens, self.spare_ends = script, script.text, opens, 0
        self.names: dict[str, Node | None] = {}
        self.levels: list[tuple[Node | None, list[Node | None]]] = [(None, [])]
        """The open groups, each with its own stack."""

    def read(self) -> bool:
        """Whether the ends of the groups fit."""
        text, match, end = self.text, _NODE.match, len(self.text)
        if "\0" in text:
            raise self._error(text.index("\0"), "stands what is no text")
        position = _skip(_BETWEEN, text, 1 if text.startswith("\ufeff") else 0)
        while position < end:
            found = match(text, position)  # most statements are nodes, and most nodes are flat
            if found is not None and found[1] not in _COMMANDS:
                self._add(found[1], found.span(2))
                position = found.end()
            else:
                position = self._statement(position)
            if position < end and text[position] in _NOT_YET:
                position = _skip(_BETWEEN, text, position)
        return len(self.levels) == 1 and not self.spare_ends

    def _statement(self, position: int) -> int:
        head = _HEAD.match(self.text, position)
        if head is None:
            raise self._error(position, f"stands {self.text[position]!r} where a node should begin")
        word, after = head.group(), _skip(_SPACE, self.text, head.end())
        if word == "clone":
            return self._clone(after)
        if word not in _COMMANDS and self.text.startswith("{", after):
            return self._node(word, after + 1)
        if word == "end_group":
            if len(self.levels) > 1:
                self.levels.pop()
            else:
                self.spare_ends += 1
            return head.end()
        words, end = self._words(after)
        if word == "push":
            self._stack.append(self.names.get(words[0].lstrip("$")) if words else None)
        elif word == "set" and len(words) == 2:
            self._set(words[0], words[1])
        elif word == "version":
            self.script.version = " ".join(words)
        return end

    @property
    def _stack(self) -> list[Node | None]:
        return self.levels[-1][1]

    def _set(self, name: str, value: str) -> None:
        depth = _STACK.fullmatch(value)
        if depth:
            stack, number = self._stack, int(depth[1])
            self.names[name] = stack[-1 - number] if number < len(stack) else None

    def _clone(self, position: int) -> int:
        """`clone $C12 {…}`, or as old versions wrote it `clone C12 Class {…}` for the first of them."""
        words: list[str] = []
        while position < len(self.text) and self.text[position] != "{":
            head = _HEAD.match(self.text, position)
            if head is None:
                raise self._error(position, "stands a clone without a node")
            words.append(head.group())
            position = _skip(_SPACE, self.text, head.end())
        name = words[0].lstrip("$") if words else ""
        original = self.names.get(name) if len(words) < 2 else None
        original = original.original or original if original else None  # all clones share the knobs of the first
        end = self._node(
            words[1] if len(words) > 1 else original.class_name if original else "", position + 1, original
        )
        if len(words) > 1:
            self.names[name] = self.script.nodes[-1]
        return end

    def _node(self, class_name: str, position: int, original: Node | None = None) -> int:
        """A node whose knobs begin here; returns the place behind the brace that closes it."""
        end = read_knobs(self.text, position, {}, [])
        if end < 0:
            raise self._error(position, f"begins a {class_name or 'clone'} whose end is missing")
        self._add(class_name, (position, end), original)
        return end

    def _add(self, class_name: str, body: tuple[int, int], original: Node | None = None) -> None:
        level, stack = self.levels[-1]
        node = Node(self.script, class_name, level, body, original)
        self.script.nodes.append(node)
        if class_name == "Root" and self.script.root is None:
            self.script.root = node
            return
        if self.text.find("inputs", body[0], body[1]) < 0:
            node.inputs = [stack.pop() if stack else None]
        else:
            count = min(_input_count(node), MAXIMUM_INPUTS)
            node.inputs = [stack.pop() if stack else None for _ in range(count)]
        stack.append(node)
        if class_name in _GROUPS and original is None and self._has_nodes(node):
            if len(self.levels) > MAXIMUM_DEPTH:
                raise self._error(body[0], f"lie more than {MAXIMUM_DEPTH} groups within each other")
            self.levels.append((node, []))

    def _has_nodes(self, node: Node) -> bool:
        """Whether the nodes of the group follow."""
        if node.class_name != "LiveGroup" or self.opens == "all":
            return True
        return self.opens == "unpublished" and not node.is_published

    def _words(self, position: int) -> tuple[list[str], int]:
        """The words from here to the end of the statement, and the place behind them."""
        words = []
        while position < len(self.text) and self.text[position] not in ";\r\n":
            found = _STACK.match(self.text, position) or _WORD.match(self.text, position)
            end = found.end() if found else _deep_end(self.text, position)
            if end < 0:
                raise self._error(position, "begins a word whose end is missing")
            words.append(self.text[position:end])
            position = _skip(_SPACE, self.text, end)
        return words, position

    def _error(self, position: int, words: str) -> SceneError:
        line = self.text.count("\n", 0, position) + 1
        return SceneError(f"This is not a whole Nuke script: in line {line} {words}.")


def read_knobs(text: str, position: int, knobs: dict[str, int], user_knobs: list[int]) -> int:
    """Read name and value in turn up to the brace that closes the node; the place behind it, -1 when it is missing."""
    match = _KNOB.match
    while True:
        found = match(text, position)
        if found is not None:
            name, start, position = found[1], found.start(2), found.end()
        else:
            closing = _END.match(text, position)
            if closing:
                return closing.end()
            named = _KNOB_NAME.match(text, position)
            end = _deep_end(text, named.end()) if named else -1
            if named is None or end < 0:
                return -1
            name, start, position = named[1], named.end(), end
        if name == "addUserKnob":
            user_knobs.append(start)
        else:
            knobs[decode(name) if name[0] == '"' else name] = start


def _deep_end(text: str, position: int) -> int:
    """The place behind the braced word that begins here, however deep; -1 when it has no end."""
    if not text.startswith("{", position):
        return -1
    depth = 0
    while position < len(text):
        letter = text[position]
        if letter == "{":
            depth += 1
        elif letter == "}":
            depth -= 1
            if depth == 0:
                return position + 1
        position = _skip(_FLAT, text, position + 1)
    return -1


def _skip(pattern: re.Pattern[str], text: str, position: int) -> int:
    found = pattern.match(text, position)
    return found.end() if found else position


def _input_count(node: Node) -> int:
    """How many nodes it takes from the stack: one unless it says `inputs 2`, or `2+1` with a mask."""
    start = node.knobs.get("inputs")
    if start is None:
        return 1
    parts = node.script.word_at(start).split("+")
    return sum(int(part) for part in parts if part.strip().isdecimal())


def user_knobs(node: Node) -> Iterator[tuple[str, str]]:
    """Name and kind of each of the node's own (user) knobs: `addUserKnob {2 look l Look}` has the kind 2, a file."""
    for start in node.user_knobs:
        words = node.script.word_at(start).strip("{} \t\r\n").split(None, 2)
        if len(words) > 1:
            yield words[1], words[0]

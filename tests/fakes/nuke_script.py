"""A .nk file read by Tcl itself, which is what Nuke reads it with: an answer that owes nothing to our own reader."""

from __future__ import annotations

import os
import re
import tkinter
from typing import Any

QUIET = ("version", "add_layer", "define_window_layout_xml", "load", "knob_default")
GROUPS = ("Group", "Gizmo", "LiveGroup")
DEFAULTS = {"1": "", "2": "", "43": "", "3": "0", "6": "false", "7": "0"}
"""What a user knob that was never set holds, by its kind: texts nothing, numbers 0 [D]."""
LOCALLY = "afsubmit_text {upvar #0 afsubmit_environment env; subst $afsubmit_text}"
"""What carries out one text: its variables are its own."""
NUMBER = re.compile(r"-?\d+(\.\d*)?")


class Made:
    """One node as the script describes it; values are what Tcl's own list reader makes of the node's braces."""

    def __init__(self, class_name: str, values: dict[str, str], group: Made | None) -> None:
        self.class_name, self.values, self.group = class_name, values, group
        self.inputs: list[Made | None] = []

    @property
    def full_name(self) -> str:
        name = self.values.get("name", "")
        return f"{self.group.full_name}.{name}" if self.group else name


class Script:
    """Runs the text; commands that Tcl does not know are nodes."""

    def __init__(self, text: str, session: Any) -> None:
        self._text, self.session = text, session
        self.nodes: list[Made] = []
        self.root = Made("Root", {}, None)
        self._levels: list[tuple[Made | None, list[Made | None]]] = [(None, [])]
        self._expander: tkinter.Tk | None = None
        self._asking: tuple[Made | None, float] = (None, 1)
        """Whose text is carried out now, and at which frame."""
        self._tcl = tkinter.Tcl()
        for name in QUIET:
            self._tcl.createcommand(name, lambda *_words: "")
        own = {"push": self._push, "stack": self._stack, "end_group": self._end, "clone": self._clone}
        for name, action in {**own, "unknown": self._node}.items():
            self._tcl.createcommand(name, action)
        self._tcl.eval(text.lstrip("\ufeff"))

    def _values(self, body: str) -> dict[str, str]:
        words = [str(word) for word in self._tcl.splitlist(body)]
        pairs = list(zip(words[::2], words[1::2]))
        declared = [self._tcl.splitlist(value) for name, value in pairs if name == "addUserKnob"]
        defaults = {str(one[1]): DEFAULTS[str(one[0])] for one in declared if str(one[0]) in DEFAULTS}
        return {**defaults, **dict(pairs)}

    def _node(self, class_name: str, body: str = "") -> str:
        values = self._values(body)
        if class_name == "Root":
            self.root.values = values
            return ""
        return self._add(Made(class_name, values, self._levels[-1][0]))

    def _add(self, made: Made) -> str:
        counts = [int(part) for part in made.values.get("inputs", "1").split("+")]
        stack = self._levels[-1][1]
        made.inputs = [stack.pop() if stack else None for _ in range(sum(counts))]
        stack.append(made)
        self.nodes.append(made)
        if made.class_name in GROUPS and made.values.get("published") != "true":  # [D LiveGroup]
            self._levels.append((made, []))
        return ""

    def _clone(self, handle: str, body: str) -> str:
        original = self.nodes[int(handle[1:])]
        return self._add(Made(original.class_name, {**original.values, **self._values(body)}, self._levels[-1][0]))

    def _push(self, handle: str) -> str:
        self._levels[-1][1].append(None if handle == "0" else self.nodes[int(handle[1:])])
        return ""

    def _stack(self, depth: str) -> str:
        stack = self._levels[-1][1]
        found = stack[-1 - int(depth)] if int(depth) < len(stack) else None
        return f"n{self.nodes.index(found)}" if found in self.nodes else "0"

    def _end(self) -> str:
        self._levels.pop()
        return ""

    def views(self) -> list[str]:
        lines = self.root.values.get("views", "").splitlines()
        return [line.split()[0] for line in lines if line.strip()] or ["main"]

    def text(self) -> str:
        """The script as it is saved: the same text, with the root node as it is now."""
        knobs = "".join(f" {self._word(name)} {self._word(value)}\n" for name, value in self.root.values.items())
        rest = re.sub(r"\nRoot \{.*?\n\}", "", f"\n{self._text}", count=1, flags=re.DOTALL)
        return f"version 15.1 v2\nRoot {{\n{knobs}}}{rest}"

    @staticmethod
    def _word(text: str) -> str:
        """A word as Nuke quotes it: its own escapes before everything that Tcl or a reader could take for grammar."""
        return '"' + re.sub(r'([\\"\[\]{}$])', r"\\\1", text).replace("\n", "\\n") + '"'

    def expanded(self, text: str, made: Made | None, frame: float) -> str:
        """Brackets and dollar signs carried out [D: nuke.value], by Tcl.

        Raises:
            RuntimeError: as Nuke does for what Tcl cannot do [U which].
        """
        if not set(text) & set("[$\\"):
            return text
        tcl = self._expander = self._expander or self._new_expander()
        if "env(" in text:
            tcl.call("array", "unset", "afsubmit_environment")
            tcl.call("array", "set", "afsubmit_environment", tuple(word for one in os.environ.items() for word in one))
        around, self._asking = self._asking, (made, frame)
        try:
            return str(tcl.call("apply", LOCALLY, text))
        except (tkinter.TclError, KeyError, StopIteration, RecursionError) as error:
            raise RuntimeError(f"{made.full_name if made else 'Root'}: {error}") from error
        finally:
            self._asking = around

    def _new_expander(self) -> tkinter.Tk:
        """An interpreter with Nuke's own words, one for all knobs: making one takes as long as a hundred texts."""
        tcl = tkinter.Tcl()
        for word in ("value", "knob"):
            tcl.createcommand(word, lambda name, *rest: self._value(name, *self._asking))
        tcl.createcommand("frame", lambda: str(int(self._asking[1])))
        tcl.createcommand("getenv", lambda name, *rest: os.environ.get(name, *rest) or "")
        tcl.createcommand("python", self._python)
        return tcl

    def _python(self, *words: str) -> str:
        """[D] The value of a Python expression; here of those that ask for the script's name."""
        function, asked = re.fullmatch(r"(os\.path\.basename)?\(?(.*?\)?)\)?", words[-1].strip()).groups()
        path = str(self.session.path)
        known = {"nuke.script_directory()": os.path.dirname(path), "nuke.root().name()": path}
        known["nuke.scriptName()"] = path
        for name, value in {**self.root.values, "name": path}.items():
            known[f"nuke.root().knob('{name}').value()"] = value
        return os.path.basename(known[asked]) if function else known[asked]

    def _value(self, name: str, made: Made | None, frame: float) -> str:
        place, _, knob = name.rpartition(".")
        parts = [part for part in place.split(".") if part]
        owner = made or self.root
        if parts[:1] == ["root"]:
            owner, parts = self.root, parts[1:]
        elif parts and parts[0] not in ("this", "parent"):  # a node beside this one, or a path from the top
            owner = owner.group or self.root
        for part in parts:
            owner = self._step(owner, part)
        if owner is self.root and knob == "name":
            return str(self.session.path)
        return self.expanded({"disable": "false", **owner.values}[knob], owner, frame)

    def _step(self, place: Made, word: str) -> Made:
        """One word of a knob's name: the node itself, the group around it, or a node inside a group."""
        if word in ("this", "parent"):
            return place if word == "this" else place.group or self.root
        inside = None if place is self.root else place
        return next(node for node in self.nodes if node.group is inside and node.values.get("name") == word)

    def carried_out(self, made: Made, knob: str, frame: float) -> str:
        """What a knob shows at `frame`: its Tcl carried out, of metadata each word by itself; Python as it is."""
        text = made.values[knob]
        if knob == "metadata":
            lines = [self._tcl.splitlist(str(line)) for line in self._tcl.splitlist(text)]
            return "\n".join(" ".join(self.expanded(str(word), made, frame) for word in line) for line in lines)
        return self.expanded(text, made, frame)

    def file_number(self, expression: str, frame: int) -> int:
        """The number that an expression over the frame gives; Nuke counts in floats [D]."""
        whole = re.sub(r"(?<![\w.])(\d+)(?![\w.])", r"\1.0", expression)
        if set(re.findall(r"[\w.]*[A-Za-z][\w.]*|\[", whole)) - {"frame", "int"}:
            return frame  # curves, knobs, Tcl: nothing here says more
        return int(float(self._tcl.eval(f"set frame {frame}.0; expr {{{re.sub('frame', '$frame', whole)}}}")))

    def number(self, text: str, made: Made | None) -> float:
        """What a knob of numbers holds: a number, or an expression with names of knobs."""
        plain = text.strip("{} ")
        if plain in ("true", "false"):
            return float(plain == "true")
        if "[" in plain:
            plain = self.expanded(plain, made, 1)
        known = {"root.first_frame": "1", "root.last_frame": "100"}
        named = re.sub(
            r"[A-Za-z_][\w.]*", lambda found: self._number_of(found[0], made) or known.get(found[0], found[0]), plain
        )
        try:
            return float(self._tcl.eval(f"expr {{{named}}}"))
        except tkinter.TclError as error:
            raise RuntimeError(f"Nothing is named {plain!r}") from error

    def _number_of(self, name: str, made: Made | None) -> str:
        place, _, knob = name.rpartition(".")
        if place not in ("", "root"):
            try:
                return str(self.number(self._value(name, made, 1), made))
            except (KeyError, StopIteration):
                return ""
        values = self.root.values if place == "root" else made.values if made else {}
        return values.get(knob, "").strip("{} ")

"""Nodes and menus of the fake Nuke: only methods that the real ones have [S 13.2]."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.fakes.nuke_knobs import Knob, knob_of


class Node:
    """A node; the session counts what it is asked."""

    def __init__(self, made: Any, nuke: Any) -> None:
        self._made, self._nuke = made, nuke

    def Class(self) -> str:
        self._nuke.calls += 1
        return str(self._made.class_name)

    def fullName(self) -> str:
        self._nuke.calls += 1
        return str(self._made.full_name)

    def name(self) -> str:
        self._nuke.calls += 1
        return str(self._made.values.get("name", ""))

    def knob(self, name: str) -> Knob | None:
        self._nuke.calls += 1
        found: Knob | None = knob_of(self, self._made.class_name, name, self._made.values)
        return found

    def __getitem__(self, name: str) -> Knob:
        found = self.knob(name)
        if found is None:
            raise NameError(f"knob {name} does not exist")
        return found

    def inputs(self) -> int:
        self._nuke.calls += 1
        return len(self._made.inputs)

    def input(self, index: int) -> Node | None:
        self._nuke.calls += 1
        found = self._made.inputs[index]
        return self._nuke.node_of(found) if found is not None else None

    def writeKnobs(self, flags: int = 0) -> str:
        """[S 13.2, D] Name and value of each knob, as the script's text has them."""
        self._nuke.calls += 1
        word = self._nuke.script._word
        return "\n".join(f"{word(name)} {word(value)}" for name, value in self._made.values.items())

    def width(self) -> int:
        """[S 13.2] In pixels."""
        self._nuke.calls += 1
        return self._size()[0]

    def height(self) -> int:
        self._nuke.calls += 1
        return self._size()[1]

    def _size(self) -> tuple[int, int]:
        """[D Reformat, Read, Full-Size Formats] A format of its own, else its first input's, else the project's."""
        made, root, scale = self._made, self._nuke.script.root, 1.0
        sizes = self._nuke.sizes  # Nuke keeps what it has validated
        passed = []
        while id(made) not in sizes:
            passed.append(made)
            values, is_off = made.values, made.values.get("disable") == "true"
            above = made.inputs[0] if made.inputs else None
            if made.class_name == "Reformat" and not is_off:
                if values.get("type", "to format") == "scale":
                    passed, scale = [], scale * float(values.get("scale", "1"))
                else:
                    above = None if "format" in values else root
            elif "format" in values and not is_off:
                above = None
            if made is root or above is None:
                words = values.get("format", root.values.get("format", "2048 1556")).split()
                sizes[id(made)] = int(words[0]), int(words[1])
            else:
                made = above
        width, height = sizes[id(made)]
        sizes.update((id(one), (width, height)) for one in passed)
        return round(width * scale), round(height * scale)

    def treeHasError(self) -> bool:
        """[S 13.2, D: "any in its input tree have an error"]"""
        self._nuke.calls += 1
        return self._made.full_name in self._nuke.in_error

    def _number(self, frame: int) -> int:
        """The number of the file that a write node makes of `frame` [D: Changing the Numbering of Rendered Frames]."""
        mode, text = (self._made.values.get(name, "").strip("{} ") for name in ("frame_mode", "frame"))
        if not text or mode in ("start at", "start_at", "1"):
            return frame
        return self._nuke.script.file_number(text if mode not in ("offset", "2") else f"frame + ({text})", frame)

    def _set(self, name: str, text: str) -> None:
        self._made.values[name] = text
        self._nuke.changed(f"{self._made.full_name}.{name}")


class Group(Node):
    pass


class Root(Group):
    """The script itself."""

    def __init__(self, nuke: Any) -> None:
        super().__init__(nuke.script.root, nuke)

    def name(self) -> str:
        """The script's path, "Root" for one that was never saved [S 15.0]."""
        return str(self._nuke.path) or "Root"

    def firstFrame(self) -> int:
        return round(float(self["first_frame"].value()))

    def lastFrame(self) -> int:
        return round(float(self["last_frame"].value()))

    def proxy(self) -> bool:
        return bool(self._made.values.get("proxy", "") == "true")

    def modified(self) -> bool:
        return bool(self._nuke.is_modified)

    def setModified(self, modified: bool) -> None:
        self._nuke.is_modified = modified

    def addKnob(self, knob: Knob) -> None:
        knob._of(self, "")
        self._set(knob.name(), "")

    def _set(self, name: str, text: str) -> None:
        if name == "name":
            self._nuke.path = text
        super()._set(name, text)


class _Action:
    """The Qt action of an entry."""

    def __init__(self) -> None:
        self._is_checkable = self._is_checked = False

    def setCheckable(self, is_checkable: bool) -> None:
        self._is_checkable = is_checkable

    def setChecked(self, is_checked: bool) -> None:
        self._is_checked = is_checked and self._is_checkable


class Menu:
    """[S 13.2] A menu, or an entry: commands are kept as they were given."""

    def __init__(self, name: str) -> None:
        self._name, self._items = name, {}
        self._command: Callable[[], Any] | str | None = None
        self._shortcut = ""
        self._action = _Action()

    def action(self) -> _Action:
        return self._action

    def name(self) -> str:
        return self._name

    def addMenu(self, name: str, **words: Any) -> Menu:
        found: Menu = self._items.setdefault(name, Menu(name))
        return found

    def addCommand(self, name: str, command: Any = None, shortcut: str = "", **words: Any) -> Menu:
        made = Menu(name)
        made._command, made._shortcut = command, shortcut
        self._items[name] = made
        return made

    def addSeparator(self, **words: Any) -> None:
        self._items[f"separator {len(self._items)}"] = Menu("")

    def menu(self, name: str) -> Menu | None:
        found: Menu | None = self._items.get(name)
        return found

    def findItem(self, name: str) -> Menu | None:
        return self.menu(name)

    def items(self) -> list[Menu]:
        return list(self._items.values())

    def removeItem(self, name: str) -> None:
        self._items.pop(name, None)

    def setEnabled(self, enabled: bool) -> None:
        self._enabled = enabled

    def invoke(self) -> None:
        if callable(self._command):
            self._command()

"""Knobs of the fake Nuke: only methods that the real ones have [S 13.2]."""

from __future__ import annotations

import re
from typing import Any

TOKEN = re.compile(r"%0?(\d*)d|(#+)")


def with_frame(text: str, frame: int) -> str:
    """`text` with the number in place of `%04d` and `####`."""
    return TOKEN.sub(lambda found: f"{frame:0{int(found[1] or 1) if found[2] is None else len(found[2])}d}", text)


class Knob:
    """A knob over one value of a node's description; the session counts what it is asked."""

    def __init__(self, name: str, label: str = "") -> None:
        self._name, self._label, self._flags = name, label, 0
        self._node: Any = None
        self._text = ""

    def _of(self, node: Any, text: str) -> Any:
        self._node, self._text = node, text
        return self

    def Class(self) -> str:
        return type(self).__name__

    def name(self) -> str:
        return self._name

    def setFlag(self, flag: int) -> None:
        self._flags |= flag

    def value(self) -> Any:
        self._node._nuke.calls += 1
        return self._text

    def toScript(self, quote: bool = True, context: Any = None) -> str:
        """[S 13.2, D] The value as a script has it, an expression and a curve in braces."""
        self._node._nuke.calls += 1
        return self._text

    def setValue(self, value: Any) -> Any:
        self._text = str(value)
        self._node._set(self._name, self._text)


class Tab_Knob(Knob):
    pass


class Enumeration_Knob(Knob):
    pass


class MultiView_Knob(Knob):
    """[U] its `value()` without views: the names of all, or nothing; read by CGRU as names with blanks between."""


class String_Knob(Knob):
    def getText(self) -> str:
        """The value that is not evaluated [D 13.1]."""
        self._node._nuke.calls += 1
        return self._text


class EvalString_Knob(String_Knob):
    def evaluate(self) -> str:
        """Evaluated where and when the session is now."""
        self._node._nuke.calls += 1
        return self._node._nuke.script.expanded(self._text, self._node._made, self._node._nuke.current_frame)


class File_Knob(EvalString_Knob):
    def getEvaluatedValue(self, context: Any = None) -> str:
        """[D 7.0 "technical notation", P: used for a file of one frame] both ways, see `Habits.puts_frames_in`."""
        nuke = self._node._nuke
        nuke.calls += 1
        view = context.viewname(context.view())
        text = self._text.replace("%V", view).replace("%v", view[:1])
        text = nuke.script.expanded(text, self._node._made, context.frame())
        if nuke.habits.puts_frames_in:
            frame = int(context.frame())
            return with_frame(text, self._node._number(frame) if nuke.habits.puts_numbers_in else frame)
        return TOKEN.sub(lambda found: found[0] if found[2] is None else f"%0{len(found[2])}d", text)


class Array_Knob(Knob):
    def value(self) -> Any:
        self._node._nuke.calls += 1
        return self._node._nuke.script.number(self._text, self._node._made)


class Int_Knob(Array_Knob):
    def value(self) -> int:
        return int(super().value())


class Boolean_Knob(Array_Knob):
    def value(self) -> bool:
        return bool(super().value())


class Disable_Knob(Boolean_Knob):
    pass


WRITING = {
    "file": (File_Knob, ""),
    "proxy": (File_Knob, ""),
    "file_type": (Enumeration_Knob, ""),
    "disable": (Disable_Knob, "false"),
    "reading": (Boolean_Knob, "false"),
    "create_directories": (Boolean_Knob, "false"),
    "use_limit": (Boolean_Knob, "false"),
    "first": (Int_Knob, "1"),
    "last": (Int_Knob, "1"),
    "render_order": (Array_Knob, "1"),
    "views": (MultiView_Knob, ""),
    "frame_mode": (Enumeration_Knob, "expression"),
    "frame": (String_Knob, ""),
}
READING = {
    "file": (File_Knob, ""),
    "proxy": (File_Knob, ""),
    "frame_mode": (Enumeration_Knob, "expression"),
    "frame": (String_Knob, ""),
    "disable": (Disable_Knob, "false"),
}
BY_CLASS = {
    "Write": WRITING,
    "DeepWrite": {name: WRITING[name] for name in WRITING if name not in ("reading", "create_directories")},
    "WriteGeo": {name: WRITING[name] for name in WRITING if name not in ("reading", "create_directories", "proxy")},
    "GeoExport": {name: WRITING[name] for name in WRITING if name not in ("reading", "create_directories", "proxy")},
    "Read": READING,
    "DeepRead": READING,
    "Root": {
        "name": (File_Knob, ""),
        "fps": (Array_Knob, "24"),
        "first_frame": (Array_Knob, "1"),
        "last_frame": (Array_Knob, "100"),
        "project_directory": (File_Knob, ""),
        "colorManagement": (Enumeration_Knob, "Nuke"),
        "OCIO_config": (Enumeration_Knob, "nuke-default"),
        "customOCIOConfigPath": (File_Knob, ""),
    },
}
"""The knobs of a class and their defaults; other classes have what the script says, and a tick to disable them."""

OTHERS = {
    **{name: (made, None) for name, (made, _) in WRITING.items()},  # as a studio's own class would have them
    "disable": (Disable_Knob, "false"),
    "vfield_file": (File_Knob, None),
}
WITHOUT_DISABLE = ("StickyNote", "BackdropNode", "Viewer", "Input", "Output", "Dot")


def knob_of(node: Any, class_name: str, name: str, values: dict[str, str]) -> Any:
    """The knob `name` of a node, or None where its class has none and the script names none."""
    table = BY_CLASS.get(class_name, OTHERS)
    if name == "disable" and class_name in WITHOUT_DISABLE:
        return None
    made, default = table.get(name, (String_Knob, None))
    text = values.get(name, default)
    return None if text is None else made(name)._of(node, text)

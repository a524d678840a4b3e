"""What the attributes of a node hold that a .ma file tells of: what is set, what references change, defaults. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from . import _ascii, _attributes
from ._file_names import Node
from ._graph import Value

_UTF_8 = _ascii.Grammar()
_TRUTH = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}
MAXIMUM_WHOLE = 2**31 - 1
_RANGE = re.compile(r"(.*)\[(\d+):(\d+)\](.*)")
_OF_KIND: dict[str, Value] = {"bool": False, "string": "", "long": 0, "short": 0, "byte": 0, "enum": 0, "char": 0}
_NUMBERS = frozenset(["double", "float", "time", "doubleLinear", "doubleAngle", "floatLinear", "floatAngle"])


class Values:
    """The attributes of one node by their long names."""

    def __init__(self, node: Node) -> None:
        self._type = node.type
        self._added: dict[str, str] = {}
        self._defaults: dict[str, Value | None] = {}
        self._set: dict[str, Value] = {}
        for call in _calls(node):
            (self._add if call.name == "addAttr" else self._take)(call)

    def long_name(self, path: str) -> str:
        """The path of an attribute in long names: "adjs[0].val" -> "adjustments[0].value"."""
        return ".".join(self._long(part) for part in path.split("."))

    def value(self, attribute: str) -> Value | None:
        """What the attribute holds, by its long name; None when the node has no such one, or nobody knows."""
        if attribute in self._set:
            return self._set[attribute]
        if attribute in self._defaults:
            return self._defaults[attribute]
        return _attributes.default(self._type, attribute.rpartition(".")[2])

    def names(self, start: str) -> list[str]:
        """The attributes that begin with `start`: those that are set, added, or known of the node's type."""
        known = _attributes.BY_TYPE.get(self._type, ())
        return [name for name in dict.fromkeys((*known, *self._defaults, *self._set)) if name.startswith(start)]

    def _long(self, part: str) -> str:
        name, bracket, index = part.partition("[")
        return (self._added.get(name) or _attributes.long_name(self._type, name)) + bracket + index

    def _add(self, call: _ascii.Call) -> None:
        long = call.flag("ln", "longName") or call.flag("sn", "shortName") or ""
        self._added[call.flag("sn", "shortName") or long] = long
        kind = call.flag("at", "attributeType") or call.flag("dt", "dataType") or ""
        default = _OF_KIND.get(kind, 0.0 if kind in _NUMBERS else None)
        said = _plain(call.flag("dv", "defaultValue") or "")
        self._defaults[long] = default if said is None else _like(default, said)

    def _take(self, call: _ascii.Call) -> None:
        if len(call.words) < 2:
            return
        path = call.words[0].text
        path = self.long_name(path[path.find(".") + 1 :])
        kind, rest = call.flag("type", "typ"), call.words[1:]
        spread = _RANGE.fullmatch(path)
        if spread and kind is None:
            self._spread(spread, rest)
            return
        found = _typed(kind, rest) if kind else _several(rest)
        default = self.value(path)
        if found is not None and _is_held(default, found):
            self._set[path] = _like(default, found)

    def _spread(self, found: re.Match[str], words: Sequence[_ascii.Word]) -> None:
        """Several elements at once: a value for each."""
        before, first, last, after = found.groups()
        numbers = range(int(first), int(last) + 1)
        if len(numbers) == len(words):
            for number, word in zip(numbers, words):
                held = _plain(word.text)
                if held is not None:
                    self._set[f"{before}[{number}]{after}"] = held


def _calls(node: Node) -> Iterator[_ascii.Call]:
    for grammar, statements in ((node.grammar, node.set), (_UTF_8, node.edits)):
        for statement in statements or ():
            call = grammar.call(statement)
            if call is not None:
                yield call


def _typed(kind: str, words: Sequence[_ascii.Word]) -> Value | None:
    if kind == "string":
        return words[0].text
    return _several(words) if all(not word.is_string for word in words) else None


def _several(words: Sequence[_ascii.Word]) -> Value | None:
    """One plain value, or numbers."""
    if len(words) == 1:
        return words[0].text if words[0].is_string else _plain(words[0].text)
    numbers = [_plain(word.text) for word in words]
    return tuple(float(one) for one in numbers if isinstance(one, (int, float)))


def _plain(text: str) -> bool | int | float | None:
    if text in _TRUTH:
        return _TRUTH[text]
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return None


def _is_held(default: Value | None, found: Value) -> bool:
    """Whether an attribute can hold it: Maya refuses what is no whole number of 32 bits for one of these."""
    is_whole = isinstance(default, int) and not isinstance(default, bool)
    return not (is_whole and isinstance(found, (int, float))) or (math.isfinite(found) and abs(found) <= MAXIMUM_WHOLE)


def _like(default: Value | None, found: Value) -> Value:
    """What was found, as what the attribute is: a truth, a whole number or a number."""
    if isinstance(found, (str, tuple)) or isinstance(default, (str, tuple)) or default is None:
        return found
    if isinstance(default, bool):
        return bool(found)
    if isinstance(default, float):
        return float(found)
    return int(found) if float(found).is_integer() else found

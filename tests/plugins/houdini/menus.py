"""Houdini's menus as its XML files say them: what Houdini would show, and what a click runs."""

from __future__ import annotations

import textwrap
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any


def items(file: Path) -> dict[str, ElementTree.Element]:
    """Every element with an id, by it."""
    root = ElementTree.parse(file).getroot()
    found = [element for element in root.iter() if "id" in element.attrib]
    by_id = {element.attrib["id"]: element for element in found}
    assert len(by_id) == len(found), "ids are unique"
    return by_id


def evaluated(code: str, node: Any = None) -> Any:
    """What Houdini makes of an expression of a menu: the body of a function with `kwargs`."""
    names: dict[str, Any] = {"kwargs": {"node": node}}
    exec("def expression():\n" + textwrap.indent(code.strip() or "pass", "    "), names)
    return names["expression"]()


def label(item: ElementTree.Element) -> str:
    """What the entry is called, worked out as Houdini does when the menu opens."""
    plain, expression = item.findtext("label"), item.findtext("labelExpression")
    return plain if plain is not None else str(evaluated(expression or ""))


def click(item: ElementTree.Element, node: Any = None) -> None:
    """Choose the entry."""
    evaluated(item.findtext("scriptCode") or "", node)


def is_shown(item: ElementTree.Element, node: Any) -> bool:
    """Whether the entry is in the menu over `node`."""
    return bool(evaluated(item.findtext("context/expression") or "return True", node))

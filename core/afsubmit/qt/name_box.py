"""A small window that asks for the name of something that is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .binding import Qt, QtWidgets


def ask_name(
    parent: Any, what: str, title: str, name: str, on_name: Callable[[str], None], *, replaces: bool = True
) -> None:
    """Ask for the name of `what` ("preset"), beginning with `name`; returns at once, `on_name` gets what was typed.

    `replaces` says in the window that what has this name already is replaced.
    """
    box = QtWidgets.QInputDialog(parent)
    box.setAttribute(Qt.WA_DeleteOnClose)
    box.setWindowTitle(title)
    box.setLabelText(f"Name of the {what}; one with this name is replaced:" if replaces else f"Name of the {what}:")
    box.setTextValue(name)
    box.setWindowModality(Qt.WindowModal)
    box.textValueSelected.connect(on_name)
    box.show()

"""The windows of the fake Maya: menus, dialogs, docks, and what waits until Maya is idle."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any


class Item:
    """An entry of a menu."""

    def __init__(self, label: str, command: Callable[..., Any] | None, check_box: bool | None) -> None:
        self.label, self.command, self.check_box = label, command, check_box

    def click(self) -> None:
        """The artist chooses it: the callable gets one argument, whether it is ticked [S]."""
        if self.check_box is not None:
            self.check_box = not self.check_box
        assert self.command is not None
        self.command(bool(self.check_box))


class Menu:
    """A menu of the main window, with its entries by name, in order."""

    def __init__(self, label: str) -> None:
        self.label, self.items = label, dict[str, Item]()

    def item(self, label: str) -> Item:
        """The entry that the artist reads."""
        return next(item for item in self.items.values() if item.label == label)


class Dock:
    """A workspaceControl."""

    def __init__(self, label: str, script: str) -> None:
        self.label, self.script, self.restored = label, script, 0


class Interface:
    """What has a window in it; the base of the session."""

    def __init__(self) -> None:
        self.menus: dict[str, Menu] = {}
        self.docks: dict[str, Dock] = {}
        self.controls: dict[str, int] = {}
        self.deferred: list[Callable[[], Any]] = []
        self.messages: list[str] = []
        self.said: list[str] = []

    def idle(self, seconds: float = 2.0) -> None:
        """Maya waits for events: what was left for the main thread runs."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            while self.deferred:
                self.deferred.pop(0)()
            if not any(thread.name.startswith("afsubmit-") for thread in threading.enumerate()) and not self.deferred:
                return
            time.sleep(0.01)

    def do_evalDeferred(self, call: Any, lowestPriority: bool = False) -> None:
        """[S] A callable, or the text of one."""
        self.deferred.append(call if callable(call) else lambda: exec(call, {}))

    def do_menu(self, name: str, exists: bool = False, label: str = "", parent: str = "", tearOff: bool = False) -> Any:
        if exists:
            return name in self.menus
        assert parent == "MayaWindow"
        self.menus[name] = Menu(label)
        return name

    def do_menuItem(
        self, name: str = "", query: bool = False, edit: bool = False, exists: bool = False, label: str = "",
        parent: str = "", command: Any = None, divider: bool = False, checkBox: bool | None = None,
    ) -> Any:  # fmt: skip
        owner = next((menu for menu in self.menus.values() if name in menu.items), None)
        if exists:
            return owner is not None
        if edit or query:
            if owner is None:
                raise RuntimeError(f"Object '{name}' not found.")
            item = owner.items[name]
            if query:
                return item.check_box
            item.check_box = checkBox
            return name
        made = self.menus[parent].items
        made[name or f"menuItem{len(made)}"] = Item("" if divider else label, command, checkBox)
        return name

    def do_deleteUI(self, name: str, menu: bool = False, control: bool = False) -> None:
        if name not in self.menus and name not in self.docks:
            raise RuntimeError(f"Object '{name}' not found.")
        self.menus.pop(name, None)
        self.docks.pop(name, None)

    def do_confirmDialog(self, title: str = "", message: str = "", button: Any = ()) -> str:
        self.messages.append(message)
        return "OK"

    def do_warning(self, text: str) -> None:
        self.said.append(f"warning: {text}")

    def do_workspaceControl(
        self, name: str, query: bool = False, edit: bool = False, exists: bool = False, label: str = "",
        uiScript: str = "", restore: bool = False, visible: bool = False, retain: bool = True, initialWidth: int = 0,
    ) -> Any:  # fmt: skip
        if exists:
            return name in self.docks
        if edit:
            if name not in self.docks:
                raise RuntimeError(f"Object '{name}' not found.")
            self.docks[name].restored += 1
            return name
        self.docks[name] = Dock(label, uiScript)
        exec(uiScript, {})
        return name

    def find_control(self, name: str) -> int | None:
        """The Qt widget of a dock, as a pointer; None when there is none."""
        return self.controls.get(name)

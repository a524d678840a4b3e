"""Set-ups in Blender: outputs with settings under a name, kept in the scene; the menu, and sending all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import bpy

from . import _fields
from ._activity import activity
from ._ui_drive import begin
from ._ui_requests import make_host, of_setups
from .afsubmit.errors import AfError, SettingsError, words

NAME_WIDTH, SEND_WIDTH = 320, 620
NAME_SHARE, HALF = 0.36, 0.54
TOLD_LETTERS, LINE_LETTERS = 54, 96
LEVEL_ICONS = {"error": "ERROR", "warning": "ERROR", "": "CHECKMARK"}


def kept() -> Mapping[str, Any]:
    """The set-ups of the active scene by name; looking does not write an empty group of settings into it."""
    from ._host import active_scene
    from .afsubmit.submitter import setups

    scene = active_scene()
    return setups.of(_fields.other(scene.afanasy)) if scene.is_property_set("afanasy") else {}


def draw(layout: Any, operator: Any) -> None:
    """In the dialog: the set-up that it begins with, and what stands in it kept as one."""
    halves = layout.split(factor=HALF)
    left, right = halves.row(), halves.row(align=True)
    if kept():
        left.prop(operator, "setup")
    right.prop(operator, "setup_name")
    right.operator_context = "EXEC_DEFAULT"
    button = right.operator("afanasy.setup_keep", text="", icon="ADD")
    button.name, button.content = operator.setup_name, json.dumps(operator.standing())


class AFANASY_MT_setups(bpy.types.Menu):
    """Outputs and settings under a name, kept in the scene: as many as you like, each sent as a job of its own."""

    bl_label = "Afanasy Set-ups"

    def draw(self, context: Any) -> None:
        """The menu's entries."""
        layout, names = self.layout, list(kept())
        for name in names:
            layout.operator("afanasy.setup_apply", text=name).name = name
        if names:
            layout.separator()
        layout.operator_context = "INVOKE_DEFAULT"
        if names:
            layout.operator("afanasy.setups_send", text="Send All Set-ups…", icon="EXPORT")
        layout.operator("afanasy.setup_keep", text="Keep as Set-up…", icon="ADD")
        if names:
            layout.menu("AFANASY_MT_setups_rename", icon="GREASEPENCIL")
            layout.menu("AFANASY_MT_setups_delete", icon="REMOVE")


class _EachSetup:
    """A menu that does one thing with a set-up."""

    operator = ""
    layout: Any

    def draw(self, context: Any) -> None:
        """An entry for each."""
        self.layout.operator_context = "INVOKE_DEFAULT"
        for name in kept():
            self.layout.operator(self.operator, text=name).name = name


class AFANASY_MT_setups_rename(_EachSetup, bpy.types.Menu):
    """Give a set-up another name"""

    bl_label = "Rename Set-up"
    operator = "afanasy.setup_rename"


class AFANASY_MT_setups_delete(_EachSetup, bpy.types.Menu):
    """Take a set-up out of the scene"""

    bl_label = "Delete Set-up"
    operator = "afanasy.setup_delete"


class _OfSetup:
    """What the operators of one set-up have in common."""

    bl_options = {"UNDO"}
    name: str

    def act(self) -> str:
        """Do it, and say what was done.

        Raises:
            AfError: it cannot be done.
        """
        raise NotImplementedError

    def execute(self, context: Any) -> set[str]:
        """Do it; what it says is reported."""
        report: Any = self.report  # type: ignore[attr-defined]
        try:
            said = self.act()
        except AfError as error:
            report({"ERROR"}, str(error))
            return {"CANCELLED"}
        report({"INFO"}, said)
        return {"FINISHED"}

    def one(self) -> Any:
        """The set-up of this name.

        Raises:
            SettingsError: there is none.
        """
        found = kept()
        if self.name not in found:
            raise SettingsError(f"The scene has no set-up {self.name!r}; it has: {', '.join(found) or 'none'}.")
        return found[self.name]


class AFANASY_OT_setup_apply(_OfSetup, bpy.types.Operator):
    """Take this set-up's outputs and settings over into the scene"""

    bl_idname = "afanasy.setup_apply"
    bl_label = "Apply Set-up"

    def act(self) -> str:
        """What stood in the scene and in the last dialog is gone; what the set-up does not name is as usual."""
        from .afsubmit.submitter import setups

        one, host = self.one(), make_host()
        there = {output.id for output in host.outputs()}
        host.store_settings(setups.laid(one.settings, kept().values()))
        chosen = [output for output in one.outputs if output in there]
        if chosen:
            host.store_chosen(chosen)
        activity.draft, activity.chosen, activity.is_anew = {}, None, False
        gone = [output for output in one.outputs if output not in there]
        more = f" Not in this file any more: {', '.join(gone)}." if gone else ""
        return f"The scene is as the set-up {self.name} has it; Ctrl+Z brings back what it was.{more}"


class AFANASY_OT_setup_keep(_OfSetup, bpy.types.Operator):
    """Keep what is chosen and set now under a name inside the scene; one with this name is replaced"""

    bl_idname = "afanasy.setup_keep"
    bl_label = "Keep as Set-up"

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Ask for the name."""
        return context.window_manager.invoke_props_dialog(self, width=NAME_WIDTH)

    def act(self) -> str:
        """Keep what stands in the dialog, in `content`, else what the next one would begin with."""
        from .afsubmit.submission.settings.layers import apply_layers
        from .afsubmit.submitter import setups

        name, host = setups.checked_name(self.name), make_host()
        if self.content:
            values, outputs = json.loads(self.content)
        else:
            values = activity.draft or setups.without(host.load_settings())
            outputs = host.selected() if activity.chosen is None else activity.chosen
        settings = apply_layers(values).settings.stored()
        setups.put(host, {**kept(), name: setups.Setup(name, list(outputs), settings)})
        return f"Kept as the set-up {name}; save the file to keep it for good."


class AFANASY_OT_setup_rename(_OfSetup, bpy.types.Operator):
    """Give this set-up another name"""

    bl_idname = "afanasy.setup_rename"
    bl_label = "Rename Set-up"

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Ask for the new name."""
        self.properties.to = self.properties.to or self.name
        return context.window_manager.invoke_props_dialog(self, width=NAME_WIDTH)

    def draw(self, context: Any) -> None:
        """The new name alone."""
        self.layout.prop(self, "to")

    def act(self) -> str:
        """Nothing else of it changes."""
        from .afsubmit.submitter import setups

        self.one()
        setups.put(make_host(), setups.renamed(kept(), self.name, self.to))
        return f"The set-up {self.name} is called {self.to.strip()} now."


class AFANASY_OT_setup_delete(_OfSetup, bpy.types.Operator):
    """Take this set-up out of the scene; Ctrl+Z brings it back"""

    bl_idname = "afanasy.setup_delete"
    bl_label = "Delete Set-up"

    def act(self) -> str:
        """Forget it."""
        from .afsubmit.submitter import setups

        self.one()
        setups.put(make_host(), {name: one for name, one in kept().items() if name != self.name})
        return f"The set-up {self.name} is gone; Ctrl+Z brings it back."


class AFANASY_PG_setup(bpy.types.PropertyGroup):
    """A set-up in the dialog that sends all."""


class AFANASY_OT_setups_send(bpy.types.Operator):
    """Send all set-ups of the scene, each as a job of its own; nothing is sent until all that are chosen can be"""

    bl_idname = "afanasy.setups_send"
    bl_label = "Send All Set-ups"

    listed: Sequence[Any] = ()
    preview: Any = None
    complaint = ""
    shown: Any = None
    lines = 0
    """The most that stood below the table: a dialog that shrinks moves away under the mouse."""

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Show each with what it would send."""
        trouble = activity.refusal() or self._read()
        if trouble:
            self.report({"ERROR"}, trouble)
            return {"CANCELLED"}
        button = {"confirm_text": "Send"} if bpy.app.version >= (4, 2, 0) else {}
        return context.window_manager.invoke_props_dialog(self, width=SEND_WIDTH, **button)

    def _read(self) -> str:
        """Read the set-ups; all are chosen but those that the caller gave as unchosen. Why it cannot be, or ""."""
        if not kept():
            return "This scene keeps no set-ups: Render ▸ Afanasy Set-ups ▸ Keep as Set-up…"
        try:
            found = of_setups()
        except AfError as error:
            return str(error)
        errors = [words(problem) for problem in found.problems if problem.level == "error"]
        if errors:
            return errors[0]
        self.listed = found.listed
        given = {item.name: item.is_chosen for item in self.setups}
        strangers = [name for name in given if name not in [one.setup for one in found.listed]]
        if strangers:
            return f"The scene has no set-up {strangers[0]!r}; it has: {', '.join(kept())}."
        self.setups.clear()
        for one in found.listed:
            item = self.setups.add()
            item.name, item.is_chosen = one.setup, given.get(one.setup, not given)
        return ""

    def chosen(self) -> list[str]:
        """The names of those that are to be sent."""
        return [item.name for item in self.setups if item.is_chosen]

    def look(self) -> None:
        """Plan anew where another choice was made since."""
        from .afsubmit.submitter import preferences, setup_plans

        if self.chosen() == self.shown:
            return
        self.shown, self.complaint = self.chosen(), ""
        try:
            self.preview = setup_plans.preview(self.listed, self.shown, preferences.load().server)
        except AfError as error:
            self.preview, self.complaint = None, str(error)

    def draw(self, context: Any) -> None:
        """Each set-up, what stands against them, and whether they can be sent."""
        self.look()
        column = self.layout.column(align=True)
        plans = {one.name: one for one in self.preview.plans} if self.preview else {}
        for item in self.setups:
            _setup_line(column.box(), item, plans.get(item.name))
        below = self.layout.column(align=True)
        self.lines = max(self.lines, _verdict(below, self.preview, self.complaint, self.lines))

    def execute(self, context: Any) -> set[str]:
        """Send those that are chosen; without a window wait for the end of it and fail with an error."""
        from .afsubmit.submitter import preferences
        from .afsubmit.submitter.series import SubmissionSeries

        is_seen = self.preview is not None
        trouble = activity.refusal() or self._read() or self._stopped()
        if trouble:
            self.report({"ERROR"}, trouble)
            return {"CANCELLED"}
        listed = [one for one in self.listed if one.setup in self.chosen()]
        return begin(self, SubmissionSeries(listed, preferences.load().server, is_seen=is_seen))

    def _stopped(self) -> str:
        """What stands against sending them, or ""."""
        from .afsubmit.submitter import setup_plans

        self.shown = None
        self.look()
        if self.preview is None:
            return self.complaint
        level, said = setup_plans.readiness(self.preview, setup_plans.GOOD, self.preview.problems)
        return said if level == "error" else ""


def _setup_line(box: Any, item: Any, planned: Any) -> None:
    """A set-up in one line: its box, and what it would send."""
    from ._draw import shortened
    from .afsubmit.submitter import setup_plans

    row = box.split(factor=NAME_SHARE)
    row.prop(item, "is_chosen", text=item.name)
    if planned is None:
        return
    right = row.row()
    right.active, right.alert = item.is_chosen, item.is_chosen and planned.level == "error"
    what = f"{setup_plans.outputs_of(planned.request)}, {setup_plans.frames_of(planned.request)}"
    tasks = planned.size.tasks
    told = f"{shortened(what.rstrip(', '), TOLD_LETTERS - 14)}: {tasks:,} task{'s' * (tasks != 1)}"
    right.label(text=told if planned.level != "error" else "cannot be sent", icon=LEVEL_ICONS[planned.level])


def _verdict(column: Any, preview: Any, complaint: str, lines: int) -> int:
    """What stands against them and whether they can be sent, in at least so many lines; gives how many there are."""
    from .afsubmit.submitter import setup_plans

    told: list[tuple[str, str, bool]] = [(complaint, "ERROR", True)] if complaint else []
    if preview is not None:
        told += [
            (words(one), "INFO" if one.level == "info" else "ERROR", one.level == "error") for one in preview.problems
        ]
        level, said = setup_plans.readiness(preview, setup_plans.GOOD, preview.problems)
        told.append((said, {"error": "CANCEL"}.get(level, "CHECKMARK"), False))
    count = sum(_said(column, *one) for one in told)
    for _ in range(lines - count):
        column.label(text="")
    return count


def _said(column: Any, text: str, icon: str, is_alert: bool) -> int:
    from ._draw import sentence

    return sentence(column, text, icon=icon, is_alert=is_alert, letters=LINE_LETTERS)


MENUS = (AFANASY_MT_setups_rename, AFANASY_MT_setups_delete, AFANASY_MT_setups)
CLASSES = (
    *MENUS,
    AFANASY_OT_setup_apply,
    AFANASY_OT_setup_keep,
    AFANASY_OT_setup_rename,
    AFANASY_OT_setup_delete,
    AFANASY_PG_setup,
    AFANASY_OT_setups_send,
)


def declare_properties() -> None:
    """Give the operators their properties."""
    props = bpy.props
    name = {"name": props.StringProperty(name="Name", description="The set-up's name", options={"SKIP_SAVE"})}
    for cls in (AFANASY_OT_setup_apply, AFANASY_OT_setup_delete):
        cls.__annotations__ = dict(name)
    content = props.StringProperty(options={"HIDDEN", "SKIP_SAVE"})
    AFANASY_OT_setup_keep.__annotations__ = {**name, "content": content}
    to = props.StringProperty(name="New Name", description="What it is called from now on", options={"SKIP_SAVE"})
    AFANASY_OT_setup_rename.__annotations__ = {**name, "to": to}
    AFANASY_PG_setup.__annotations__ = {"is_chosen": props.BoolProperty(name="Send", description="Send this one")}
    listed = props.CollectionProperty(type=AFANASY_PG_setup, options={"SKIP_SAVE"})
    AFANASY_OT_setups_send.__annotations__ = {"setups": listed}

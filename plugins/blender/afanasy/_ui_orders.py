"""What can be done with a job on the farm: the menus, and the operators behind them; what is lost is asked about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import bpy

from . import _fields, _form, _ui_picks
from ._ui_board import board, key_text
from .afsubmit.errors import SettingsError

QUESTION_WIDTH = 420
MENUS = ("Restart", "Move", "Errors", "Limits", "Wait")
"""The menus below a job's."""


def of_job(key: str) -> Any:
    """The row of the job that an operator is for, None where it is not there any more."""
    return next((row for row in board.rows if key_text(row) == key), None)


def action_named(name: str) -> Any:
    """What can be done with jobs, by its name in the table that all windows share."""
    from .afsubmit.submitter.watch import job_actions

    return next(action for action in job_actions.OF_JOBS if action.name == name)


def title(label: str) -> str:
    """A label of that table as Blender writes its own."""
    return _fields.title(label)


class AFANASY_MT_job(bpy.types.Menu):
    """Everything that can be done with this job"""

    bl_label = "More"

    def draw(self, context: Any) -> None:
        """What is used most, and the menus for the rest."""
        row = board.chosen()
        if row is None:
            return
        layout = self.layout
        _entries(layout, row, "")
        layout.separator()
        for name in MENUS:
            layout.menu(menu_id(name))
        layout.separator()
        layout.operator("afanasy.send_again_changed", text="Send Again with Changes…").key = key_text(row)
        layout.operator("afanasy.job_copy", text="Copy Name", icon="COPYDOWN").text = row.name
        layout.operator("afanasy.job_copy", text="Copy Number").text = str(row.id)
        for what, text in (("log", "Show What the Farm Noted"), ("hosts", "Show Machines with Errors")):
            button = layout.operator("afanasy.job_ask", text=text)
            button.what, button.key = what, key_text(row)


class _SubMenu:
    """A menu below a job's."""

    bl_label = ""
    layout: Any

    def draw(self, context: Any) -> None:
        """Its entries."""
        row = board.chosen()
        if row is not None:
            _entries(self.layout, row, self.bl_label)


def menu_id(name: str) -> str:
    """What Blender calls this menu below a job's."""
    return f"AFANASY_MT_job_{name.lower()}"


def _sub_menus() -> Iterator[type]:
    for name in MENUS:
        yield type(menu_id(name), (_SubMenu, bpy.types.Menu), {"bl_label": name, "__doc__": f"{name} this job"})


def _entries(layout: Any, row: Any, menu: str) -> None:
    """What can be done and what can be changed, grey where it makes no sense for this job."""
    from .afsubmit.submitter.watch import job_actions, job_params

    layout.operator_context = "INVOKE_DEFAULT"
    for action in job_actions.OF_JOBS:
        if action.menu == menu:
            order_button(layout, action, row)
    for form in job_params.OF_JOBS:
        if form.menu == menu:
            button = layout.operator("afanasy.job_change", text=title(form.label))
            button.form, button.key = form.name, key_text(row)


def order_button(layout: Any, action: Any, row: Any) -> None:
    """A button that does this with the job, grey where it cannot be done."""
    line = layout.row()
    line.enabled = action.fits(row)
    line.operator_context = "INVOKE_DEFAULT"
    button = line.operator("afanasy.job_order", text=title(action.label))
    button.order, button.key = action.name, key_text(row)


class _OfJob:
    """What the operators for a job have in common."""

    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: Any) -> bool:
        """Only while a panel watches the farm: without a window nobody could be asked first."""
        return board.watcher is not None and board.chosen() is not None

    def gone(self) -> set[str]:
        """Say that the job is not there."""
        self.report({"ERROR"}, "This job is not there any more.")  # type: ignore[attr-defined]
        return {"CANCELLED"}


class AFANASY_OT_job_order(_OfJob, bpy.types.Operator):
    """Have the farm do this with the job"""

    bl_idname = "afanasy.job_order"
    bl_label = "Job on the Farm"

    @classmethod
    def description(cls, context: Any, properties: Any) -> str:
        """What each button does, and why it cannot be pressed."""
        row, action = of_job(properties.key), action_named(properties.order)
        return str(action.tip if row is None or action.fits(row) else f"{action.tip}.\n{action.unfit}").rstrip(".")

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Ask before something is lost."""
        action = action_named(self.order)
        if not action.question:
            return self.execute(context)
        words = {"confirm_text": title(action.label).rstrip("…")} if bpy.app.version >= (4, 2, 0) else {}
        return context.window_manager.invoke_props_dialog(self, width=QUESTION_WIDTH, **words)

    def draw(self, context: Any) -> None:
        """The question, and what is lost."""
        from ._draw import plain, sentence
        from .afsubmit.submitter.watch import job_actions

        row, action, column = of_job(self.key), action_named(self.order), self.layout.column(align=True)
        if row is not None:
            sentence(column, plain(job_actions.question(action, [row], job_actions.JOBS)), icon="QUESTION")
            sentence(column, action.question, icon="BLANK1")

    def execute(self, context: Any) -> set[str]:
        """Order it; the farm's answer comes later."""
        from .afsubmit.submitter.watch import orders

        row, action = of_job(self.key), action_named(self.order)
        if row is None:
            return self.gone()
        if not action.fits(row):
            self.report({"ERROR"}, action.unfit)
            return {"CANCELLED"}
        board.do(action.label.rstrip("…"), orders.of_jobs(action, [row]))
        return {"FINISHED"}


class AFANASY_OT_job_change(_OfJob, bpy.types.Operator):
    """Change this of the job, on the farm"""

    bl_idname = "afanasy.job_change"
    bl_label = "Change the Job"

    before: Any = None

    @classmethod
    def description(cls, context: Any, properties: Any) -> str:
        """What each of them changes."""
        return str(_form_named(properties.form).tip)

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Ask for it, beginning with what the farm says."""
        from .afsubmit.submitter.watch import job_params

        row, form = of_job(self.key), _form_named(self.form)
        if row is None:
            return self.gone()
        self.before = {setting.key: job_params.value_of(setting, row.answer) for setting in form.settings}
        for setting in form.settings:
            _fields.write_one(self.properties, setting, self.before[setting.key])
        words = {"title": title(form.label).rstrip("…"), "confirm_text": "Change"}
        return context.window_manager.invoke_props_dialog(
            self, width=QUESTION_WIDTH, **(words if bpy.app.version >= (4, 2, 0) else {})
        )

    def draw(self, context: Any) -> None:
        """The fields; what cannot be used is said as it is typed."""
        from ._draw import plain, sentence

        row, column = of_job(self.key), self.layout.column()
        column.use_property_split, column.use_property_decorate = True, False
        sentence(column, plain(row.name) if row else "This job is not there any more.", icon="NONE")
        for setting in _form_named(self.form).settings:
            line = column.row(align=True)
            line.prop(self.properties, setting.key)
            _form.picker(line, self.properties, setting.key)
        try:
            self.params()
        except SettingsError as error:
            sentence(column, str(error), icon="ERROR", is_alert=True)

    def params(self) -> Any:
        """The fields of the job that are to be set.

        Raises:
            SettingsError: something that is typed cannot be used, or must not leave this machine.
        """
        from .afsubmit.submitter.watch import job_actions, job_params

        form = _form_named(self.form)
        values = {setting.key: setting.checked(_fields.read_one(self, setting)) for setting in form.settings}
        return job_params.checked(form, job_actions.JOBS, values, self.before)

    def execute(self, context: Any) -> set[str]:
        """Have the farm change it."""
        from .afsubmit.submitter.watch import job_actions, job_params, orders

        row, form = of_job(self.key), _form_named(self.form)
        if row is None or self.before is None:
            return self.gone()
        try:
            params = self.params()
        except SettingsError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        if params:
            said = job_params.said(form, params, job_actions.named([row], job_actions.JOBS))
            board.do(form.label.rstrip("…"), orders.of_params([row], None, params, said))
        return {"FINISHED"}


def _form_named(name: str) -> Any:
    from .afsubmit.submitter.watch import job_params

    return next(form for form in job_params.OF_JOBS if form.name == name)


class AFANASY_OT_job_copy(bpy.types.Operator):
    """Copy it to the clipboard"""

    bl_idname = "afanasy.job_copy"
    bl_label = "Copy"
    bl_options = {"INTERNAL"}

    def execute(self, context: Any) -> set[str]:
        """Copy it."""
        context.window_manager.clipboard = self.text
        return {"FINISHED"}


class AFANASY_OT_job_ask(_OfJob, bpy.types.Operator):
    """Ask the farm, and open what it says in a text editor"""

    bl_idname = "afanasy.job_ask"
    bl_label = "Ask the Farm"

    def execute(self, context: Any) -> set[str]:
        """Ask; the answer comes later."""
        from .afsubmit.submitter.watch import orders

        row = of_job(self.key)
        if row is None:
            return self.gone()
        if self.what == "hosts":
            board.show_text(f"Machines with errors of {row.name}", orders.error_hosts(row))
        else:
            board.show_text(f"Notes of the farm on {row.name}", orders.job_log(row))
        return {"FINISHED"}


CLASSES = (
    AFANASY_OT_job_order,
    AFANASY_OT_job_change,
    AFANASY_OT_job_copy,
    AFANASY_OT_job_ask,
    *_sub_menus(),
    AFANASY_MT_job,
)


def declare_properties() -> None:
    """Give the operators their properties."""
    text = bpy.props.StringProperty
    key = {"key": text(options={"SKIP_SAVE"})}
    AFANASY_OT_job_order.__annotations__ = {"order": text(options={"SKIP_SAVE"}), **key}
    AFANASY_OT_job_copy.__annotations__ = {"text": text(options={"SKIP_SAVE"})}
    AFANASY_OT_job_ask.__annotations__ = {"what": text(options={"SKIP_SAVE"}), **key}
    AFANASY_OT_job_change.__annotations__ = {
        **_fields.setting_properties(is_kept=False, of="job"),
        **_ui_picks.properties((*_ui_picks.MACHINES, "pools", "wait_for_jobs", "wait_for_anyones_jobs")),
        "form": text(options={"SKIP_SAVE"}),
        **key,
    }

"""What the artist does in Blender: the menu entry, the dialog, and the operators behind them; switching on and off."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import bpy

from . import _fields, _form, _panels, _ui_drive, _ui_jobs, _ui_orders, _ui_picks, _ui_preferences, _ui_presets
from ._activity import activity
from ._layers import layers
from ._status import say
from ._ui_board import board
from .afsubmit.errors import AfError, Problem, SettingsError, words
from .afsubmit.submission.settings.values import BY_KEY

log = logging.getLogger(__name__)

POLL_SECONDS = 0.1
OPEN_SECONDS = 0.2
NO_PRESET = "NONE"
DIALOG_WIDTH = 900
_undo: list[Callable[[], None]] = []


def make_host() -> Any:
    """The adapter to this Blender.

    Raises:
        AfError: the preferences cannot be used.
    """
    from ._host import BlenderHost
    from .afsubmit.submitter import preferences

    return BlenderHost(preferences.load().python)


def make_request(values: Mapping[str, Any], names: list[str] | None, *, kept: Mapping[str, Any] | None = None) -> Any:
    """What would be sent with these settings over those `kept` in the scene, and these outputs (None: as selected)."""
    from .afsubmit.submitter.attempt import SubmissionRequest
    from .plan import BlenderPlan

    request = SubmissionRequest(make_host(), BlenderPlan(), values, names, kept=kept, own=activity.own)
    if request.settings["snapshot"] and request.settings["snapshot_folder"].strip():
        request.problems += [_elsewhere(output) for output in request.outputs if output.facts.is_also_relative]
    return request


def _elsewhere(output: Any) -> Any:
    """The copy lies in another folder than the scene, and Blender leaves the paths of File Output nodes as they are."""
    message = (
        f"The compositor of {output.name} writes to paths that begin with //: they count from the snapshot folder."
    )
    fix = "Make them absolute in the File Output nodes, or leave the snapshot folder empty."
    return Problem("warning", output.name, message, fix)


class AFANASY_PG_output(bpy.types.PropertyGroup):
    """One thing to render in the dialog's list."""


class AFANASY_PG_frames(bpy.types.PropertyGroup):
    """Frames of one output alone, in the dialog."""


class AFANASY_OT_submit(bpy.types.Operator):
    """Render this file on the farm: a copy of it is written and sent, and Blender stays free"""

    bl_idname = "afanasy.submit"
    bl_label = "Submit to Afanasy"
    bl_options: set[str] = set()  # neither an undo step nor a place in the redo panel

    opening: Any = None
    timer: Any = None
    preview: Any = None
    complaint = ""
    notes: Sequence[str] = ()
    is_from_dialog = False
    applied = NO_PRESET
    shown: Any = None
    """What stood in the dialog when `preview` was made of it."""

    def invoke(self, context: Any, event: Any) -> set[str]:
        """Show the dialog, after the studio's hooks said what it opens with."""
        if activity.refusal():
            self.report({"ERROR"}, activity.refusal())
            return {"CANCELLED"}
        try:
            opening, activity.opening = activity.opening or _begin_opening(self.properties), None
        except AfError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        if not opening.poll(OPEN_SECONDS):
            self.opening = opening
            self.timer = context.window_manager.event_timer_add(POLL_SECONDS, window=context.window)
            context.window_manager.modal_handler_add(self)
            return {"RUNNING_MODAL"}
        if opening.error:
            self.report({"ERROR"}, str(opening.error))
            return {"CANCELLED"}
        self.notes = tuple(opening.notes)
        self.fill(opening.values)
        button = {"confirm_text": "Submit"} if bpy.app.version >= (4, 2, 0) else {}
        return context.window_manager.invoke_props_dialog(self, width=DIALOG_WIDTH, **button)

    def modal(self, context: Any, event: Any) -> set[str]:
        """Wait for a slow hook, then open the dialog; Escape cancels, everything else is Blender's meanwhile."""
        if event.type == "ESC" and event.value == "PRESS":
            self.opening.cancel()
            return {"RUNNING_MODAL"}
        if event.type != "TIMER" or not self.opening.poll():
            say(f"Afanasy: asking the hooks… {self.opening.progress}   Esc cancels")
            return {"PASS_THROUGH"}
        context.window_manager.event_timer_remove(self.timer)
        say("")
        activity.opening, self.opening = self.opening, None
        bpy.ops.afanasy.submit("INVOKE_DEFAULT")
        return {"CANCELLED"}

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show `values` and what can be rendered."""
        from .afsubmit.submitter.attempt import missing_outputs

        host, frames = make_host(), values.get("output_frames", {})
        _fields.write(self.properties, values)
        selected = set(host.selected() if activity.chosen is None else activity.chosen)
        activity.chosen = None
        for output in host.outputs() if not self.outputs else ():
            item = self.outputs.add()
            item.name, item.is_chosen = output.id, output.id in selected
            own = self.own_frames.add()
            own.name, own.frames = output.name, frames.get(output.name, "") if isinstance(frames, Mapping) else ""
        self.notes = [
            *self.notes,
            *map(words, missing_outputs(host.outputs(), host.selected())),
        ]
        self.is_from_dialog = True
        self.refresh()

    def look(self) -> None:
        """See what was changed since the dialog was drawn last.

        In `draw`, which Blender calls after every change, and never in a `check`: that is among the calls which Blender
        puts off until an event is handled, and then makes with an operator that is freed when the event has closed the
        dialog (3.4.1 crashes; newer versions do the same).
        """
        trouble = ""
        if self.preset != self.applied:
            self.applied = self.preset
            trouble = self.apply(self.preset)
        if trouble or self._standing() != self.shown:
            self.refresh()
        if trouble:
            self.preview, self.complaint = None, trouble

    def _standing(self) -> tuple[Any, ...]:
        farm = _ui_preferences.form
        return self.values(), [item.name for item in self.outputs if item.is_chosen], farm.server(), farm.address()

    def apply(self, preset: str) -> str:
        """Show the settings of `preset`; returns why it cannot be used, or ""."""
        from .afsubmit.submission.settings import preset_files

        try:
            values = preset_files.load(preset) if preset != NO_PRESET else {}
        except SettingsError as error:
            return str(error)
        _fields.write(self.properties, {**_fields.read(self.properties), **values})
        return ""

    def refresh(self) -> None:
        """Look again at what would be sent."""
        from .afsubmit.submitter import preferences
        from .afsubmit.submitter.attempt import Preview

        self.preview, self.complaint, self.shown = None, "", self._standing()
        try:
            self.preview = Preview(self.request(), preferences.load().server)
        except AfError as error:
            self.complaint = str(error)

    def request(self) -> Any:
        """What would be sent as the dialog stands."""
        names = [item.name for item in self.outputs if item.is_chosen] if self.outputs else None
        return make_request(self.values(), names, kept=make_host().load_settings())

    def values(self) -> dict[str, Any]:
        """The settings that were asked for; what stands beside an output wins for it."""
        values = _fields.read(self.properties)
        own = {item.name: item.frames.strip() for item in self.own_frames}
        there = values.get("output_frames", {})
        if own and isinstance(there, Mapping):  # a text that is none stays as it was typed, to be refused
            kept = {name: frames for name, frames in there.items() if name not in own}
            values["output_frames"] = {**kept, **{name: frames for name, frames in own.items() if frames}}
        return values

    def draw(self, context: Any) -> None:
        """The dialog's inside."""
        from . import _draw, _draw_sources

        self.look()
        add_on = context.preferences.addons.get(__package__)
        _draw.dialog(self.layout, self, add_on.preferences if add_on else None)
        if self.preview is not None and not self.complaint:
            _draw_sources.draw(self.layout, self, self.preview.plan.scene)

    def cancel(self, context: Any) -> None:
        """Closed without sending: the next dialog has what was typed. Or the window went while hooks were asked."""
        if self.opening is not None:
            self.opening.cancel()
            say("")
        if self.is_from_dialog:
            self.keep_for_next()

    def keep_for_next(self) -> None:
        """Let the next dialog of this file begin as this one ended."""
        activity.draft = self.values()
        activity.chosen = [item.name for item in self.outputs if item.is_chosen]

    def execute(self, context: Any) -> set[str]:
        """Submit; without a window wait for the end of it and fail with an error."""
        from .afsubmit.submitter import preferences
        from .afsubmit.submitter.attempt import SubmissionAttempt

        if activity.refusal():
            self.report({"ERROR"}, activity.refusal())
            return {"CANCELLED"}
        try:
            request, server_choice = self.request(), preferences.load().server
        except AfError as error:
            if self.is_from_dialog:
                self.keep_for_next()
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        if self.is_from_dialog:
            request.host.store_settings(request.settings.stored())
            request.host.store_chosen([output.id for output in request.outputs])
        return _ui_drive.begin(self, SubmissionAttempt(request, server_choice, is_seen=self.is_from_dialog))


def _begin_opening(given: Any) -> Any:
    """Ask the studio's hooks what the dialog opens with: what counts now, with what the caller gave."""
    from .afsubmit.submission.settings.layers import apply_layers
    from .afsubmit.submitter.pre_dialog import PreDialogHooks

    host = make_host()
    layers.read()
    found = apply_layers(_fields.read(given), scene=host.load_settings())
    values = {key: origin.value for key, origin in found.origins.items() if origin.value != _default(key)}
    values.update(activity.draft)
    activity.draft = {}
    return PreDialogHooks(host.scene(), host.outputs(), {**found.settings.unknown, **values}, host.python)


def _default(key: str) -> Any:
    return BY_KEY[key].default


def _menu(menu: Any, context: Any) -> None:
    menu.layout.separator()
    menu.layout.operator_context = "INVOKE_DEFAULT"
    menu.layout.operator(AFANASY_OT_submit.bl_idname, text="Submit to Afanasy…", icon="EXPORT")
    menu.layout.operator(_ui_jobs.AFANASY_OT_show_jobs.bl_idname, text="Afanasy Jobs", icon="PRESET")
    _panels.look_at_layers()
    menu.layout.menu("AFANASY_MT_presets")
    add_on = context.preferences.addons.get(__package__)
    if add_on:
        menu.layout.prop_menu_enum(add_on.preferences, "server", text="Afanasy Farm")


def _declare_properties() -> None:
    """Give the classes their properties, drawn from the schema."""
    props = bpy.props
    # A script must give every property of each item (from 4.2 on): what only the dialog asks for has its own.
    AFANASY_PG_output.__annotations__ = {"is_chosen": props.BoolProperty(name="Render", description="Render this")}
    own = {"name": "Frames", "description": "Frames of this alone, such as 1-50. Empty: as for all"}
    AFANASY_PG_frames.__annotations__ = {"frames": props.StringProperty(**own)}
    AFANASY_OT_submit.__annotations__ = {
        **_fields.setting_properties(is_kept=False),
        **_ui_picks.properties(),
        "outputs": props.CollectionProperty(type=AFANASY_PG_output, options={"SKIP_SAVE"}),
        "own_frames": props.CollectionProperty(type=AFANASY_PG_frames, options={"SKIP_SAVE"}),
        "show_sources": props.BoolProperty(name="What the file reads", options={"SKIP_SAVE"}),
        "show_parts": props.BoolProperty(name="View layers and cameras alone", options={"SKIP_SAVE"}),
        "preset": props.EnumProperty(name="Preset", items=_preset_items, options={"SKIP_SAVE"}),
        "page": props.EnumProperty(name="Settings", items=_page_items, options={"SKIP_SAVE"}),
    }
    _ui_presets.declare_properties()
    _ui_jobs.declare_properties()
    _ui_orders.declare_properties()
    _ui_preferences.declare_properties()


_held: dict[str, str] = {}


def _hold(text: str) -> str:
    """The text itself, held for good: Blender keeps no reference to the texts of a menu that is made on the fly."""
    return _held.setdefault(text, text)


def _preset_items(_operator: Any, _context: Any) -> list[tuple[str, str, str]]:
    found = [(NO_PRESET, "None", "As the scene says"), *((p.name, p.name, p.level) for p in layers.presets)]
    return [(_hold(name), _hold(title), _hold(level)) for name, title, level in found]


def _page_items(asking: Any, _context: Any) -> list[tuple[str, str, str, str, int]]:
    """The tabs; each says how many of its settings are not as usual. Asking is the operator, or its properties."""
    properties = getattr(asking, "properties", asking)
    items = []
    for number, (title, settings) in enumerate(_form.pages().items()):
        count = _form.changed(properties, settings) if properties else 0
        text = _hold(f"{title} ({count})" if count else title)
        items.append((_hold(title), text, "Settings that are not as usual are counted", "NONE", number))
    return items


def _steps() -> list[tuple[Callable[[], Any], Callable[[], Any]]]:
    """Everything that switching on does, each with what takes it back."""
    settings = _fields.scene_group(_ui_picks.properties())
    classes = [settings, AFANASY_PG_output, AFANASY_PG_frames, AFANASY_OT_submit]
    classes += [*_ui_drive.CLASSES, *_ui_preferences.CLASSES, *_ui_presets.CLASSES, *_ui_orders.CLASSES]
    classes += [*_ui_jobs.CLASSES, _panels.AFANASY_PT_output, *_ui_jobs.PANELS, *_panels.group_panels()]
    steps = [_class_step(cls) for cls in classes]
    steps.append((lambda: _keep_in_scenes(settings), lambda: delattr(bpy.types.Scene, "afanasy")))
    menu = bpy.types.TOPBAR_MT_render
    steps.append((lambda: menu.append(_menu), lambda: menu.remove(_menu)))
    steps.append(_handler_step(bpy.app.handlers.load_pre, _ui_drive.before_load))
    return steps


def _class_step(cls: type) -> tuple[Callable[[], Any], Callable[[], Any]]:
    return lambda: bpy.utils.register_class(cls), lambda: bpy.utils.unregister_class(cls)


def _handler_step(handlers: Any, function: Callable[..., None]) -> tuple[Callable[[], Any], Callable[[], Any]]:
    kept = bpy.app.handlers.persistent(function)
    return lambda: handlers.append(kept), lambda: handlers.remove(kept)


def _keep_in_scenes(group: type) -> None:
    bpy.types.Scene.afanasy = bpy.props.PointerProperty(type=group)


def register() -> None:
    """Switch everything on; when something fails, switch off again what was on by then."""
    _declare_properties()
    activity.when_sent = board.await_jobs
    try:
        for do, undo in _steps():
            do()
            _undo.append(undo)
    except Exception:
        unregister()
        raise


def unregister() -> None:
    """Switch everything off, in reverse, whatever of it is on."""
    _ui_jobs.end()
    _ui_preferences.end()
    _ui_picks.picks.forget()
    if activity.background:
        activity.background.cancel()
        activity.background.finish()
        activity.end()
        say("")
    while _undo:
        try:
            _undo.pop()()
        except Exception:
            log.exception("Switching off left something behind")

"""What the artist does in Blender: the menu entry, the dialog, and the operators behind them; switching on and off."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import bpy

from . import (
    _fields,
    _panels,
    _ui_again,
    _ui_drive,
    _ui_jobs,
    _ui_orders,
    _ui_picks,
    _ui_preferences,
    _ui_presets,
    _ui_properties,
    _ui_setups,
)
from ._activity import activity
from ._layers import layers
from ._status import say
from ._ui_board import board
from ._ui_requests import make_host, make_request
from .afsubmit.errors import AfError, SettingsError, words
from .afsubmit.submission.settings.values import BY_KEY

log = logging.getLogger(__name__)

POLL_SECONDS = 0.1
OPEN_SECONDS = 0.2
DIALOG_WIDTH = 900
_undo: list[Callable[[], None]] = []


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
    applied = applied_setup = _ui_properties.NONE
    is_anew = False
    """Whether all that the scene says of settings has given way to a set-up, or to what a job was sent with."""
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

        host = make_host()
        selected = host.selected() if activity.chosen is None else activity.chosen
        for output in host.outputs() if not self.outputs else ():
            self.outputs.add().name, self.own_frames.add().name = output.id, output.name
        gone = () if activity.is_anew else host.selected()
        self.notes = [*self.notes, *activity.notes, *map(words, missing_outputs(host.outputs(), gone))]
        self.is_anew, activity.is_anew, activity.notes, activity.chosen = activity.is_anew, False, (), None
        self.is_from_dialog = True
        self.show(values, selected)
        self.refresh()

    def show(self, values: Mapping[str, Any], chosen: Sequence[str]) -> None:
        """Let the dialog hold exactly these settings, and these outputs be chosen."""
        frames = values.get("output_frames", {})
        _fields.write(self.properties, values)
        for item, own in zip(self.outputs, self.own_frames):
            item.is_chosen = item.name in chosen
            own.frames = frames.get(own.name, "") if isinstance(frames, Mapping) else ""

    def take_setup(self, name: str) -> None:
        """Begin anew with what the set-up of this name says; its outputs that are not there are told."""
        from .afsubmit.submission.settings.layers import apply_layers

        one = _ui_setups.kept()[name]
        gone = [output for output in one.outputs if output not in self.outputs]
        chosen = [output for output in one.outputs if output in self.outputs]
        self.is_anew = True
        self.show(_shown(apply_layers({}, scene=one.settings)), chosen or self.standing()[1])
        self.notes = [f"{name}: {output} is not there any more, or has another name now." for output in gone]

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
        if self.setup != self.applied_setup:
            self.applied_setup = self.setup
            if self.setup.startswith(_ui_properties.SETUP):
                self.take_setup(self.setup[len(_ui_properties.SETUP) :])
        if trouble or self._standing() != self.shown:
            self.refresh()
        if trouble:
            self.preview, self.complaint = None, trouble

    def _standing(self) -> tuple[Any, ...]:
        farm = _ui_preferences.form
        return *self.standing(), farm.server(), farm.address()

    def standing(self) -> tuple[dict[str, Any], list[str]]:
        """The settings and the chosen outputs that stand in the dialog."""
        return self.values(), [item.name for item in self.outputs if item.is_chosen]

    def apply(self, preset: str) -> str:
        """Show the settings of `preset`; returns why it cannot be used, or ""."""
        from .afsubmit.submission.settings import preset_files

        try:
            values = preset_files.load(preset) if preset != _ui_properties.NONE else {}
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
        kept = make_host().load_settings()
        if self.is_anew:
            kept = {key: value for key, value in kept.items() if key not in BY_KEY}
        return make_request(self.values(), names, kept=kept)

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
        _ui_setups.draw(self.layout, self)
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
        activity.draft, activity.chosen = self.standing()
        activity.is_anew = self.is_anew

    def execute(self, context: Any) -> set[str]:
        """Submit; without a window wait for the end of it and fail with an error."""
        from .afsubmit.submitter import preferences, setups
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
            request.host.store_settings(setups.laid(request.settings.stored(), _ui_setups.kept().values()))
            request.host.store_chosen([output.id for output in request.outputs])
        return _ui_drive.begin(self, SubmissionAttempt(request, server_choice, is_seen=self.is_from_dialog))


def _begin_opening(given: Any) -> Any:
    """Ask the studio's hooks what the dialog opens with: what counts now, with what the caller gave."""
    from .afsubmit.submission.settings.layers import apply_layers
    from .afsubmit.submitter import setups
    from .afsubmit.submitter.pre_dialog import PreDialogHooks
    from .afsubmit.submitter.sent_before import settings_of

    host, filling = make_host(), activity.filling
    layers.read()
    kept: Mapping[str, Any] = setups.without(host.load_settings())
    if filling is not None:
        _begin_anew(filling, [output.id for output in host.outputs()])
    if activity.is_anew:
        kept = {key: value for key, value in kept.items() if key not in BY_KEY}
    scene: Mapping[str, Any] = kept if filling is None else {**kept, **settings_of(filling)}
    found = apply_layers(_fields.read(given), scene=scene)
    values = {**found.settings.unknown, **_shown(found), **activity.draft}
    activity.draft, activity.filling = {}, None
    return PreDialogHooks(host.scene(), host.outputs(), values, host.python)


def _begin_anew(sent: Any, there: Sequence[str]) -> None:
    """Let the next dialog show what a job was sent with, and nothing of what the last one had."""
    gone = [output for output in sent.outputs if output not in there]
    activity.draft, activity.is_anew = {}, True
    activity.chosen = [output for output in sent.outputs if output in there] or None
    activity.notes = [f"As {sent.name} was sent.", *(f"Not in this file any more: {output}." for output in gone)]


def _shown(found: Any) -> dict[str, Any]:
    """What a dialog says of the settings: all that is not as the schema has it, and what the scene says itself."""
    from .afsubmit.submission.settings.layers import SCENE

    return {
        key: origin.value
        for key, origin in found.origins.items()
        if origin.source == SCENE or origin.value != BY_KEY[key].default
    }


def _menu(menu: Any, context: Any) -> None:
    menu.layout.separator()
    menu.layout.operator_context = "INVOKE_DEFAULT"
    menu.layout.operator(AFANASY_OT_submit.bl_idname, text="Submit to Afanasy…", icon="EXPORT")
    menu.layout.operator(_ui_jobs.AFANASY_OT_show_jobs.bl_idname, text="Afanasy Jobs", icon="PRESET")
    _panels.look_at_layers()
    menu.layout.menu("AFANASY_MT_setups")
    menu.layout.menu("AFANASY_MT_presets")
    add_on = context.preferences.addons.get(__package__)
    if add_on:
        menu.layout.prop_menu_enum(add_on.preferences, "server", text="Afanasy Farm")


def _declare_properties() -> None:
    """Give the classes their properties, drawn from the schema."""
    AFANASY_OT_submit.__annotations__ = _ui_properties.of_dialog()
    for part in (_ui_presets, _ui_setups, _ui_jobs, _ui_again, _ui_orders, _ui_preferences):
        part.declare_properties()


def _steps() -> list[tuple[Callable[[], Any], Callable[[], Any]]]:
    """Everything that switching on does, each with what takes it back."""
    settings = _fields.scene_group(_ui_picks.properties())
    classes = [settings, *_ui_properties.CLASSES, AFANASY_OT_submit, *_ui_drive.CLASSES, *_ui_preferences.CLASSES]
    classes += [*_ui_presets.CLASSES, *_ui_setups.CLASSES, *_ui_orders.CLASSES, *_ui_again.CLASSES]
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

"""The panels and the dialog, drawn into a stand-in for Blender's layout: every setting, every problem, every job."""

from __future__ import annotations

import json
import os
import types

import bpy


class Layout:
    """A stand-in for Blender's layout, which never exists without a window; it knows no name that ours do not use.

    Rests on Blender's API pages for UILayout (3.4 to 5.2). Each property is looked for, since Blender would only print
    a line about a missing one, and each icon and operator is one that this Blender has.
    """

    ICONS = frozenset(bpy.types.UILayout.bl_rna.functions["label"].parameters["icon"].enum_items.keys())

    def __init__(self, seen: list[str] | None = None) -> None:
        self.seen = [] if seen is None else seen
        self.use_property_split = self.use_property_decorate = self.alert = False
        self.active = True
        self.alignment, self.operator_context, self.scale_y = "EXPAND", "INVOKE_DEFAULT", 1.0

    def column(self, *, align: bool = False) -> Layout:
        return Layout(self.seen)

    row = column

    def grid_flow(self, *, columns: int, row_major: bool, even_columns: bool, align: bool) -> Layout:
        return Layout(self.seen)

    def template_icon(self, *, icon_value: int, scale: float) -> None:
        assert isinstance(icon_value, int) and scale > 0
        self.seen.append("{picture}")

    def split(self, *, factor: float) -> Layout:
        return Layout(self.seen)

    def menu(self, name: str, *, text: str = "", icon: str = "NONE") -> None:
        assert hasattr(bpy.types, name), name
        assert icon in self.ICONS, icon

    def box(self) -> Layout:
        return Layout(self.seen)

    def progress(self, *, factor: float, text: str) -> None:
        assert bpy.app.version >= (4, 0, 0) and 0 <= factor <= 1
        self.seen.append(text)

    def separator(self) -> None:
        pass

    def label(self, *, text: str, icon: str = "NONE") -> None:
        assert icon in self.ICONS, icon
        self.seen.append(text)

    def prop(self, data, name: str, *, text="", icon="NONE", emboss=True, placeholder="", expand=False):
        assert name in data.bl_rna.properties, f"{data} has no {name}"
        assert icon in self.ICONS, icon
        self.seen.append(f"[{name}]")

    def operator(self, name: str, *, text: str = "", icon: str = "NONE", emboss: bool = True):
        room, _, word = name.partition(".")
        assert hasattr(bpy.types, f"{room.upper()}_OT_{word}"), name
        assert icon in self.ICONS, icon
        self.seen.append(f"({name})")
        return Button()


class Button:
    """What an operator's button takes: the operator's properties."""

    key = name = order = folder = number = path = ""


class Item:
    """One line of the dialog's list."""

    def __init__(self, inside, name: str) -> None:
        self.name, self.is_chosen, self.bl_rna = name, True, inside.module("_ui").AFANASY_PG_output.bl_rna


class OwnFrames:
    """The frames of that line alone."""

    def __init__(self, inside) -> None:
        self.name, self.frames, self.bl_rna = "", "", inside.module("_ui").AFANASY_PG_frames.bl_rna


class Dialog:
    """An operator as the dialog's drawing sees it: properties as declared, none of them set, and a preview."""

    def __init__(self, inside, **values) -> None:
        self.bl_rna = bpy.ops.afanasy.submit.get_rna_type()
        self.outputs = [Item(inside, scene.name) for scene in bpy.data.scenes]
        self.own_frames = [OwnFrames(inside) for _ in self.outputs]
        self.complaint, self.notes, self._values, self.properties, self._inside = "", (), values, self, inside
        self.preview = inside.module("afsubmit.submitter.attempt").Preview(
            inside.module("_ui").make_request({}, None), "local"
        )

    def is_property_set(self, key: str) -> bool:
        assert key in self.bl_rna.properties, key
        return key in self._values

    def __getattr__(self, key: str):
        if key == "page":
            return self._values.get(key, next(iter(self._inside.module("_form").pages())))
        if key == "show_parts":
            return True
        found = self.bl_rna.properties.get(key)
        if found is None:
            raise AttributeError(key)
        return self._values.get(key, found.default)


def case_panels_draw_every_setting_once_and_submit(inside) -> None:
    """The basic ones in sight, every other in the sub-panel of its group, the advanced group last."""
    inside.fresh()
    draw, form, fields = inside.module("_draw"), inside.module("_form"), inside.module("_fields")
    layout, scene = Layout(), bpy.context.scene
    draw.panel(layout, scene, inside.module("_activity").activity, 44)
    for panel in inside.module("_panels").group_panels():
        form.rows(layout, scene.afanasy, panel.settings)
        assert hasattr(bpy.types, panel.__name__) and "DEFAULT_CLOSED" in panel.bl_options
    shown = [text for text in layout.seen if text.startswith("[")]
    assert sorted(shown) == sorted(f"[{setting.key}]" for setting in fields.schema())
    assert list(form.groups())[-1] == "advanced"
    assert "(afanasy.submit)" in layout.seen


def case_dialog_draws_every_setting_once_and_no_tab_is_higher_than_another(inside) -> None:
    inside.fresh()
    pages, drawn, heights = inside.module("_form").pages(), [], set()
    for page in pages:
        layout = Layout()
        inside.module("_draw").dialog(layout, Dialog(inside, page=page))
        drawn += [text for text in layout.seen if text.startswith("[")]
        heights.add(len(layout.seen))
    assert len(heights) == 1, "a row under the mouse would move when another tab is chosen"
    sought = {f"[{setting.key}]" for setting in inside.module("_form").in_sight()}
    for setting in inside.module("_fields").schema():
        count = len(pages) if f"[{setting.key}]" in sought else 1
        assert drawn.count(f"[{setting.key}]") == count, setting.key
    assert max(map(len, pages.values())) <= 14


def case_dialog_offers_the_farm_of_the_preferences(inside) -> None:
    inside.fresh()
    layout = Layout()
    shown = bpy.context.preferences.addons[inside.module("_host").__package__].preferences
    inside.module("_draw").dialog(layout, Dialog(inside), shown)
    assert "[server]" in layout.seen


def case_what_was_typed_into_a_dialog_that_was_closed_is_in_the_next_one(inside) -> None:
    """Of this file: another one begins as it says."""
    inside.fresh()
    activity = inside.module("_activity").activity
    dialog = Dialog(inside, frames="3-4", retries="2")
    dialog.is_from_dialog, dialog.outputs[0].is_chosen = True, False
    submit = inside.module("_ui").AFANASY_OT_submit
    dialog.values, dialog.keep_for_next = (lambda: submit.values(dialog)), (lambda: submit.keep_for_next(dialog))
    submit.cancel(dialog, bpy.context)
    assert activity.draft["frames"] == "3-4" and activity.draft["retries"] == 2
    assert bpy.context.scene.name not in activity.chosen
    inside.module("_ui_drive").before_load()
    assert (activity.draft, activity.chosen) == ({}, None)


def case_frames_of_ones_own_job_are_no_warning_of_the_next(inside) -> None:
    inside.fresh()
    activity, ui = inside.module("_activity").activity, inside.module("_ui")
    (output,) = ui.make_request({}, None).outputs
    for frame in (1, 2, 3):
        path = output.files_at(frame)[0]
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(b"x")
    levels = lambda: {p.level for p in ui.make_request({}, None).plan(is_local=True).problems if "overwr" in p.message}  # noqa: E731
    assert levels() == {"warning"}
    assert bpy.ops.afanasy.submit() == {"FINISHED"}
    assert levels() == {"info"}, "whoever pressed Submit knows"
    activity._own = None


def studio(inside, **content) -> None:
    """A studio's folder of settings for this case, known to the add-on."""
    place = inside.folder / "studio"
    place.mkdir()
    (place / "settings.json").write_text(json.dumps(content), "utf-8")
    os.environ["AFSUBMIT_STUDIO"] = str(place)
    inside.module("_layers").layers.read()


def no_studio(inside) -> None:
    """As without one."""
    os.environ.pop("AFSUBMIT_STUDIO", None)
    inside.module("_layers").layers.read()


def case_studio_locks_hides_and_sets_and_the_panel_says_so(inside) -> None:
    inside.fresh()
    settings = {"priority": 50, "max_tasks": 7, "retries": 2}
    try:
        studio(inside, settings=settings, locked=["priority"], hidden=["command_pre"])
        draw, form, scene = inside.module("_draw"), inside.module("_form"), bpy.context.scene
        layout = Layout()
        draw.panel(layout, scene, inside.module("_activity").activity, 44)
        for panel in inside.module("_panels").group_panels():
            form.rows(layout, scene.afanasy, panel.settings)
        assert "50   (studio)" in layout.seen and "[priority]" not in layout.seen
        assert "7   (studio)" in layout.seen and "(afanasy.take_over)" in layout.seen
        assert "[command_pre]" not in layout.seen
        bpy.ops.afanasy.take_over(key="max_tasks")
        assert inside.host().load_settings() == {"max_tasks": 7}
        made = inside.module("_ui").make_request(inside.host().load_settings(), None).plan(is_local=False)
        assert made.jobs[0].document["priority"] == 50 and made.jobs[0].document["max_running_tasks"] == 7
    finally:
        no_studio(inside)


def case_changed_setting_is_marked_and_can_be_as_usual_again(inside) -> None:
    inside.fresh()
    form, fields, scene = inside.module("_form"), inside.module("_fields"), bpy.context.scene
    scene.afanasy.priority = 120
    layout = Layout()
    form.rows(layout, scene.afanasy, form.in_sight())
    assert layout.seen.count("(afanasy.reset)") == 1
    assert form.changed(scene.afanasy, fields.schema()) == 1
    bpy.ops.afanasy.reset(key="priority")
    assert inside.host().load_settings() == {} and scene.afanasy.priority == 99


def case_nonsense_in_a_field_is_said_and_never_a_traceback(inside) -> None:
    inside.fresh()
    scene = bpy.context.scene
    scene.afanasy.max_tasks, scene.afanasy.frames = "a few", "from here to there"
    layout = Layout()
    inside.module("_draw").panel(layout, scene, inside.module("_activity").activity, 44)
    said = " ".join(layout.seen)
    assert "max_tasks is 'a few'" in said and '"from" at character 1' in said, said
    text = inside.refused(retries="often")
    assert "retries is 'often'" in text, text


def case_preset_is_saved_applied_and_removed(inside) -> None:
    inside.fresh()
    host, layers = inside.host(), inside.module("_layers").layers
    host.store_settings({"priority": 120, "max_tasks": 3})
    assert bpy.ops.afanasy.preset_save(name="night") == {"FINISHED"}
    host.store_settings({})
    layers.read()
    assert [preset.name for preset in layers.presets] == ["night"]
    assert bpy.ops.afanasy.preset_apply(name="night") == {"FINISHED"}
    assert host.load_settings() == {"priority": 120, "max_tasks": 3}
    assert "no preset 'day'" in inside.error_of(bpy.ops.afanasy.preset_apply, name="day")
    assert "cannot be called" in inside.error_of(bpy.ops.afanasy.preset_save, name="../up")
    assert bpy.ops.afanasy.preset_delete(name="night") == {"FINISHED"}
    layers.read()
    assert list(layers.presets) == []


def farm_job(inside, number: int, name: str, state: str, **more):
    """A job as the farm lists it."""
    block = {"name": "render", "st": 2, "state": f" {state}", "tasks_num": 10, "p_percentage": 40, "p_tasks_done": 4}
    job = {"id": number, "serial": 2**40 + number, "name": name, "st": 2, "state": f" {state}", "user_name": "jimmy"}
    made = inside.module("afsubmit.wire.answers").job(
        {**job, "blocks": [{**block, **more}], "folders": {"r": "/s/out"}}
    )
    return inside.module("afsubmit.submitter.watch.rows").job_row(made)


def drawn_jobs(inside, *told, job=None) -> list[str]:
    """What the jobs panel shows after the watcher told this."""
    board = inside.module("_ui_board").Board()
    for update in told:
        board.take(update)
    board.look_at(job)
    layout = Layout()
    drawing = inside.module("_ui_draw_jobs")
    drawing.jobs(layout, board, inside.module("_ui_board").orders(), 44, drawing.Picture(1, "/s/out/f_0001.png"))
    return layout.seen


def case_jobs_panel_shows_each_state_and_what_can_be_done(inside) -> None:
    inside.fresh()
    updates = inside.module("afsubmit.submitter.watch.updates")
    states = {"running": "RUN", "done": "DON", "failed": "ERR", "paused": "OFF", "waiting": "WDP", "approval": "PPA"}
    rows = [farm_job(inside, number, name, word) for number, (name, word) in enumerate(states.items(), 2)]
    up = updates.FarmUpdate("farm:51000", False, True)
    for row in rows:
        seen = drawn_jobs(inside, up, updates.JobsUpdate(rows, ()), job=row.key)
        assert sum(text == "(afanasy.job_look)" for text in seen) == len(rows)
        assert "(afanasy.job_order)" in seen and "(afanasy.open_folder)" in seen
        assert "{picture}" in seen and "(afanasy.open_file)" in seen
        assert all(len(text) <= 44 for text in seen), seen
    wanted = {
        row.name: [name for name, order in inside.module("_ui_board").orders().items() if order.is_wanted(row)]
        for row in rows
    }
    assert wanted["paused"] == ["start", "skip", "delete"]
    assert wanted["approval"] == ["approve", "pause", "skip", "delete"]
    assert wanted["done"] == ["delete"]


def case_jobs_panel_proposes_the_time_limit_of_the_test_frames_and_sets_it(inside) -> None:
    inside.fresh()
    updates, limits = (inside.module(f"afsubmit.submitter.watch.{name}") for name in ("updates", "time_limits"))
    row, board = farm_job(inside, 2, "shot", "RUN"), inside.module("_ui_board").Board()
    found = limits.Proposal(0, "render", 900, 170, 3, 1)
    told = updates.TasksUpdate(
        row.key, (), (), (), lambda key: (), (), (), "About 40 min on 8 machines.", None, [found]
    )
    board.take(updates.JobsUpdate([row], ()))
    board.look_at(row.key)
    board.take(told)
    layout, drawing = Layout(), inside.module("_ui_draw_jobs")
    drawing.jobs(layout, board, inside.module("_ui_board").orders(), 200)
    assert "About 40 min on 8 machines." in layout.seen and limits.sentence([found]) in layout.seen
    assert "(afanasy.limit_time)" in layout.seen
    told_farm, asked = [], []
    board.watcher = types.SimpleNamespace(do=lambda label, action: told_farm.append(action))
    board.limit_time(row)
    client = types.SimpleNamespace(action=lambda kind, **what: asked.append(what))
    assert "to 15 min." in told_farm[0](client)
    assert asked == [{"ids": [2], "serials": {2: row.serial}, "block_ids": [0], "params": {"task_max_run_time": 900}}]


def case_jobs_panel_says_that_the_farm_is_away_and_offers_to_start_the_one_here(inside) -> None:
    inside.fresh()
    updates = inside.module("afsubmit.submitter.watch.updates")
    assert "Looking for the farm…" in drawn_jobs(inside)
    away = drawn_jobs(inside, updates.FarmUpdate("farm:51000", False, False, "It cannot be reached."))
    assert "farm:51000: does not answer" in away and "It cannot be reached." in away
    here = drawn_jobs(inside, updates.FarmUpdate("This machine", True, False, "It is not running.", True))
    assert "(afanasy.start_farm)" in here


def case_order_without_a_window_is_not_possible_since_nobody_could_be_asked(inside) -> None:
    """INVOKE_DEFAULT skips the question there."""
    inside.fresh()
    assert "poll" in inside.error_of(bpy.ops.afanasy.job_order, "INVOKE_DEFAULT", order="delete", key="2:2")


def case_history_lists_what_was_sent_from_blender(inside) -> None:
    inside.fresh()
    for _ in range(2):
        bpy.ops.afanasy.submit(job_name="kept in mind")
    board, layout = inside.module("_ui_board").Board(), Layout()
    board.read_history()
    inside.module("_ui_draw_jobs").history(layout, board, 60)
    assert layout.seen.count("kept in mind") == 2, layout.seen
    told = [text for text in layout.seen if "sent as" in text]
    assert len(set(told)) == len(told) >= 2, f"two of one name are told apart: {layout.seen}"


def case_dialog_draws_settings_and_what_will_happen(inside) -> None:
    inside.fresh()
    layout = Layout()
    inside.module("_draw").dialog(layout, Dialog(inside))
    assert "[frames]" in layout.seen
    assert "shot: 3 tasks, on this machine" in layout.seen, layout.seen


def case_dialog_draws_problems_with_their_fix(inside) -> None:
    inside.fresh()
    bpy.data.objects.remove(bpy.context.scene.camera)
    layout = Layout()
    inside.module("_draw").dialog(layout, Dialog(inside))
    assert any("no camera" in text for text in layout.seen), layout.seen


def case_check_of_the_installation_is_drawn_row_by_row(inside) -> None:
    ui, core = inside.module("_ui_check"), inside.module("afsubmit.submitter.installation_check")
    state, layout = ui.Checking(), Layout()
    state.check = core.InstallationCheck("blender", "", str)
    state.check.rows = [core.CheckRow(0, "It stays", True, "Kept", ""), core.CheckRow(1, "It goes", False, "", "A\nB")]
    ui.draw(layout, state)
    wanted = ["(afanasy.stop_check)", "It stays", "Kept", "It goes", "A", "B"]
    assert [text for text in layout.seen if text in wanted] == wanted
    state.check.is_over, state.check.trouble, layout = True, "No licence.", Layout()
    ui.draw(layout, state)
    assert layout.seen[0] == "(afanasy.check_installation)" and "No licence." in layout.seen
    assert not bpy.ops.afanasy.check_installation.poll(), "without a window there is the command"


def case_preferences_draw(inside) -> None:
    inside.fresh()
    layout = Layout()
    shown = bpy.context.preferences.addons[inside.module("_host").__package__].preferences
    inside.module("_draw").preferences(layout, shown, inside.module("_activity").activity, trouble="It is open to all.")
    assert {"[server]", "(afanasy.test_connection)", "It is open to all."} <= set(layout.seen), layout.seen

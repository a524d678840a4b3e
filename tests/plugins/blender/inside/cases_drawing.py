"""The panels and the dialog, drawn into a stand-in for Blender's layout: every setting, every problem, every job."""

from __future__ import annotations

import json
import os
import sys
import types

import bpy

sys.path.insert(0, os.path.dirname(__file__))
from stand_ins import Dialog, Item, Layout, Menu, OwnFrames


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
        heights.add(sum(not text.startswith("<") for text in layout.seen))  # what stands beside another takes no line
    assert len(heights) == 1, "a row under the mouse would move when another tab is chosen"
    sought = {f"[{setting.key}]" for setting in inside.module("_form").in_sight()}
    for setting in inside.module("_fields").schema():
        count = len(pages) if f"[{setting.key}]" in sought else 1
        assert drawn.count(f"[{setting.key}]") == count, setting.key
    assert max(map(len, pages.values())) <= 14
    labels = [one.label for settings in pages.values() for one in settings if one.kind != "switch"]
    assert max(map(len, labels)) <= 29, "a longer one is cut in the dialog (looked at in 3.4.1)"


def case_nothing_of_ours_is_called_when_a_dialog_has_gone(inside) -> None:
    """Blender calls `check` and `update` once more when an event has closed the dialog, and freed its operator."""
    inside.fresh()
    inside.module("_ui_jobs")._choose_tab(1)  # the address of no area: it was closed before its tab was chosen
    operators = [getattr(bpy.types, name) for name in dir(bpy.types) if name.startswith("AFANASY_OT_")]
    assert len(operators) > 20
    for operator in operators:
        assert "check" not in vars(operator), operator
        for name, declared in getattr(operator, "__annotations__", {}).items():
            assert "update" not in getattr(declared, "keywords", {}), (operator, name)


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
    dialog.standing = lambda: submit.standing(dialog)
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
    drawing.jobs(layout, board, 44, drawing.Picture(1, "/s/out/f_0001.png"))
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
        assert "{AFANASY_MT_job}" in seen and "(afanasy.clean)" in seen


def case_menus_of_a_job_hold_what_every_window_offers_grey_where_it_cannot_be_done(inside) -> None:
    inside.fresh()
    orders, watch = inside.module("_ui_orders"), inside.module("afsubmit.submitter.watch.job_actions")
    params, board = inside.module("afsubmit.submitter.watch.job_params"), inside.module("_ui_board").board
    assert {one.menu for one in (*watch.OF_JOBS, *params.OF_JOBS)} - {""} == set(orders.MENUS)
    fields = set(inside.module("_fields").setting_properties(is_kept=False, of="job"))
    assert {setting.key for form in params.OF_JOBS for setting in form.settings} <= fields
    board.rows = [farm_job(inside, 2, "night", "ERR", p_tasks_error=1)]
    board.job = board.rows[0].key
    try:
        layout = Layout()
        orders.AFANASY_MT_job.draw(Menu(layout), bpy.context)
        for name in orders.MENUS:
            getattr(bpy.types, orders.menu_id(name)).draw(Menu(layout, name), bpy.context)
        offered = {button.order: is_enabled for button, is_enabled in layout.made if button.order}
        assert offered == {one.name: one.fits(board.rows[0]) for one in watch.OF_JOBS}
        assert offered["restart_errors"] and not offered["start"]
        assert {button.form for button, _ in layout.made} - {""} == {form.name for form in params.OF_JOBS}
    finally:
        board.close()


def case_jobs_panel_says_how_long_it_takes_and_what_ended_meanwhile(inside) -> None:
    inside.fresh()
    updates, board = inside.module("afsubmit.submitter.watch.updates"), inside.module("_ui_board").Board()
    rows = [farm_job(inside, 2, "night", "RUN"), farm_job(inside, 3, "day", "ERR", p_tasks_error=3)]
    for update in (
        updates.FarmUpdate("farm:51000", False, True),
        updates.JobsUpdate(rows, ()),
        updates.EndedUpdate(rows[1:], True, {}),
    ):
        board.take(update)
    board.look_at(rows[0].key)
    board.take(updates.TasksUpdate(rows[0].key, (), (), (), lambda _: (), (), estimate="About 40 min on 8 machines."))
    layout, draw = Layout(), inside.module("_ui_draw_jobs")
    draw.jobs(layout, board, 44)
    assert "About 40 min on 8 machines." in layout.seen
    assert "While you were away: day has failed." in layout.seen, layout.seen
    assert {"(afanasy.retry_failed)", "(afanasy.forget_ended)"} <= set(layout.seen)
    board.take(updates.JobsUpdate([rows[0]], ()))
    assert board.ended == {}, "what is gone from the farm is no longer listed"


def case_what_the_farm_has_is_picked_into_a_setting_and_counted(inside) -> None:
    inside.fresh()
    picking, lists = inside.module("_ui_picks"), inside.module("afsubmit.submitter.farm_lists")
    assert set(picking.KEYS) == set(inside.module("afsubmit.submitter.farm_picks").PICKED)
    machines = [lists.Machine(f"node{n}", "busy" if n > 2 else "free", "/fast") for n in range(1, 5)]
    jobs = [lists.JobName("night (1)", "jimmy", False), lists.JobName("other", "dora", False)]
    group = bpy.context.scene.afanasy
    try:
        group.pick_pools = "/fast"
        assert group.pools == "" and picking.candidates(group, "pools", "") == [], "nothing is known of the farm"
        picking.picks.lists = lists.FarmLists(
            "", "", machines, ["/fast", "/slow"], ["mem"], ["blender"], [], jobs, "jimmy"
        )
        assert picking.candidates(group, "hosts_mask", "free") == [("node1", "free, /fast"), ("node2", "free, /fast")]
        for name in ("node3", "node1", "nobody", "node2", "node3"):
            group.pick_hosts_mask = name
        assert group.hosts_mask == "(node1|node2)" and group.pick_hosts_mask == ""
        assert dict(picking.candidates(group, "hosts_mask", ""))["node1"] == "picked"
        assert group.said_hosts_mask == "Matches 2 of 4 machines: 2 free"
        group.pick_pools, group.pick_tickets, group.pick_service = "/fast", "mem", "blender"
        group.pick_wait_for_jobs = "night (1)"
        kept = inside.host().load_settings()
        assert (kept["pools"], kept["tickets"], kept["service"]) == ({"/fast": 50}, {"mem": 1}, "blender"), kept
        assert [name for name, _ in picking.candidates(group, "wait_for_jobs", "")] == ["night (1)"], "mine alone"
        layout = Layout()
        inside.module("_form").rows(layout, group, inside.module("_form").groups()["scheduling"])
        assert "<pick_hosts_mask>" in layout.seen and "Matches 2 of 4 machines: 2 free" in layout.seen, layout.seen
    finally:
        picking.picks.forget()


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
    drawing.jobs(layout, board, 200)
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


def case_open_fold_keeps_the_dialogs_height_and_what_stands_above_it(inside) -> None:
    """A dialog that grows at the edge of the screen moves away under the mouse."""
    inside.fresh()
    bpy.context.scene.view_layers.new("fog")
    drawn = []
    for is_open in (False, True):
        dialog, layout = Dialog(inside, show_parts=is_open), Layout()
        ids = [output.id for output in dialog.preview.listed]
        dialog.outputs, dialog.own_frames = [Item(inside, name) for name in ids], [OwnFrames(inside) for _ in ids]
        for number, item in enumerate(dialog.outputs):
            item.is_chosen = not number
        inside.module("_draw").dialog(layout, dialog)
        drawn.append([text for text in layout.seen if not text.startswith("<")])
    folds = [seen.index("[show_parts]") for seen in drawn]
    lines = [len(seen) - seen.count("[is_chosen]") for seen in drawn]  # what stands beside it is a second text
    assert len(set(folds)) == len(set(lines)) == 1, (folds, lines, drawn)


def case_dialog_draws_problems_with_their_fix(inside) -> None:
    inside.fresh()
    bpy.data.objects.remove(bpy.context.scene.camera)
    layout = Layout()
    inside.module("_draw").dialog(layout, Dialog(inside))
    assert any("no camera" in text for text in layout.seen), layout.seen


def case_dialog_has_the_bake_beside_what_is_not_baked(inside) -> None:
    inside.fresh()

    def rows() -> int:
        layout = Layout()
        inside.module("_draw").dialog(layout, Dialog(inside))
        return layout.seen.count("[bake_first]")

    before = rows()
    bpy.data.objects["Cube"].modifiers.new("Cloth", "CLOTH")
    assert rows() == before + 1

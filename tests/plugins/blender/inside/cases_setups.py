"""Set-ups of a scene: kept in it, taken, renamed, deleted, all sent; and a job sent again with changes."""

from __future__ import annotations

import json
import os
import sys
import types

import bpy

sys.path.insert(0, os.path.dirname(__file__))
from stand_ins import Dialog, Layout, Menu


def two_scenes(inside):
    """A file with a second scene of its own, and the farm that would get its jobs."""
    inside.fresh()
    other = bpy.data.scenes.new("Close-up")
    other.frame_start, other.frame_end, other.camera = 5, 8, bpy.context.scene.camera
    other.collection.objects.link(other.camera)
    other.render.filepath = "//frames/close_####"
    activity = inside.module("_activity").activity
    activity.draft, activity.chosen, activity.filling, activity.is_anew = {}, None, None, False
    return inside.host()


def kept(inside) -> dict:
    return {name: (list(one.outputs), dict(one.settings)) for name, one in inside.module("_ui_setups").kept().items()}


def sent(inside) -> list[dict]:
    """The documents of the history, the oldest first."""
    history = inside.module("afsubmit.submission.history.entries").History()
    return [history.document(entry.number) for entry in reversed(history.entries())]


def case_set_up_keeps_what_is_set_and_chosen_and_brings_it_back(inside) -> None:
    host = two_scenes(inside)
    assert not bpy.context.scene.is_property_set("afanasy") and kept(inside) == {}
    assert not bpy.context.scene.is_property_set("afanasy"), "looking writes nothing into the scene"
    host.store_settings({"priority": 33, "environment": {"SHOT": 'sh "10" é'}, "of_a_newer_version": 1})
    host.store_chosen(["Close-up"])
    assert bpy.ops.afanasy.setup_keep(name=" review é ") == {"FINISHED"}
    expected = {"priority": 33, "environment": {"SHOT": 'sh "10" é'}, "of_a_newer_version": 1}
    assert kept(inside) == {"review é": (["Close-up"], expected)}, kept(inside)
    host.store_settings({**inside.module("afsubmit.submitter.setups").laid({"priority": 90}, [])})
    host.store_chosen([])
    assert kept(inside) == {}, "whoever stores settings alone takes them away, so the dialog lays them beside"
    assert bpy.ops.afanasy.setup_keep(name="full") == {"FINISHED"}
    assert bpy.ops.afanasy.setup_keep(name="same") == {"FINISHED"}
    assert kept(inside) == {"full": (["Scene"], {"priority": 90}), "same": (["Scene"], {"priority": 90})}


def case_set_up_when_applied_stands_in_place_of_what_the_scene_says(inside) -> None:
    host = two_scenes(inside)
    host.store_settings({"priority": 33})
    host.store_chosen(["Close-up"])
    bpy.ops.afanasy.setup_keep(name="review")
    host.store_settings({**host.load_settings(), "priority": 90, "frames": "1-2"})
    host.store_chosen([])
    assert bpy.ops.afanasy.setup_apply(name="review") == {"FINISHED"}
    setups = inside.module("afsubmit.submitter.setups")
    assert setups.without(host.load_settings()) == {"priority": 33}
    assert list(host.selected()) == ["Close-up"]
    assert list(kept(inside)) == ["review"]
    assert "no set-up 'gone'; it has: review" in inside.error_of(bpy.ops.afanasy.setup_apply, name="gone")


def case_set_up_is_renamed_and_deleted(inside) -> None:
    two_scenes(inside)
    for name in ("a", "b", "c"):
        bpy.ops.afanasy.setup_keep(name=name)
    assert bpy.ops.afanasy.setup_rename(name="b", to=" full ") == {"FINISHED"}
    assert list(kept(inside)) == ["a", "c", "full"]
    assert "already" in inside.error_of(bpy.ops.afanasy.setup_rename, name="a", to="c")
    assert "cannot be called" in inside.error_of(bpy.ops.afanasy.setup_rename, name="a", to=" ")
    assert "cannot be called" in inside.error_of(bpy.ops.afanasy.setup_keep, name="x" * 101)
    assert bpy.ops.afanasy.setup_delete(name="full") == {"FINISHED"}
    assert list(kept(inside)) == ["a", "c"]


def case_set_ups_outlive_the_file_and_submitting(inside) -> None:
    two_scenes(inside)
    bpy.ops.afanasy.setup_keep(name="full")
    path = bpy.data.filepath
    bpy.ops.wm.save_mainfile()
    bpy.ops.wm.open_mainfile(filepath=path)
    assert list(kept(inside)) == ["full"]
    request = inside.module("_ui").make_request({"priority": 7}, None, kept=inside.host().load_settings())
    assert "setups" not in request.settings.stored() and "setups" not in request.kept()


def case_all_set_ups_are_sent_each_with_its_outputs_and_settings(inside) -> None:
    host = two_scenes(inside)
    before = len(sent(inside))
    host.store_settings({"priority": 33, "frames": "1-2", "job_name": "review"})
    bpy.ops.afanasy.setup_keep(name="review")
    host.store_settings({**host.load_settings(), "priority": 50, "frames": "6", "job_name": "close"})
    host.store_chosen(["Close-up"])
    bpy.ops.afanasy.setup_keep(name="close")
    assert bpy.ops.afanasy.setups_send() == {"FINISHED"}
    jobs = sent(inside)[before:]
    assert [(job["name"], job["priority"]) for job in jobs] == [("close", 50), ("review", 33)]
    assert [job["blocks"][0]["frame_first"] for job in jobs] == [6, 1]
    activity = inside.module("_activity").activity
    assert "2 jobs with 3 tasks" in activity.last[0], activity.last
    assert "close is " in activity.last[0] and ", review is " in activity.last[0]


def case_set_up_that_cannot_be_sent_stops_all_until_it_is_left_out(inside) -> None:
    host = two_scenes(inside)
    host.store_settings({"job_name": "good"})
    bpy.ops.afanasy.setup_keep(name="good")
    host.store_chosen(["Close-up"])
    bpy.ops.afanasy.setup_keep(name="bad")
    bpy.data.scenes["Close-up"].camera = None
    before = len(sent(inside))
    text = inside.error_of(bpy.ops.afanasy.setups_send)
    assert "Nothing is sent yet. bad: " in text and len(sent(inside)) == before, text
    both = [{"name": "good", "is_chosen": True}, {"name": "bad", "is_chosen": False}]
    assert bpy.ops.afanasy.setups_send(setups=both) == {"FINISHED"}
    assert [job["name"] for job in sent(inside)[before:]] == ["good"]
    stranger = inside.error_of(bpy.ops.afanasy.setups_send, setups=[{"name": "who", "is_chosen": True}])
    assert "no set-up 'who'; it has: bad, good" in stranger, stranger


def case_set_ups_that_the_farm_refuses_are_told_and_leave_nothing(inside) -> None:
    two_scenes(inside)
    bpy.ops.afanasy.setup_keep(name="a")
    inside.use("refusing")
    before = inside.files()
    text = inside.error_of(bpy.ops.afanasy.setups_send)
    assert "Not sent: " in text and inside.files() == before, text


def case_scene_without_set_ups_says_how_to_keep_one(inside) -> None:
    two_scenes(inside)
    assert "keeps no set-ups" in inside.error_of(bpy.ops.afanasy.setups_send)


def case_menu_of_set_ups_lists_them_and_what_can_be_done(inside) -> None:
    two_scenes(inside)

    def entries(name: str) -> list[str]:
        layout, cls = Layout(), getattr(inside.module("_ui_setups"), name)
        menu = Menu(layout)
        menu.operator = getattr(cls, "operator", "")
        cls.draw(menu, bpy.context)
        return layout.seen

    assert entries("AFANASY_MT_setups") == ["(afanasy.setup_keep)"]
    bpy.ops.afanasy.setup_keep(name="full")
    assert entries("AFANASY_MT_setups") == [
        "(afanasy.setup_apply)",
        "(afanasy.setups_send)",
        "(afanasy.setup_keep)",
        "{AFANASY_MT_setups_rename}",
        "{AFANASY_MT_setups_delete}",
    ]
    assert entries("AFANASY_MT_setups_rename") == ["(afanasy.setup_rename)"]
    assert entries("AFANASY_MT_setups_delete") == ["(afanasy.setup_delete)"]


def case_dialog_has_a_line_for_set_ups(inside) -> None:
    two_scenes(inside)
    draw = inside.module("_ui_setups").draw
    layout = Layout()
    draw(layout, Dialog(inside))
    assert layout.seen == ["[setup_name]", "(afanasy.setup_keep)"]
    bpy.ops.afanasy.setup_keep(name="full")
    layout = Layout()
    draw(layout, Dialog(inside))
    assert layout.seen == ["[setup]", "[setup_name]", "(afanasy.setup_keep)"]
    (button, _), *_ = layout.made
    assert json.loads(button.content) == [{}, [scene.name for scene in bpy.data.scenes]]
    content = json.dumps([{"priority": 12, "retries": "often"}, ["Scene"]])
    assert "retries is 'often'" in inside.error_of(bpy.ops.afanasy.setup_keep, name="x", content=content)
    content = json.dumps([{"priority": 12}, ["Close-up"]])
    assert bpy.ops.afanasy.setup_keep(name="typed", content=content) == {"FINISHED"}
    assert kept(inside)["typed"] == (["Close-up"], {"priority": 12})


def opened(inside) -> tuple[dict, list[str]]:
    """What the next dialog would begin with: its settings and chosen outputs."""
    ui, activity = inside.module("_ui"), inside.module("_activity").activity
    opening = ui._begin_opening(types.SimpleNamespace(is_property_set=lambda key: False))
    assert opening.poll(60)
    return dict(opening.values), activity.chosen


def case_job_of_the_history_fills_the_dialog_with_what_it_was_sent_with(inside) -> None:
    host = two_scenes(inside)
    assert bpy.ops.afanasy.submit(priority=44, frames="2", outputs=[{"name": "Close-up", "is_chosen": True}]) == {
        "FINISHED"
    }
    number = inside.module("afsubmit.submission.history.entries").History().entries()[0].number
    host.store_settings({"priority": 70, "capacity": 500, "of_a_newer_version": 1})
    activity = inside.module("_activity").activity
    activity.draft, activity.chosen = {"priority": 1, "max_tasks": 3}, ["Scene"]
    assert bpy.ops.afanasy.send_again_changed(number=number) == {"FINISHED"}
    values, chosen = opened(inside)
    assert (values["priority"], values["frames"], chosen) == (44, "2", ["Close-up"])
    assert "capacity" not in values and "max_tasks" not in values, "neither the scene's nor what was typed last"
    assert activity.notes[0].endswith(" was sent.") and activity.draft == {}
    assert activity.is_anew
    bpy.data.scenes.remove(bpy.data.scenes["Close-up"])
    bpy.ops.afanasy.send_again_changed(number=number)
    _, chosen = opened(inside)
    assert chosen is None and "Not in this file any more: Close-up." in activity.notes


def case_job_of_another_file_says_which_to_open(inside) -> None:
    two_scenes(inside)
    bpy.ops.afanasy.submit()
    number = inside.module("afsubmit.submission.history.entries").History().entries()[0].number
    inside.fresh("another.blend")
    text = inside.error_of(bpy.ops.afanasy.send_again_changed, number=number)
    assert "shot.blend first" in text, text
    assert inside.error_of(bpy.ops.afanasy.send_again_changed, number=987654)

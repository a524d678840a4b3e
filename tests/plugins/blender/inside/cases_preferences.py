"""What the user set once counts in Blender, too, and what is set in Blender counts everywhere; how they are drawn."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import bpy

sys.path.insert(0, os.path.dirname(__file__))
from stand_ins import Layout


def shared(inside):
    """The preferences of all applications."""
    return inside.module("afsubmit.submitter.preferences")


def shown(inside):
    """What Blender shows of them."""
    return bpy.context.preferences.addons[inside.module("_host").__package__].preferences


def case_what_another_application_set_is_shown_and_counts(inside) -> None:
    inside.fresh()
    shared(inside).store(shared(inside).Preferences("studio:51000", "/opt/py/bin/python3"))
    there = shown(inside)
    assert (there.server, there.address, there.python) == ("ADDRESS", "studio:51000", "/opt/py/bin/python3")
    assert inside.module("_ui").make_host()._python == "/opt/py/bin/python3"
    shared(inside).store(shared(inside).Preferences("local", ""))
    assert (there.server, there.address, there.python) == ("LOCAL", "", "")
    shared(inside).store(shared(inside).Preferences())
    assert there.server == "CONFIGURED"


def case_what_is_set_here_is_kept_for_all_applications(inside) -> None:
    inside.fresh()
    there = shown(inside)
    there.server = "LOCAL"
    there.python = "/opt/py/bin/python3"
    assert shared(inside).load()[:2] == ("local", "/opt/py/bin/python3")
    there.server = "ADDRESS"
    assert (there.server, there.address) == ("ADDRESS", ""), "an address is asked for, and nothing kept yet"
    assert shared(inside).load().server == "local"
    there.address = " studio:51000 "
    assert shared(inside).load()[:2] == ("studio:51000", "/opt/py/bin/python3")
    there.server, there.python = "CONFIGURED", ""
    assert shared(inside).load() == shared(inside).Preferences()


def case_address_that_is_none_stays_to_be_mended_and_is_not_kept(inside) -> None:
    inside.fresh()
    there, form = shown(inside), inside.module("_ui_preferences").form
    there.server = "ADDRESS"
    there.address = "no such thing"
    assert (there.server, there.address) == ("ADDRESS", "no such thing")
    assert form.trouble and shared(inside).load().server == ""
    there.address = "studio:51000"
    assert not form.trouble and shared(inside).load().server == "studio:51000"
    there.server = "CONFIGURED"


def case_preferences_that_others_could_have_written_are_told_and_send_nothing(inside) -> None:
    inside.fresh()
    path = Path(shared(inside).path())
    shared(inside).store(shared(inside).Preferences("local", ""))
    os.chmod(path, 0o666)
    try:
        text = inside.error_of(bpy.ops.afanasy.submit)
        assert "can write it" in text and "Traceback" not in text, text
    finally:
        os.chmod(path, 0o600)
        shared(inside).store(shared(inside).Preferences())


def case_farm_of_this_machine_is_set_here_and_hours_that_are_none_stay_to_be_mended(inside) -> None:
    inside.fresh()
    there, form = shown(inside), inside.module("_ui_farm_settings").form
    kept = inside.module("afsubmit.local.farm_settings")
    assert (there.slots, there.hours, there.keep_days) == (1, "", 7)
    there.slots, there.hours, there.slots_at_work = 4, " 20:00-08:00 ", 2
    there.runs_on_battery, there.keep_days = True, 3
    found = kept.load()
    assert (found.slots, found.hours, found.slots_at_work) == (4, "20:00-08:00", 2)
    assert found.runs_on_battery and found.keep_days == 3 and not form.trouble
    there.hours = "after tea"
    assert there.hours == "after tea" and "hours" in form.trouble and kept.load().hours == "20:00-08:00"
    there.hours = ""
    assert not form.trouble and kept.load().hours == ""
    kept.store(dict.fromkeys(kept.FarmSettings._fields))


def case_notices_are_switched_off_for_all_applications(inside) -> None:
    inside.fresh()
    there = shown(inside)
    assert there.notices and shared(inside).has_notices()
    there.notices = False
    assert not there.notices and not shared(inside).has_notices()
    there.notices = True
    assert shared(inside).load() == shared(inside).Preferences()


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
    activity = inside.module("_activity").activity
    inside.module("_draw").preferences(layout, shown(inside), activity, trouble="It is open to all.")
    inside.module("_ui_farm_settings").draw(layout, shown(inside))
    assert {"[server]", "[notices]", "(afanasy.test_connection)", "It is open to all."} <= set(layout.seen), layout.seen
    assert {f"[{name}]" for name in ("slots", "hours", "slots_at_work", "runs_on_battery", "keep_days")} <= set(
        layout.seen
    )

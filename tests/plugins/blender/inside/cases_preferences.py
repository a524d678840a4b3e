"""What the user set once counts in Blender, too, and what is set in Blender counts everywhere."""

from __future__ import annotations

import os
from pathlib import Path

import bpy


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

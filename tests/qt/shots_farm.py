"""Pictures of what the farm gives to pick from, and of what ended while nobody looked."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any


def shoot(shooter: Any, home: Path) -> None:
    """The picker of machines with its count below the field, the line of ended jobs, and the preferences."""
    from afsubmit.cli.demo_scene import DemoPlan, open_scene
    from afsubmit.qt import windows
    from tests.fakes.busy_farm import BusyFarm

    with BusyFarm() as farm:
        farm.add_machines(**{f"render{number:02}": " ONL RUN" if number % 3 else " ONL" for number in range(1, 25)})
        dialog = windows.show_submit_dialog(open_scene(str(home / "sh020")), DemoPlan(), server_choice=farm.address)
        dialog.resize(dialog.fontMetrics().averageCharWidth() * 100, dialog.fontMetrics().height() * 50)
        for key, value in {"hosts_mask": "render0", "wait_until": "tomorrow 6:30", "max_run_seconds": 5400}.items():
            dialog.draft.set(key, value)
        dialog.form.refresh()
        dialog.form.count_machines()
        note = dialog.form._rows["hosts_mask"].note
        shooter.wait(lambda: "Matches" in note.text())
        shooter.take(dialog, "dialog-narrow")
        dialog.form._rows["hosts_mask"].pick.click()
        (picker,) = [one for one in shooter.app.topLevelWidgets() if one.objectName() == "afsubmit picker"]
        shooter.wait(lambda: "chosen" in picker.state.text())
        shooter.take(picker, "picker")
        picker.close()
        dialog.close()
        _shoot_ended(shooter, farm)


def _shoot_ended(shooter: Any, farm: Any) -> None:
    from afsubmit.qt import desktop_notices, windows
    from tests.fakes.busy_farm import DONE, FAILED

    made = [farm.add(f"sh0{number}0_comp_v001") for number in range(1, 5)]
    with contextlib.closing(windows.show_jobs(server_choice=farm.address)) as panel:
        shooter.wait(lambda: panel.table.model().rowCount() == len(made))
    desktop_notices.stop_all()
    for number, (state, word) in zip(made, (DONE, FAILED, DONE)):
        farm.jobs[number].update(st=state, state=word)
    panel = windows.show_jobs(server_choice=farm.address)
    panel.resize(panel.fontMetrics().averageCharWidth() * 100, panel.fontMetrics().height() * 44)
    shooter.wait(panel.ended.isVisible)
    panel.table.selectRow(3)
    shooter.rest(1.0)
    shooter.take(panel, "jobs-narrow")
    panel.close()
    desktop_notices.stop_all()
    preferences = windows.show_preferences()
    shooter.rest(0.3)
    shooter.take(preferences, "preferences")
    preferences.close()

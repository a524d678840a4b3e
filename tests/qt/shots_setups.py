"""The window of all set-ups for a person to look at: ready, with one that cannot be sent, and sent."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

LISTED = (
    ("review", ["beauty"], {"frames": "1001-1100x10", "priority": 120}),
    ("full, with the fog", ["beauty", "fog"], {}),
    ("slap comp", ["comp"], {"frames": "1001-1024"}),
    ("everything that the client asked for on Friday, in the long version", ["beauty", "fog", "comp", "depth"], {}),
)


def shoot(shooter: Any, home: Path) -> None:
    """All set-ups: one of which cannot be sent, then without it and 600 points high, then sent."""
    from afsubmit.qt.binding import QtWidgets
    from afsubmit.qt.setups_window import SetupsWindow
    from afsubmit.qt.submit_dialog import SubmitDialog
    from afsubmit.submitter import setups
    from afsubmit.submitter.setups import Setup
    from tests.fakes.busy_farm import BusyFarm
    from tests.fakes.paper_host import PaperPlan
    from tests.qt.dialogs import StudioHost

    host = StudioHost(Path(tempfile.mkdtemp(dir=home)) / "sh010_comp_v014.json")
    host.names = ("beauty", "fog", "comp", "depth")
    host.content.update(first=1001, last=1100)
    kept = [Setup(name, [f"id of {one}" for one in outputs], settings) for name, outputs, settings in LISTED]
    host.store_settings(setups.laid({}, [*kept, Setup("old", ["id of matte"], {})]))
    with BusyFarm() as farm:
        dialog = SubmitDialog(host, PaperPlan(), server_choice=farm.address, show_job=lambda *_: None)
        dialog.show()
        shooter.wait(lambda: dialog.bar.submit.isEnabled())
        dialog.setups.all_wanted.emit()
        (window,) = dialog.findChildren(SetupsWindow)
        shooter.wait(lambda: window.problems.isVisible() and window.bar.answer_icon.toolTip())
        shooter.take(window, "setups-problem")
        window.model.chosen.emit(["old"], False)
        window.resize(window.width(), 600)
        shooter.wait(lambda: window.bar.submit.isEnabled())
        shooter.take(window, "setups-600")
        window.bar.submit.click()
        shooter.wait(lambda: window.view.model().row(0).told.startswith("Sent"))
        shooter.take(window, "setups-sending")
        shooter.wait(lambda: not window.is_sending)
        shooter.take(window, "setups-sent")
        shooter.wait(window.close)
        shooter.wait(dialog.close)
    QtWidgets.QApplication.processEvents()

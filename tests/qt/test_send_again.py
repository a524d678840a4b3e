"""*Send again with changes*: the dialog is filled with what a job was sent with, or it is said why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from afsubmit.qt import windows
from afsubmit.qt.jobs_panel import JobsPanel
from afsubmit.submission.history.entries import History
from afsubmit.submitter.sent_before import SentBefore
from tests.fakes.busy_farm import BusyFarm
from tests.fakes.paper_host import PaperPlan
from tests.qt.dialogs import StudioHost, field
from tests.qt.hands import Qt, cells, press, shown_in, type_into
from tests.qt.test_after_sending import submit
from tests.qt.test_job_actions import choose, told
from tests.qt.test_jobs_panel import select


@pytest.fixture
def open_jobs(app: Any) -> Iterator[Callable[..., JobsPanel]]:
    """Opens a jobs panel that opens the submit dialog for a host."""
    opened: list[Any] = []

    def open_(farm: BusyFarm, host: Any) -> JobsPanel:
        def again(sent: SentBefore) -> str:
            return windows.fill_submit_dialog(lambda: host, PaperPlan(), None, sent, server_choice=farm.address)

        panel = JobsPanel(server_choice=farm.address, send_again=again)
        panel.resize(1000, 700)
        panel.show()
        opened.append(panel)
        return panel

    yield open_
    for panel in opened:
        panel.close()
        panel.deleteLater()
    windows._dialogs.clear()


def again(panel: JobsPanel, name: str, until: Any) -> None:
    until(lambda: name in cells(panel.table))
    select(panel, name)
    choose(panel._job_menu, "Send again with changes\N{HORIZONTAL ELLIPSIS}").trigger()


def dialogs(app: Any) -> list[Any]:
    return [one for one in app.topLevelWidgets() if one.objectName() == "afsubmit submit" and one.isVisible()]


def sent_job(open_dialog: Any, host: StudioHost, farm: BusyFarm, until: Any) -> str:
    """Two of three outputs with a priority of their own; the farm's name of the job."""
    host.wishes = ("beauty", "comp")
    dialog = open_dialog(host, farm.address)
    until(dialog.bar.submit.isEnabled)
    type_into(field(dialog, "priority"), "42")
    type_into(field(dialog, "job_name"), "morning look")
    until(dialog.bar.submit.isEnabled)
    submit(dialog, until)
    until(lambda: dialog.close())
    host.content["settings"], host.wishes = {}, ()
    return "morning look"


def test_dialog_is_filled_with_settings_and_outputs_and_one_step_takes_it_back(
    app: Any, open_dialog: Any, open_jobs: Any, host: StudioHost, farm: BusyFarm, until: Any
) -> None:
    name = sent_job(open_dialog, host, farm, until)
    again(open_jobs(farm, host), name, until)
    until(lambda: dialogs(app))
    (dialog,) = dialogs(app)
    until(lambda: shown_in(field(dialog, "priority")) == "42")
    assert shown_in(field(dialog, "job_name")) == name
    assert sorted(dialog.draft.chosen) == ["id of beauty", "id of comp"]
    until(lambda: "As" in dialog.bar.result.text() and name in dialog.bar.result.text())
    dialog.outputs.view.setFocus()
    press(dialog, Qt.Key_Z, Qt.ControlModifier)
    assert shown_in(field(dialog, "priority")) == "99" and len(dialog.draft.chosen) == 3
    dialog.close()


def test_another_scene_says_which_to_open(
    app: Any, open_dialog: Any, open_jobs: Any, host: StudioHost, farm: BusyFarm, until: Any, tmp_path: Any
) -> None:
    name = sent_job(open_dialog, host, farm, until)
    panel = open_jobs(farm, StudioHost(tmp_path / "other_v001.json"))
    again(panel, name, until)
    until(lambda: told(panel).startswith("Open ") and str(host.path) in told(panel))
    assert not dialogs(app)


def test_job_of_another_machine_says_so(open_jobs: Any, host: StudioHost, farm: BusyFarm, until: Any) -> None:
    farm.add("from_elsewhere")
    panel = open_jobs(farm, host)
    again(panel, "from_elsewhere", until)
    until(lambda: "was not sent from here" in told(panel))


def test_job_whose_settings_were_not_kept_says_so(
    open_dialog: Any, open_jobs: Any, host: StudioHost, farm: BusyFarm, until: Any
) -> None:
    name = sent_job(open_dialog, host, farm, until)
    history = History()
    history._update(history.entries(limit=1)[0].number, request="")
    panel = open_jobs(farm, host)
    again(panel, name, until)
    until(lambda: "did not keep" in told(panel))


def test_window_that_cannot_send_says_so_in_the_tip(app: Any, farm: BusyFarm, until: Any) -> None:
    farm.add("comp_v001")
    panel = JobsPanel(server_choice=farm.address)
    panel.show()
    until(lambda: cells(panel.table) == ["comp_v001"])
    select(panel, "comp_v001")
    action = choose(panel._job_menu, "Send again with changes\N{HORIZONTAL ELLIPSIS}")
    assert not action.isEnabled() and "cannot send" in action.toolTip()
    panel.close()
    panel.deleteLater()

"""*Clean…* in the jobs panel: it says what it would delete, and asks."""

from __future__ import annotations

from typing import Any

import pytest

from afsubmit.qt.jobs_panel import JobsPanel
from afsubmit.submission.history.entries import History, NewEntry
from afsubmit.submission.sending.own_file import mark_of
from tests.fakes.busy_farm import DONE, FAILED, BusyFarm
from tests.qt.hands import QtWidgets, button, cells, click, open_box

pytestmark = pytest.mark.qt


@pytest.fixture
def farm(tmp_path, monkeypatch):
    """A farm with a job that is done, one that failed and one that was not sent from here; two have copies."""
    monkeypatch.setenv("AF_USERNAME", "jimmy")
    with BusyFarm() as server:
        ids = [server.add("done", state=DONE), server.add("failed", state=FAILED), server.add("not ours", state=DONE)]
        for number in ids[:2]:
            copy = tmp_path / f"copy{number}.nk"
            copy.write_bytes(b"x" * 2 * 2**20)
            history, document = History(), {"name": "a", "user_name": "jimmy"}
            entry = NewEntry(document, server.address, "nuke", "", "dialog", "s", str(copy))
            kept = history.begin([entry])[0]
            history.note_marks(kept, {str(copy): mark_of(str(copy))})
            history.note_sent(kept, id=number, serial=server.jobs[number]["serial"])
        yield server


@pytest.fixture
def panel(app: Any, farm: BusyFarm, until: Any):
    opened = JobsPanel(server_choice=farm.address)
    opened.show()
    until(lambda: len(cells(opened.table)) == 3)
    yield opened
    opened.close()
    opened.deleteLater()
    app.processEvents()


def test_clean_when_pressed_then_says_what_is_taken_and_deletes_on_yes(panel, app, farm, until) -> None:
    click(panel.clean.button)
    until(lambda: any(isinstance(one, QtWidgets.QMessageBox) for one in app.topLevelWidgets() if one.isVisible()))
    box = open_box(app, QtWidgets.QMessageBox)
    assert box.text() == "Delete the job that is done?"
    assert "takes 2 MB" in box.informativeText()
    assert panel.clean.button.isEnabled()
    click(button(box, "Delete"))
    until(lambda: len(cells(panel.table)) == 2)
    assert sorted(job["name"] for job in farm.jobs.values()) == ["failed", "not ours"]


def test_clean_when_nothing_is_done_then_said(panel, app, farm, until) -> None:
    for job in farm.jobs.values():
        job.update(st=2, state=" RUN")
    click(panel.clean.button)
    until(lambda: panel.notice.isVisible() and "Nothing to clean" in panel.notice.text.text())
    assert panel.clean.button.isEnabled()

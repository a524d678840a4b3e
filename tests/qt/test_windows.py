"""Opening the windows: once for each application, and only as the studio's hooks allow."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from afsubmit.qt import windows
from tests.fakes.busy_farm import BusyFarm
from tests.fakes.paper_host import PaperHost, PaperPlan
from tests.qt.hands import QtWidgets, click, type_into


@pytest.fixture
def host(tmp_path: Path) -> PaperHost:
    return PaperHost(tmp_path / "shot_v001.json")


@pytest.fixture
def hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a `pre_dialog` hook into the user's folder."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "config" / "afsubmit" / "hooks"
    folder.mkdir(parents=True)

    def put(body: str) -> None:
        (folder / "pre_dialog.py").write_text(f"def pre_dialog(question):\n    {body}\n")

    return put


def priority(dialog: Any) -> Any:
    return dialog.form.findChild(QtWidgets.QWidget, "priority").focusProxy()


def test_second_opening_brings_the_same_window_back(app: Any, host: PaperHost, until: Any) -> None:
    with BusyFarm() as farm:
        first = windows.show_submit_dialog(host, PaperPlan(), server_choice=farm.address)
        until(lambda: first.bar.submit.isEnabled())
        type_into(priority(first), "55")
        assert windows.show_submit_dialog(host, PaperPlan(), server_choice=farm.address) is first
        assert priority(first).text() == "55"
        assert windows.show_jobs(server_choice=farm.address) is windows.show_jobs(server_choice=farm.address)


def test_window_that_was_closed_opens_anew(app: Any, host: PaperHost, until: Any) -> None:
    with BusyFarm() as farm:
        first = windows.show_submit_dialog(host, PaperPlan(), server_choice=farm.address)
        until(lambda: first.bar.submit.isEnabled())
        first.close()
        second = windows.show_submit_dialog(host, PaperPlan(), server_choice=farm.address)
        assert second.isVisible() and second is not first
        panel = windows.show_jobs(server_choice=farm.address)
        panel.close()
        assert windows.show_jobs(server_choice=farm.address) is not panel


def test_nothing_can_be_sent_until_slow_hooks_are_done_and_then_their_settings_stand_there(
    app: Any, host: PaperHost, hook: Callable[[str], None], until: Any, tmp_path: Path
) -> None:
    is_over = tmp_path / "over"
    hook(
        f"import os, time\n    while not os.path.exists({str(is_over)!r}): time.sleep(0.05)\n"
        "    question['settings']['priority'] = 12; return {'settings': question['settings']}"
    )
    dialog = windows.show_submit_dialog(host, PaperPlan(), server_choice="127.0.0.1:9")
    assert not dialog.bar.submit.isEnabled() and not dialog.form.isEnabled()
    assert "hooks" in dialog.bar.status.text()
    is_over.write_text("")
    until(lambda: dialog.bar.submit.isEnabled())
    assert priority(dialog).text() == "12" and dialog.form.isEnabled()


def test_hook_that_forbids_it_leaves_nothing_but_close(
    app: Any, host: PaperHost, hook: Callable[[str], None], until: Any
) -> None:
    hook("return {'veto': 'The show is locked tonight.'}")
    dialog = windows.show_submit_dialog(host, PaperPlan(), server_choice="127.0.0.1:9")
    until(lambda: "locked tonight" in dialog.bar.result.text())
    for _ in range(20):
        app.processEvents()
        time.sleep(0.01)
    assert not dialog.bar.submit.isEnabled() and not dialog.form.isEnabled()
    click(dialog.bar.close_button)
    assert not dialog.isVisible()


def test_job_is_shown_in_the_applications_own_panel_when_it_has_one(app: Any, host: PaperHost, until: Any) -> None:
    shown: list[tuple[int, int]] = []
    with BusyFarm() as farm:
        dialog = windows.show_submit_dialog(
            host,
            PaperPlan(),
            server_choice=farm.address,
            show_job=lambda number, serial: shown.append((number, serial)),
        )
        until(lambda: dialog.bar.submit.isEnabled())
        click(dialog.bar.submit)
        until(lambda: dialog.bar.show_in_jobs.isVisible())
        click(dialog.bar.show_in_jobs)
        assert shown == [(2, farm.jobs[2]["serial"])]
        until(lambda: "is not done and writes the same files" in sentences(dialog))


def sentences(dialog: Any) -> str:
    return " ".join(label.text() for label in dialog.problems.findChildren(QtWidgets.QLabel))

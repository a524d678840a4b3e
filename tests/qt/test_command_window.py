"""The submit dialog for a command, as `afsubmit submit --command … --window` opens it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from afsubmit.cli import qt_window
from afsubmit.cli.main import main
from tests.fakes.busy_farm import BusyFarm
from tests.qt.hands import Qt, QTest, QtWidgets, click, press


def test_words_stand_in_the_dialog_and_are_sent(app: Any, until: Any, monkeypatch: Any, tmp_path: Path) -> None:
    opened: list[Any] = []
    from afsubmit.qt import standalone

    def run(make: Any) -> int:
        opened.append(make())
        return 0

    monkeypatch.setattr(standalone, "run", run)
    with BusyFarm() as farm:
        words = [
            "submit",
            "--command",
            "render -f @#@",
            "--frames",
            "1-7",
            "--priority",
            "33",
            "--server",
            farm.address,
        ]
        assert main([*words, "--window"]) == 0
        (dialog,) = opened
        until(lambda: "1 job, 1 block, 7 tasks" in dialog.bar.status.text())
        assert dialog.heading.text() == "render"
        assert dialog.form.findChild(QtWidgets.QWidget, "priority").focusProxy().text() == "33"
        assert dialog.form.findChild(QtWidgets.QWidget, "snapshot") is None, "there is no scene to copy"
        line = dialog.findChild(QtWidgets.QLineEdit, "command line")
        assert line.text() == "render -f @#@"
        click(line)
        press(line, Qt.Key_A, Qt.ControlModifier)
        press(line, Qt.Key_Delete)
        until(lambda: "command is empty" in dialog.bar.status.text())
        QTest.keyClicks(line, "/opt/bin/bake -f @#@ out.abc")
        until(lambda: dialog.heading.text() == "bake" and "1 job, 1 block, 7 tasks" in dialog.bar.status.text())
        assert not dialog.outputs.selected.isVisible()
        until(dialog.bar.submit.isEnabled)
        click(dialog.bar.submit)
        until(lambda: "took the job" in dialog.bar.result.text())
        (job,) = [request["job"] for request in farm.requests if "job" in request]
        assert job["priority"] == 33 and job["blocks"][0]["command"] == "/opt/bin/bake -f @#@ out.abc"
        dialog.close()


def test_choice_of_outputs_and_settings_lies_over_the_scenes_own(tmp_path: Path) -> None:
    from tests.fakes.paper_host import PaperHost

    host = PaperHost(tmp_path / "scene.json")
    host.content["settings"] = {"priority": 1, "retries": 2}
    asked = qt_window.HostWithChanges(host, {"priority": 5}, ["page"])  # type: ignore[arg-type]
    assert asked.load_settings() == {"priority": 5, "retries": 2}
    assert asked.selected() == ["page"] and asked.scene().path == str(host.path)


def test_set_up_stands_in_place_of_the_scenes_settings_and_set_ups_stay(tmp_path: Path) -> None:
    from tests.fakes.paper_host import PaperHost

    host = PaperHost(tmp_path / "scene.json")
    kept = {"night": {"outputs": ["page"], "settings": {"priority": 5}}}
    host.content["settings"] = {"retries": 2, "setups": kept}
    asked = qt_window.HostWithChanges(host, {"priority": 5}, ["page"], is_setup=True)  # type: ignore[arg-type]
    assert asked.load_settings() == {"priority": 5, "setups": kept}

"""What stands in the submit dialog when something was sent, and what is said when the same is sent again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from afsubmit.qt.submit_dialog import SubmitDialog
from afsubmit.submission.sending import own_jobs
from tests.fakes.busy_farm import BusyFarm
from tests.qt.dialogs import Shown, StudioHost, said, sent, shown_problems
from tests.qt.hands import Qt, QTest, button, click


class NamingFarm(BusyFarm):
    """Calls the second job of a name otherwise, as afserver 3.4.1 does."""

    def _add(self, job: dict[str, Any]) -> dict[str, int]:
        names = {one["name"] for one in self.jobs.values()}
        return super()._add({**job, "name": job["name"] + "-1" * (job["name"] in names), "state": " RDY"})


@pytest.fixture
def farm() -> Iterator[NamingFarm]:
    with NamingFarm() as server:
        yield server


def submit(dialog: SubmitDialog, until: Any) -> str:
    """Press Submit and wait for the end; what is said then."""
    until(dialog.bar.submit.isEnabled)
    click(dialog.bar.submit)
    until(lambda: not dialog.bar.cancel.isVisible() and dialog.bar.result.isVisible(), 60)
    return str(dialog.bar.result.text())


def problems(dialog: SubmitDialog) -> list[str]:
    return [line.text.text() for line in shown_problems(dialog)]


def test_result_says_what_went_and_goes_with_one_click(dialog: SubmitDialog, until: Any) -> None:
    text = submit(dialog, until)
    assert text == "The farm took the job shot_v001 (id 2): beauty 1-10, fog 1-10, comp 1-10, 30 tasks."
    assert not dialog.bar.all_of_it.isVisible(), "there is no more to say"
    click(dialog.bar.dismiss)
    assert not dialog.bar.result.isVisible() and not dialog.bar.dismiss.isVisible()


def test_job_has_the_name_that_the_farm_gave_it(dialog: SubmitDialog, farm: NamingFarm, until: Any) -> None:
    farm.add("shot_v001")
    assert "took the job shot_v001-1 (id 3)" in submit(dialog, until)


def test_two_hundred_jobs_are_one_sentence_with_a_list_behind_it(
    host: StudioHost, farm: NamingFarm, open_dialog: Any, shown: Shown, until: Any
) -> None:
    host.names = tuple(f"layer_{number:03d}" for number in range(200))
    host.content["settings"] = {"jobs": "several"}
    dialog = open_dialog(host, farm.address)
    height = dialog.height()
    text = submit(dialog, until)
    assert text.startswith("The farm took 200 jobs with 2,000 tasks: ") and text.endswith("and 197 more.")
    assert dialog.height() == height
    click(button(dialog, "List"))
    details = dialog.bar.details
    assert details.isVisible() and details.count() == 200
    assert details.item(150).text().endswith("layer_150 1-10, 10 tasks")
    place = details.visualItemRect(details.item(1)).center()
    QTest.mouseClick(details.viewport(), Qt.LeftButton, Qt.NoModifier, place)
    click(button(dialog, "Show in jobs"))
    assert shown == [(farm.jobs[3]["id"], farm.jobs[3]["serial"])], "the job of the line"
    click(dialog.bar.dismiss)
    assert not details.isVisible()


def test_own_job_and_its_frames_are_no_warning(
    dialog: SubmitDialog, host: StudioHost, farm: NamingFarm, until: Any
) -> None:
    before = said(dialog)  # with a warning about this test's folder
    submit(dialog, until)
    rendered(host)
    dialog._read_again()  # as after a look at another window
    until(lambda: any("have sent from here" in text for text in problems(dialog)))
    until(lambda: any("writes the same files" in text for text in problems(dialog)))
    assert before.startswith("Ready to send") and said(dialog) == before
    assert all("from here" in text for text in problems(dialog) if "file" in text)


def test_second_submission_of_the_same_frames_is_warned_of_as_ones_own(
    dialog: SubmitDialog, host: StudioHost, farm: NamingFarm, until: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(dialog, until)
    rendered(host)
    monkeypatch.setattr(own_jobs, "FRESH_SECONDS", 0.0)
    dialog._read_again()
    until(lambda: any("writes the same files" in text for text in problems(dialog)))
    until(lambda: "warning" in said(dialog))
    assert any("Your job shot_v001 (id 2), which you have sent from here," in text for text in problems(dialog))
    assert "which you have sent from here" in submit(dialog, until)
    assert len(sent(farm)) == 2


def test_job_of_another_session_is_a_warning(host: StudioHost, farm: NamingFarm, open_dialog: Any, until: Any) -> None:
    submit(open_dialog(host, farm.address), until)
    other = open_dialog(host, farm.address)
    until(lambda: any("Your job shot_v001 (id 2) is not done" in text for text in problems(other)))
    until(lambda: "warning" in said(other))


def test_foot_and_problems_say_the_same_of_a_server_that_is_away(
    host: StudioHost, open_dialog: Any, until: Any
) -> None:
    with BusyFarm() as gone:
        address = gone.address
    dialog = open_dialog(host, address)
    until(lambda: any("cannot be reached" in text for text in problems(dialog)))
    assert said(dialog).startswith("Cannot be sent now. ") and "cannot be reached" in said(dialog)
    assert dialog.bar.submit.isEnabled(), "one may try"


def test_nothing_is_ready_before_the_server_has_answered(
    host: StudioHost, app: Any, until: Any, open_dialog: Any
) -> None:
    with BusyFarm("silent") as server:
        from tests.fakes.paper_host import PaperPlan

        dialog = SubmitDialog(host, PaperPlan(), server_choice=server.address, show_job=Shown())
        dialog.show()
        until(lambda: said(dialog) and not said(dialog).startswith("Looking"))
        assert said(dialog).startswith("Asking the server")
        dialog.close()


def rendered(host: StudioHost) -> None:
    """Some frames are there."""
    folder = Path(host.path).parent / "out"
    folder.mkdir(exist_ok=True)
    for number in range(4):
        (folder / f"0.{number + 1:04d}.txt").write_text("rendered", "utf-8")

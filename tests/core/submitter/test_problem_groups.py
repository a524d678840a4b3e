"""Problems that are alike are told as one, with a button for all of them."""

from __future__ import annotations

from pathlib import Path

from afsubmit.document.frames import FrameList
from afsubmit.errors import Problem
from afsubmit.submission.planning.scene import Output
from afsubmit.submission.sending.disk_checks import OVERWRITTEN
from afsubmit.submitter.draft import Draft
from afsubmit.submitter.problem_groups import groups_of
from tests.fakes.paper_host import PaperHost, PaperPlan


class FivePages(PaperHost):
    def outputs(self) -> list[Output]:
        return [Output(name, name, FrameList.parse("1-10"), ()) for name in ("a1", "b2", "c3", "d4", "e5")]


def draft_in(folder: Path) -> Draft:
    return Draft(FivePages(folder / "shot.json"), PaperPlan())


def overwritten(name: str, there: int, total: int) -> Problem:
    return Problem("warning", name, f"{there} of {total} files are {OVERWRITTEN}", "Skip existing files.")


def test_counts_of_all_are_added_and_the_rest_stays_in_order(tmp_path: Path) -> None:
    draft = draft_in(tmp_path)
    first, last = Problem("error", "scene", "It has no name."), Problem("info", "server", "Another.")
    middle = [overwritten(name, number, 10) for number, name in enumerate(("a1", "b2", "c3", "d4"), 1)]
    told, grouped, other = groups_of([first, *middle, last], draft)
    assert grouped.text == f"4 outputs (a1, b2, c3 and 1 more): 10 of 40 files are {OVERWRITTEN} Skip existing files."
    assert (told.problems, other.problems) == ([first], [last])
    assert grouped.fix is not None and grouped.fix.label == "Skip them"
    grouped.fix.do()
    assert draft.get("skip_existing")


def test_two_are_told_alone_and_three_together_leave_all_three_out(tmp_path: Path) -> None:
    draft = draft_in(tmp_path)
    problems = [Problem("error", name, f"The node of {name} is gone") for name in ("a1", "b2", "c3")]
    assert [group.text for group in groups_of(problems[:2], draft)] == [
        "The node of a1 is gone.",
        "The node of b2 is gone.",
    ]
    (group,) = groups_of(problems, draft)
    assert group.fix is not None and group.fix.label == "Leave them out"
    group.fix.do()
    assert draft.chosen == {"d4", "e5"}


def test_what_differs_in_more_than_name_and_number_is_not_alike(tmp_path: Path) -> None:
    draft = draft_in(tmp_path)
    problems = [
        overwritten("a1", 1, 2),
        overwritten("b2", 1, 2),
        Problem("error", "c3", overwritten("c3", 1, 2).message, "Skip existing files."),
        Problem("warning", "d4", "3 files are elsewhere."),
        Problem("warning", "server", "5 jobs are alike."),
        Problem("warning", "scene", "6 jobs are alike."),
    ]
    assert [group.problems for group in groups_of(problems, draft)] == [[one] for one in problems]

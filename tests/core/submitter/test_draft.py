"""What an artist composes: chosen outputs, frames, settings, presets; and what becomes of it when the scene changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from afsubmit.document.frames import FrameList
from afsubmit.errors import AfError, Problem
from afsubmit.submission.planning.scene import Output
from afsubmit.submitter.draft import Draft
from afsubmit.submitter.fixes import fix_of
from tests.fakes.paper_host import PaperHost, PaperPlan


class ThreePages(PaperHost):
    """Three outputs, one of which is selected when `wishes` says so."""

    names = ("one", "two", "three")
    wishes: tuple[str, ...] = ()

    def outputs(self) -> list[Output]:
        out = self.path.parent / "out"
        return [Output(name, name, FrameList.parse("1-10"), (f"{out}/{name}.@##@.txt",)) for name in self.names]

    def selected(self) -> list[str]:
        return list(self.wishes)


@pytest.fixture
def host(tmp_path: Path) -> ThreePages:
    return ThreePages(tmp_path / "scene.json")


@pytest.fixture
def draft(host: ThreePages) -> Draft:
    return Draft(host, PaperPlan())


def test_value_that_is_as_usual_is_not_kept(draft: Draft) -> None:
    draft.set("priority", 50)
    assert draft.is_changed("priority") and draft.values == {"priority": 50}
    draft.set("priority", 99)
    assert not draft.is_changed("priority") and draft.values == {}


def test_mistake_keeps_the_last_good_value_and_stops_sending(draft: Draft) -> None:
    draft.set("priority", 50)
    draft.set("priority", 9000)
    assert draft.get("priority") == 50
    (problem,) = draft.draft_problems()
    assert problem.level == "error" and problem.message.startswith("Priority is 9000")
    draft.reset("priority")
    assert not draft.draft_problems() and draft.get("priority") == 99


def test_frames_of_one_output_win_and_go_again(draft: Draft) -> None:
    draft.set("frames", "5-6")
    draft.set_frames(draft.outputs[1], "2-8x3")
    assert [(row.frames, row.length, row.is_own) for row in draft.rows()] == [
        ("5-6", 2, False), ("2-8x3", 3, True), ("5-6", 2, False),
    ]  # fmt: skip
    draft.set_frames(draft.outputs[1], "")
    assert not draft.is_changed("output_frames")


def test_frames_that_are_none_are_kept_and_refused_for_one_output(draft: Draft) -> None:
    draft.set_frames(draft.outputs[0], "5-1")
    assert draft.rows()[0].frames == "5-1" and "5-1" in draft.rows()[0].wrong
    assert "5-1" in draft.refusal() and not draft.is_changed("output_frames")
    assert [problem.where for problem in draft.draft_problems()] == [draft.outputs[0].name]
    assert draft.copy().refusal() == draft.refusal()
    draft.choose([draft.outputs[0].id], is_chosen=False)
    assert not draft.refusal() and not draft.draft_problems(), "what is not sent stands in nobody's way"
    draft.choose([draft.outputs[0].id], is_chosen=True)
    draft.set_frames(draft.outputs[0], "2-3")
    assert not draft.refusal() and draft.get("output_frames") == {draft.outputs[0].name: "2-3"}


def test_what_the_scene_holds_is_read_and_what_of_it_is_wrong_is_said(host: ThreePages) -> None:
    host.content["settings"] = {"priority": 12, "retries": "many", "of_a_newer_version": 1}
    draft = Draft(host, PaperPlan())
    assert draft.get("priority") == 12 and draft.get("retries") is None
    assert "retries" in draft.draft_problems()[0].message
    draft.store()
    assert host.content["settings"] == {"priority": 12, "of_a_newer_version": 1}


def test_preset_replaces_settings_but_not_what_is_this_scenes_own(draft: Draft) -> None:
    draft.set("retries", 5)
    draft.set("priority", 10)
    draft.save_preset("slow")
    draft.reset_all()
    draft.set("job_name", "mine")
    draft.set("capacity", 500)
    draft.take_preset("slow")
    assert draft.values == {"job_name": "mine", "priority": 10, "retries": 5}
    assert draft.preset == "slow"


def test_locked_setting_is_as_the_studio_says(
    host: ThreePages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({"settings": {"priority": 40}, "locked": ["priority"]}))
    monkeypatch.setenv("AFSUBMIT_STUDIO", str(tmp_path))
    draft = Draft(host, PaperPlan())
    draft.set("priority", 200)
    assert draft.get("priority") == 40 and draft.usual("priority").locked_by == "studio"
    assert draft.preview_request().settings["priority"] == 40


def test_scene_read_again_keeps_choice_and_settings_while_it_is_the_same(draft: Draft, host: ThreePages) -> None:
    draft.choose(["two"], is_chosen=False)
    draft.set("priority", 7)
    host.names = ("one", "two", "three", "four")
    assert draft.read_again() == ""
    assert draft.chosen == {"one", "three"} and draft.get("priority") == 7


def test_output_that_is_gone_and_another_scene_are_said(draft: Draft, host: ThreePages) -> None:
    host.names = ("one",)
    assert "no longer has two, three" in draft.read_again()
    host.path = host.path.with_name("next.json")
    host.content["settings"] = {"priority": 3}
    assert "next" in draft.read_again() and draft.get("priority") == 3


def test_sketch_plans_what_was_read_and_asks_the_host_nothing_more(draft: Draft, host: ThreePages) -> None:
    kept = draft.copy()
    host.names = ()
    draft.set("priority", 1)
    plan = kept.preview_request().plan(is_local=True)
    assert [block["name"] for block in plan.jobs[0].document["blocks"]] == ["one", "two", "three"]
    assert plan.jobs[0].document["priority"] == 99
    with pytest.raises(AfError, match="python"):
        kept.preview_request().host.python()


def fixed(draft: Draft, problem: Problem) -> str:
    fix = fix_of(problem, draft)
    assert fix is not None
    fix.do()
    return fix.label


def test_each_fix_repairs_what_it_stands_beside(draft: Draft, tmp_path: Path) -> None:
    draft.chosen = set()
    assert fixed(draft, Problem("error", "outputs", "Nothing.")) == "Choose all" and len(draft.chosen) == 3
    draft.set("snapshot_folder", str(tmp_path / "a" / "b"))
    assert fixed(draft, Problem("error", "snapshot_folder", "Missing.")) == "Make the folder"
    assert (tmp_path / "a" / "b").is_dir()
    draft.set("output_frames", {"one": "1", "stranger": "2"})
    fixed(draft, Problem("info", "output_frames", "There are frames for stranger."))
    assert draft.get("output_frames") == {"one": "1"}
    assert fixed(draft, Problem("error", "one", "No frames.")) == "Its own frames"
    assert fixed(draft, Problem("error", "two", "It writes the same files.")) == "Leave it out"
    assert draft.chosen == {"one", "three"}
    draft.set("priority", 9000)
    fixed(draft, Problem("error", "priority", "Too much."))
    assert not draft.wrong


@pytest.mark.parametrize(
    "problem",
    [
        pytest.param(Problem("error", "job.blocks[0].name", "x"), id="a field of the job"),
        pytest.param(Problem("info", "one", "x"), id="a remark about an output"),
        pytest.param(Problem("warning", "server", "x"), id="the server"),
    ],
)
def test_no_button_where_nothing_can_be_done(draft: Draft, problem: Problem) -> None:
    assert fix_of(problem, draft) is None


def test_folder_that_cannot_be_made_is_said(draft: Draft, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    draft.set("snapshot_folder", str(tmp_path / "file" / "below"))
    fix = fix_of(Problem("error", "snapshot_folder", "Missing."), draft)
    assert fix is not None
    with pytest.raises(AfError, match="cannot be made"):
        fix.do()


def test_what_nobody_baked_is_baked_first_at_a_press_where_the_application_can(host: ThreePages, draft: Draft) -> None:
    unbaked = Problem("warning", "bake_first", "Cloth of Rag is not baked.")
    assert fix_of(unbaked, draft) is None
    host.name = "blender"
    baking = Draft(host, PaperPlan())
    fix = fix_of(unbaked, baking)
    assert fix is not None and fix.label == "Bake first"
    fix.do()
    assert baking.get("bake_first") is True

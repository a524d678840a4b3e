"""Set-ups: kept in the scene beside its settings, and each sent as a submission of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from afsubmit.errors import AfError, Problem, SettingsError
from afsubmit.submission.planning.file_host import FileHost
from afsubmit.submitter import requests, setups
from afsubmit.submitter.draft import Draft
from afsubmit.submitter.setups import Setup
from tests.fakes.paper_host import PaperHost, PaperPlan

FULL = Setup("full", ["a", "b"], {"priority": 90})
TEST = Setup("test, 2 frames", ["b"], {"frames": "1-2", "job_name": "try"})


@pytest.fixture
def host(tmp_path: Path) -> PaperHost:
    made = PaperHost(tmp_path / "shot.paper")
    made.store_settings(setups.laid({"priority": 20, "of_a_newer_version": 1}, [FULL, TEST]))
    return made


def asked(host: Any, *names: str, outputs: Any = None, **settings: Any) -> requests.Requests:
    return requests.of_host(host, PaperPlan(), outputs=outputs, preset=(), setup=names, settings=settings)


def test_what_a_scene_keeps_is_told_apart_and_laid_together() -> None:
    kept = setups.laid({"priority": 20}, [FULL, TEST])
    assert setups.of(kept) == {"full": FULL, TEST.name: TEST}
    assert setups.without(kept) == {"priority": 20}
    assert setups.laid(kept, []) == {"priority": 20}


@pytest.mark.parametrize(
    "kept", [{}, {"setups": 1}, {"setups": {"x": 2}}, {"setups": {"x": {"outputs": 1, "settings": {}}}}]
)
def test_what_is_none_of_ours_is_passed_over(kept: dict[str, Any]) -> None:
    assert setups.of(kept) == {}


def test_each_set_up_is_a_request_with_its_outputs_and_settings_only(host: PaperHost) -> None:
    names = [output.id for output in host.outputs()]
    host.store_settings(setups.laid({"priority": 20}, [FULL._replace(outputs=names), TEST._replace(outputs=names[:1])]))
    found = asked(host, "full", "test*")
    assert not found.problems
    first, second = found.listed
    assert ([one.id for one in first.outputs], first.settings["priority"]) == (names, 90)
    assert ([one.id for one in second.outputs], second.settings["frames"]) == (names[:1], "1-2")
    assert second.settings["priority"] != 20, "the settings of the scene are not among them"
    assert "setups" not in first.settings.stored() and "setups" not in first.kept()


def test_words_go_over_the_set_up(host: PaperHost) -> None:
    names = [output.id for output in host.outputs()]
    (one,) = asked(host, "full", outputs=names[:1], priority=7).listed
    assert ([output.id for output in one.outputs], one.settings["priority"]) == (names[:1], 7)


def test_output_of_a_set_up_that_is_gone_is_told(host: PaperHost) -> None:
    host.store_settings(setups.laid({}, [FULL._replace(outputs=["Gone"])]))
    (one,) = asked(host, "full").listed
    assert [problem.where for problem in one.problems] == ["Gone"]


def test_set_up_that_is_not_there_is_an_error_that_names_those_that_are(host: PaperHost) -> None:
    (problem,) = asked(host, "ful").problems
    assert problem.level == "error" and "'ful'" in problem.message and "full" in problem.message


def test_scene_that_was_not_read_whole_says_so_of_a_set_up_that_was_not_found(host: PaperHost) -> None:
    why = Problem("warning", "scene", "No Paper was found here, so its header was read.", "Put Paper on the PATH.")
    (problem,) = asked(FileHost(replace(host.scene(), problems=(why,)), host.outputs()), "full").problems
    assert problem.message.endswith(
        "it has: none. No Paper was found here, so its header was read. Put Paper on the PATH."
    )


def test_set_up_gets_another_name_and_no_other_s() -> None:
    found = {"full": FULL, TEST.name: TEST}
    assert setups.renamed(found, "full", " all ") == {"all": FULL._replace(name="all"), TEST.name: TEST}
    with pytest.raises(SettingsError, match="already"):
        setups.renamed(found, "full", TEST.name)


def test_without_a_set_up_the_scene_s_own_settings_count(host: PaperHost) -> None:
    (one,) = asked(host).listed
    assert one.settings["priority"] == 20
    assert one.settings.unknown == {"of_a_newer_version": 1}


def test_draft_keeps_takes_and_removes_set_ups_and_nothing_else_changes(host: PaperHost) -> None:
    before = dict(host.load_settings())
    draft = Draft(host, PaperPlan())
    assert "setups" not in draft.values, "so no preset holds them"
    names = [output.id for output in draft.outputs]
    draft.set("priority", 33)
    draft.chosen = set(names[:1])
    draft.keep_setup("  mine ")
    assert setups.without(host.load_settings()) == setups.without(before), "settings that were not sent stay unsaved"
    assert list(setups.of(host.load_settings())) == ["full", TEST.name, "mine"]
    draft.set("priority", 34)
    draft.chosen = set(names)
    assert draft.take_setup("mine") == []
    assert (draft.get("priority"), draft.chosen, draft.setup) == (33, set(names[:1]), "mine")
    assert draft.take_setup("full") == ["a", "b"]
    assert draft.chosen == set(names[:1]), "where nothing is left of it what is chosen stays"
    draft.store()
    assert list(setups.of(host.load_settings())) == ["full", TEST.name, "mine"]
    draft.rename_setup("full", " whole ")
    assert (list(setups.of(host.load_settings())), draft.setup) == (["whole", TEST.name, "mine"], "whole")
    with pytest.raises(SettingsError, match="There is a set-up mine already"):
        draft.rename_setup("whole", "mine")
    draft.rename_setup("whole", "full")
    draft.remove_setup("full")
    assert list(setups.of(host.load_settings())) == [TEST.name, "mine"]
    assert (draft.setup, list(Draft(host, PaperPlan()).setups)) == ("", [TEST.name, "mine"])


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\nb"])
def test_name_that_cannot_be_is_refused(host: PaperHost, name: str) -> None:
    with pytest.raises(SettingsError, match="set-up cannot be called"):
        Draft(host, PaperPlan()).keep_setup(name)


def test_scene_that_is_only_read_says_that_it_keeps_none(host: PaperHost) -> None:
    only_read = FileHost(host.scene(), host.outputs())
    draft = Draft(only_read, PaperPlan())
    with pytest.raises(AfError, match="only read here"):
        draft.keep_setup("mine")
    assert not draft.setups

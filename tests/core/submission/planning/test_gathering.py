"""Where files of a scene lie in the folder beside its snapshot, and what is told of those that stay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from afsubmit.studio.pathmap import PathMap
from afsubmit.submission.planning.gathering import Gathering
from tests.core.submission.conftest import of_posix

ROWS = [
    pytest.param(["/show/a/x.png", "/show/b/x.png"], ["a/x.png", "b/x.png"], id="one name in two folders"),
    pytest.param(["/show/a/x.png"], ["x.png"], id="one file"),
    pytest.param(["/a/x.png", "/b/c/y.png"], ["a/x.png", "b/c/y.png"], id="nothing in common"),
    pytest.param(["/show/a", "/show/a/x.png"], ["a", "a/x.png"], id="a folder and a file of it"),
    pytest.param(["P:\\show\\a\\x.png", "p:/show/b/y.png"], ["a/x.png", "b/y.png"], id="a drive"),
    pytest.param(["P:\\a\\x.png", "Q:\\b\\x.png"], ["p_/x.png", "q_/x.png"], id="two drives"),
    pytest.param(["\\\\srv\\show\\a.png", "P:\\b.png"], ["__srv_show/a.png", "p_/b.png"], id="a share and a drive"),
]


@pytest.mark.parametrize(("paths", "places"), ROWS)
def test_place_repeats_the_folders_below_what_all_have_in_common(paths, places):
    found = Gathering("/x_assets", {"some": paths}, {})
    assert [found.place(path) for path in paths] == places
    assert len(set(places)) == len(paths), "nothing lies upon another"


def test_what_is_gathered_is_no_longer_told_to_stand_in_no_path_map(make_plan):
    make = of_posix(make_plan)
    mapped = PathMap([("/shots", "/farm/shots"), ("/out", "/farm/out")], is_windows=False)
    plan = make()
    scene = replace(plan.scene, sources={"a": ["/home/x.png"], "b": ["/home/y.abc"]}, can_gather=True)
    target = replace(plan.target, path_map=mapped)

    def told(**settings):
        found = make(settings, scene=scene, target=target).problems
        return [problem.message for problem in found if "no path map" in problem.message]

    assert ["2 of 2" in message for message in told()] == [True]
    assert told(gather=True) == []
    scene = replace(scene, ungathered={"b": "It cannot."})
    assert ["1 of 1" in message for message in told(gather=True)] == [True]


def test_folder_goes_with_the_job_as_the_farm_sees_it(make_plan):
    make = of_posix(make_plan)
    plan = make()
    scene = replace(plan.scene, sources={"a": ["/home/x.png"]}, can_gather=True)
    target = replace(plan.target, path_map=PathMap([("/shots", "/farm shots")], is_windows=False))
    (job,) = make({"gather": True}, scene=scene, target=target).jobs
    stem = job.snapshot.rpartition(".")[0]
    assert job.gathered.folder == f"{stem}_assets" and list(job.beside) == [job.gathered.folder]
    assert f"deletefiles -s '/farm shots{stem[len('/shots') :]}_assets'" in job.document["command_post"]

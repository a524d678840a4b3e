"""The open scene and the file are one: the host over the fake Maya plans what the reader of the file plans.

The fake reads a scene with a reader of its own, so that two readers and two ways to ask have to agree.
"""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import pytest
from af_maya import _project
from af_maya._scene_file import open_scene as open_file
from af_maya.plan import MayaPlan

from afsubmit.submission.planning.plan import plan
from afsubmit.submission.planning.scene import Stamp, Target
from afsubmit.submission.settings.values import Settings
from tests.fakes.maya import Habits
from tests.fakes.maya_scene import decoded
from tests.plugins.maya.golden import case, facts_of, opened
from tests.plugins.maya.scenes import FURRY, LAYERS, lighting, many

STAMP, TARGET = Stamp(1_700_000_000, "0badcafe"), Target("jimmy", "pc01", "posix")
OWN = {"layers of both kinds": LAYERS, "XGen": FURRY, "a lighter's": lighting(), "many": many(7, 3)}
MAYA_IS_ASKED = "of a layer of the old kind is not documented"
"""What a file is told of, since no layer can be made visible in it: Maya is asked."""
MAYA_CANNOT_TELL = "unloaded-reference"
"""Maya counts a reference whose file is missing as one that was unloaded: that it is missing is told of either."""


def live(open_scene: Any, scene: Path, text: str) -> Any:
    """The host over a Maya that has that scene open, in the project that it lies in."""
    project, rules = _project.found(str(scene))
    year = re.search(r'requires maya "(\d{4})', text)
    session = open_scene(text, path=scene, project=project, habits=Habits(year=int(year[1]) if year else 2023))
    session.fake.missing_plugins.clear()
    session.fake.rules = dict(rules)
    from af_maya._host import MayaHost

    return MayaHost()


def told(host: Any, settings: dict[str, Any]) -> dict[str, Any]:
    """What is planned with that host, problems and all."""
    scene = dataclasses.replace(host.scene(), is_modified=False, application="")
    made = plan(scene, host.outputs(), Settings(settings), host_plan=MayaPlan(), stamp=STAMP, target=TARGET)
    outputs = [{**vars(output), "problems": list(output.problems)} for output in made.outputs]
    jobs = [(job.document, job.snapshot, dict(job.sidecars)) for job in made.jobs]
    return {"outputs": outputs, "jobs": jobs, "problems": list(made.problems), "frames": str(scene.frames)}


def same(open_scene: Any, scene: Path, settings: dict[str, Any], more: int = 0) -> None:
    """See that both plan the same; Maya may tell of so many problems more."""
    from_file = told(open_file(str(scene)), settings)
    from_maya = told(live(open_scene, scene, decoded(scene.read_bytes())), settings)
    asked = lambda problems: [one for one in problems if MAYA_IS_ASKED not in one.message]  # noqa: E731
    from_file["problems"] = asked(from_file["problems"])
    for output in from_file["outputs"]:
        output["problems"] = asked(output["problems"])
    extra = [problem for problem in from_maya["problems"] if problem not in from_file["problems"]]
    assert len(extra) == more, extra
    from_maya["problems"] = [problem for problem in from_maya["problems"] if problem not in extra]
    for part in from_file:
        assert from_maya[part] == from_file[part], part


@case
def test_golden_scene_is_planned_alike(folder: Path, open_scene, tmp_path, monkeypatch) -> None:
    facts = facts_of(folder, monkeypatch)
    scene = opened(folder, tmp_path / "the show")
    same(open_scene, scene, facts.get("settings", {}), more=int(folder.name == MAYA_CANNOT_TELL))


@pytest.mark.parametrize("text", OWN.values(), ids=list(OWN))
def test_scene_is_planned_alike(text: str, open_scene, tmp_path) -> None:
    (tmp_path / "workspace.mel").write_text('workspace -fr "images" "images";\n', "utf-8")
    scene = tmp_path / "shot v001.ma"
    scene.write_text(text, "utf-8")
    same(open_scene, scene, {})

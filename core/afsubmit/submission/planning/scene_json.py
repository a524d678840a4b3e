"""What was read of a scene as JSON: from inside an application to a program outside that asked it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...document.frames import FrameList
from ...errors import Problem, SceneError
from ...studio import json_files
from .file_host import FileHost
from .scene import Host, Output, SceneState

SELDOM: Mapping[str, Any] = {
    "sidecars": {}, "pictures": None, "farm_problems": (), "can_gather": False, "stored": {}, "ungathered": {},
}  # fmt: skip
"""Fields that are written only where they say something, and what they hold else."""

PROBLEMS = ("problems", "farm_problems")


def to_json(host: Host, problems: Sequence[Problem] = ()) -> str:
    """What `host` says of its open scene, with further `problems` of it."""
    scene, outputs = host.scene(), host.outputs()
    content = {
        "scene": {**_said(scene), "frames": str(scene.frames), "problems": [*scene.problems, *problems]},
        "outputs": [
            {**_said(one), "frames": str(one.frames), "facts": _changed(one.facts), "problems": [*one.problems]}
            for one in outputs
        ],
        "selected": list(host.selected()),
        "settings": dict(host.load_settings()),
    }
    return json.dumps(content)


def from_json(text: str, facts: Callable[..., Any], host: type[FileHost] = FileHost) -> FileHost:
    """The host that `text`, as `to_json` made it, tells of; `facts` is the application's class of an output's facts.

    Raises:
        SceneError: it is no such text.
    """
    try:
        content = json_files.loads(text, "it")
        scene = SceneState(**_typed(content["scene"]))
        outputs = [Output(**{**_typed(one), "facts": facts(**one["facts"])}) for one in content["outputs"]]
        return host(scene, outputs, content["selected"], content["settings"])
    except (ValueError, KeyError, TypeError, json_files.JsonError) as error:
        raise SceneError(f"What was read of the scene cannot be understood: {error!r}.") from error


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    frames = FrameList.parse(values["frames"]) if values["frames"] else FrameList()
    problems = {key: tuple(Problem(*one) for one in values[key]) for key in PROBLEMS if key in values}
    return {**values, "frames": frames, **problems}


def _said(owner: SceneState | Output) -> dict[str, Any]:
    return {name: value for name, value in vars(owner).items() if name not in SELDOM or value != SELDOM[name]}


def _changed(facts: Any) -> dict[str, Any]:
    """The values of a dataclass, without those that are as they are by default."""
    return {one.name: value for one in dataclasses.fields(facts) if (value := getattr(facts, one.name)) != one.default}
